import { standardError } from '@parley/engine';
import { isObject } from '@parley/kernel';
import { parse } from 'yaml';

export type Node = Readonly<Record<string, unknown>>;

const MAX_CHARACTERS = 5_000_000;
const MAX_ALIASES = 1_000;
/** A reference that leads to a reference; more is a circle. */
const MAX_HOPS = 20;

/** An AsyncAPI document of version 2 or 3. */
export interface AsyncApiDocument {
  readonly major: 2 | 3;
  readonly root: Node;
  /** The object that a value is or refers to within the document; undefined when there is none. */
  resolve(value: unknown): Node | undefined;
  /** The resolved members of a map of objects, in the order of the document. */
  members(map: unknown): readonly (readonly [name: string, node: Node])[];
}

/** Reads a document in JSON or YAML. Raises a `configuration` error when it is none that can be used. */
export function readDocument(text: string): AsyncApiDocument {
  if (text.length > MAX_CHARACTERS) throw standardError('configuration', 'The AsyncAPI document is larger than 5 MB');
  const root = parseText(text);
  const version = isObject(root) ? String(root.asyncapi) : '';
  if (!isObject(root) || !/^[23]\./.test(version)) {
    throw standardError('configuration', 'The document is no AsyncAPI of version 2 or 3');
  }
  const resolve = (value: unknown) => follow(root, value);
  return {
    major: version.startsWith('2.') ? 2 : 3,
    root,
    resolve,
    members(map) {
      const entries = Object.entries(resolve(map) ?? {});
      return entries.flatMap(([name, value]) => {
        const node = resolve(value);
        return node ? [[name, node] as const] : [];
      });
    },
  };
}

function parseText(text: string): unknown {
  try {
    return text.trimStart().startsWith('{') ? JSON.parse(text) : parse(text, { maxAliasCount: MAX_ALIASES });
  } catch (error) {
    throw standardError('configuration', `The AsyncAPI document cannot be read: ${(error as Error).message}`);
  }
}

function follow(root: Node, start: unknown): Node | undefined {
  let value = start;
  for (let hops = 0; isObject(value) && typeof value.$ref === 'string'; hops += 1) {
    if (hops > MAX_HOPS) throw standardError('configuration', `${value.$ref} leads in a circle`);
    if (!value.$ref.startsWith('#/')) {
      throw standardError('configuration', `${value.$ref} is in another document, which is not followed`);
    }
    value = pointTo(root, value.$ref.slice(2));
  }
  return isObject(value) ? value : undefined;
}

/** The value at a JSON Pointer (RFC 6901) without its first slash. */
export function pointTo(root: unknown, pointer: string): unknown {
  const names = pointer.split('/').map((name) => decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~'));
  return names.reduce<unknown>(
    (value, name) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, name)
        ? (value as Record<string, unknown>)[name]
        : undefined,
    root,
  );
}
