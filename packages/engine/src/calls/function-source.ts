import type { Task } from '@parley/dsl';
import { isObject } from '@parley/kernel';
import { parse } from 'yaml';
import type { CompileContext } from '../compile/context.ts';
import type { Scope } from '../interpret/scope.ts';
import type { ResourceLocation } from '../ports/effects.ts';
import { standardError } from '../problem.ts';
import { compileEndpoint, type ResolveEndpoint } from './endpoint.ts';

/**
 * Where the definition of a function outside the workflow is: at an address of its own, or in a catalog under
 * `functions/NAME/VERSION/function.yaml`. Undefined when the name means neither.
 */
export function functionSource(name: string, pointer: string, context: CompileContext): ResolveEndpoint | undefined {
  if (/^https?:\/\//.test(name)) return compileEndpoint(name, pointer, context);
  const [, functionName, version, catalog] = /^([^:@]+):([^@]+)@(.+)$/.exec(name) ?? [];
  const catalogs = context.workflow.use?.catalogs;
  if (functionName === undefined || !catalogs || !Object.hasOwn(catalogs, catalog!)) return undefined;
  const root = compileEndpoint(catalogs[catalog!]!.endpoint, `/use/catalogs/${catalog}/endpoint`, context);
  return (scope: Scope, input: unknown): ResourceLocation => {
    const location = root(scope, input);
    const folder = rawAddress(location.uri).replace(/\/+$/, '');
    return { ...location, uri: `${folder}/functions/${functionName}/${version}/function.yaml` };
  };
}

/** The address of a repository's files, for catalogs given by the page that shows them. */
function rawAddress(uri: string): string {
  return uri
    .replace(/^https:\/\/github\.com\/([^/]+)\/([^/]+)\/tree\/(.+)$/, 'https://raw.githubusercontent.com/$1/$2/$3')
    .replace(/^(https:\/\/[^/]+\/.+)\/-\/tree\/(.+)$/, '$1/-/raw/$2');
}

/** Reads the definition of a function; raises a `configuration` error when it is none. */
export function readFunction(text: string, uri: string): Task {
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 100 });
  } catch (cause) {
    throw standardError('configuration', `The function at ${uri} is not YAML`, undefined, cause);
  }
  if (isObject(value)) return value as unknown as Task;
  throw standardError('configuration', `The function at ${uri} is not a task`);
}
