import { isObject } from '@parley/kernel';
import type { Diagnostics } from './diagnostics.ts';
import type { Node } from './parse-text.ts';

/** Longer chains of references are taken for circles. */
const MAX_CHAIN = 50;

/** A node that a reference led to, and the pointer it has in the end. */
export interface Resolved {
  readonly node: Node;
  readonly pointer: string;
}

/** Follows references inside one document; nothing else is ever fetched or read. */
export class References {
  readonly #root: Node;
  readonly #diagnostics: Diagnostics;

  constructor(root: Node, diagnostics: Diagnostics) {
    this.#root = root;
    this.#diagnostics = diagnostics;
  }

  /** Where `#/a/b` leads in the document, or undefined. */
  at(reference: string): unknown {
    return walk(this.#root, reference);
  }

  /**
   * `node` itself, or what its `$ref` leads to in the end. Undefined, with a diagnostic, when that is nothing or in
   * another document. `local` is where a pointer is tried that leads nowhere from the document's root, as generators of
   * JSON Schema write `#/$defs/...` without regard to where the schema ends up.
   */
  follow(node: unknown, pointer: string, local?: Node): Resolved | undefined {
    let current: Resolved | undefined = isObject(node) ? { node, pointer } : undefined;
    for (let hops = 0; current && typeof current.node.$ref === 'string'; hops += 1) {
      if (hops === MAX_CHAIN) {
        this.#diagnostics.warn('unresolved_reference', `${current.node.$ref} leads in a circle.`, pointer);
        return undefined;
      }
      current = this.#step(current.node.$ref, pointer, local);
    }
    return current;
  }

  #step(reference: string, pointer: string, local: Node | undefined): Resolved | undefined {
    if (!reference.startsWith('#')) {
      this.#diagnostics.warn('external_reference', `${reference} is in another document.`, pointer);
      return undefined;
    }
    const target = walk(this.#root, reference) ?? (local && walk(local, reference));
    if (isObject(target)) return { node: target, pointer: reference.slice(1) };
    this.#diagnostics.warn('unresolved_reference', `${reference} leads nowhere.`, pointer);
    return undefined;
  }
}

/** Follows a JSON Pointer in a URI fragment (RFC 6901 section 6). */
function walk(root: Node, reference: string): unknown {
  let value: unknown = root;
  for (const segment of reference.replace(/^#\/?/, '').split('/')) {
    if (segment === '') continue;
    const key = decode(segment).replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(value)) value = value[Number(key)];
    else if (isObject(value) && Object.hasOwn(value, key)) value = value[key];
    else return undefined;
  }
  return value;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Escapes a key for a JSON Pointer. */
export const escapeKey = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1');
