/** A JSON Schema: a boolean or an object of keywords. What is neither is treated like `true`. */
export type JsonSchema = boolean | { readonly [keyword: string]: unknown };

/** An object of keywords as found in a document; nothing about its values is trusted. */
export type Keywords = { readonly [keyword: string]: unknown };

/** True for a JSON object. */
export const isRecord = (value: unknown): value is Keywords =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Subschemas searched for `$id` and `$anchor` in one document. */
const MAX_SEARCHED = 100_000;

/** Finds what references within one document point at. */
export class References {
  readonly #document: unknown;
  #anchors: Map<string, unknown> | undefined;

  constructor(document: unknown) {
    this.#document = document;
  }

  /** The schema a `$ref` points at; undefined if it is not in the document. */
  find(reference: string): unknown {
    const hash = reference.indexOf('#');
    const base = hash < 0 ? reference : reference.slice(0, hash);
    const fragment = hash < 0 ? '' : reference.slice(hash + 1);
    const start = base === '' ? this.#document : (this.#anchor(base) ?? this.#anchor(lastSegment(base)));
    if (fragment === '' || start === undefined) return start;
    if (fragment.startsWith('/')) return followPointer(start, fragment);
    return this.#anchor(`#${fragment}`);
  }

  #anchor(name: string): unknown {
    this.#anchors ??= collectAnchors(this.#document);
    return this.#anchors.get(name);
  }
}

const lastSegment = (uri: string): string => uri.slice(uri.lastIndexOf('/') + 1);

/** The last part of a reference, as a name for people. */
export function referenceName(reference: string): string {
  return decodeSegment(reference.slice(Math.max(reference.lastIndexOf('/'), reference.lastIndexOf('#')) + 1));
}

function followPointer(start: unknown, pointer: string): unknown {
  let current = start;
  for (const segment of pointer.slice(1).split('/')) {
    const key = decodeSegment(segment);
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) return undefined;
    current = (current as Keywords)[key];
  }
  return current;
}

function decodeSegment(segment: string): string {
  let text = segment;
  try {
    text = decodeURIComponent(segment);
  } catch {
    // A stray percent sign stands for itself.
  }
  return text.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** Every `$id` (whole and its last segment), `$anchor` and old-style `id: "#name"` of a document. */
function collectAnchors(document: unknown): Map<string, unknown> {
  const anchors = new Map<string, unknown>();
  const seen = new Set<unknown>();
  const pending: unknown[] = [document];
  while (pending.length > 0 && seen.size < MAX_SEARCHED) {
    const value = pending.pop();
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    if (isRecord(value)) nameSchema(value, anchors);
    for (const part of Object.values(value)) pending.push(part);
  }
  return anchors;
}

function nameSchema(schema: Keywords, anchors: Map<string, unknown>): void {
  const { $id, $anchor, id } = schema;
  if (typeof $anchor === 'string') anchors.set(`#${$anchor}`, schema);
  for (const name of [$id, id]) {
    if (typeof name !== 'string') continue;
    anchors.set(name, schema);
    if (!name.startsWith('#')) anchors.set(lastSegment(name), schema);
  }
}
