import { isObject } from '@parley/kernel';
import { upgradeFromTwoToThree } from '@scalar/openapi-parser';
import type { Diagnostics } from './diagnostics.ts';
import type { Node } from './parse-text.ts';
import { References } from './reference.ts';

/** A Swagger 2.0 document as OpenAPI 3.0; undefined, with a diagnostic, when it is too far from the standard. */
export function upgradeSwagger(document: Node, diagnostics: Diagnostics): Node | undefined {
  const references = new References(document, diagnostics);
  const paths = Object.entries(isObject(document.paths) ? document.paths : {}).map(([path, item]) => [
    path,
    isObject(item) ? withOwnBodies(item, references) : item,
  ]);
  try {
    return upgradeFromTwoToThree({ ...document, swagger: '2.0', paths: Object.fromEntries(paths) }) as Node;
  } catch (error) {
    diagnostics.add('error', 'not_openapi', `The Swagger 2.0 document cannot be read: ${(error as Error).message}.`);
    return undefined;
  }
}

/** The upgrade takes body parameters only where they stand in place, so references to them are resolved before. */
function withOwnBodies(item: Node, references: References): Node {
  return Object.fromEntries(
    Object.entries(item).map(([key, value]) => {
      if (key === 'parameters') return [key, inlineBodies(value, references)];
      if (!isObject(value) || !Array.isArray(value.parameters)) return [key, value];
      return [key, { ...value, parameters: inlineBodies(value.parameters, references) }];
    }),
  );
}

function inlineBodies(parameters: unknown, references: References): unknown {
  if (!Array.isArray(parameters)) return parameters;
  return parameters.map((parameter: unknown) => {
    const node = references.follow(parameter, '')?.node;
    return node?.in === 'body' || node?.in === 'formData' ? structuredClone(node) : parameter;
  });
}
