import type { JsonSchema } from '@parley/dsl';
import { isObject } from '@parley/kernel';
import type { Diagnostics } from './diagnostics.ts';
import type { Node } from './parse-text.ts';
import { escapeKey, type References } from './reference.ts';
import { isSchema, modernise, ONE_SCHEMA, PLAIN_KEYWORDS, SCHEMA_LISTS, SCHEMA_MAPS } from './schema-keywords.ts';

/** Which way the data goes: read-only properties do not travel in, write-only ones do not come out. */
export type Direction = 'input' | 'output';

interface Pending {
  readonly source: Node;
  readonly pointer: string;
  readonly out: Record<string, unknown>;
  /** References that led here, the latest first; a reference to one of them is a recursion. */
  readonly path: Link | undefined;
  /** The schema document that contains this one, for pointers that are meant relative to it. */
  readonly local: Node;
}

interface Link {
  readonly pointer: string;
  readonly up: Link | undefined;
}

/** Long texts and lists help nobody who reads a schema in a catalog. */
const MAX_TEXT = 1000;
const MAX_EXAMPLE_CHARACTERS = 4000;

/**
 * Makes self-contained JSON Schemas (2020-12) of the schemas of one operation. References are resolved in place; only a
 * recursion stays a reference, into {@link defs}. Works breadth first and stops after `budget` nodes, so that what is
 * left open of a huge schema is its deepest parts.
 */
export class SchemaConverter {
  readonly #references: References;
  readonly #diagnostics: Diagnostics;
  readonly #direction: Direction;
  readonly #queue: Pending[] = [];
  readonly #defs = new Map<string, Record<string, unknown>>();
  readonly #defNames = new Map<string, string>();
  #budget: number;

  constructor(references: References, diagnostics: Diagnostics, direction: Direction, budget: number) {
    this.#references = references;
    this.#diagnostics = diagnostics;
    this.#direction = direction;
    this.#budget = budget;
  }

  /** Converts a schema; may be called several times, with shared {@link defs}. */
  convert(source: unknown, pointer: string): JsonSchema {
    if (typeof source === 'boolean') return source;
    if (!isObject(source)) return {};
    const out: Record<string, unknown> = {};
    this.#queue.push({ source, pointer, out, path: undefined, local: source });
    for (let index = 0; index < this.#queue.length; index += 1) this.#fill(this.#queue[index]!);
    this.#queue.length = 0;
    return out;
  }

  /** What the converted schemas refer to under `#/$defs/`; undefined when nothing recurs. */
  get defs(): Readonly<Record<string, JsonSchema>> | undefined {
    return this.#defs.size === 0 ? undefined : Object.fromEntries(this.#defs);
  }

  #fill(pending: Pending): void {
    if (typeof pending.source.$ref === 'string') this.#fillReference(pending);
    else if (this.#budget <= 0) this.#fillShallow(pending);
    else this.#fillNode(pending);
  }

  #fillNode(pending: Pending): void {
    this.#budget -= 1;
    const problem = (keyword: string) =>
      this.#diagnostics.warn('invalid_schema', `"${keyword}" has no valid value.`, pending.pointer);
    const schema = modernise(pending.source, problem);
    for (const [keyword, value] of Object.entries(schema)) {
      const isValid = Object.hasOwn(PLAIN_KEYWORDS, keyword) ? PLAIN_KEYWORDS[keyword] : undefined;
      if (isValid?.(value)) pending.out[keyword] = shorten(keyword, value);
      // `required: true` on a property is an old habit and harmless
      else if (isValid && keyword !== 'required') problem(keyword);
    }
    this.#fillSubschemas(pending, schema);
  }

  #fillSubschemas(pending: Pending, schema: Node): void {
    const { out, pointer } = pending;
    for (const keyword of ONE_SCHEMA) {
      const value = schema[keyword];
      if (isSchema(value)) out[keyword] = this.#child(value, `${pointer}/${keyword}`, pending);
    }
    for (const keyword of SCHEMA_LISTS) {
      const value = Array.isArray(schema[keyword]) ? schema[keyword].filter(isSchema) : [];
      const list = value.map((item, i) => this.#child(item, `${pointer}/${keyword}/${i}`, pending));
      if (list.length > 0) out[keyword] = list;
    }
    for (const keyword of SCHEMA_MAPS) {
      const value = schema[keyword];
      if (isObject(value)) out[keyword] = this.#children(value, keyword, pending);
    }
    if (isObject(schema.properties)) dropRequired(out, schema.properties);
  }

  #children(map: Node, keyword: string, pending: Pending): Record<string, JsonSchema> {
    const children: [string, JsonSchema][] = [];
    for (const [name, item] of Object.entries(map)) {
      if (!isSchema(item) || (keyword === 'properties' && this.#isHidden(item, pending))) continue;
      children.push([name, this.#child(item, `${pending.pointer}/${keyword}/${escapeKey(name)}`, pending)]);
    }
    return Object.fromEntries(children);
  }

  #child(source: Node | boolean, pointer: string, { path, local }: Pending): JsonSchema {
    if (typeof source === 'boolean') return source;
    const out: Record<string, unknown> = {};
    this.#queue.push({ source, pointer, out, path, local });
    return out;
  }

  #fillReference(pending: Pending): void {
    const { source, out, path, local, pointer } = pending;
    const { $ref: reference, ...siblings } = source;
    const target = this.#references.follow(source, pointer, local);
    if (!target) {
      this.#fill({ ...pending, source: siblings });
    } else if (Object.keys(siblings).some((keyword) => !isDecoration(keyword))) {
      this.#fill({ ...pending, source: { allOf: [{ $ref: reference }, siblings] } });
    } else if (contains(path, target.pointer)) {
      out.$ref = `#/$defs/${this.#define(target.pointer, target.node)}`;
      if (typeof siblings.description === 'string') out.description = cut(siblings.description);
    } else {
      const link = { pointer: target.pointer, up: path };
      const merged = { ...target.node, ...siblings };
      this.#fill({ source: merged, pointer: target.pointer, out, path: link, local: target.node });
    }
  }

  /** The name under which a recursive schema stands in `$defs`. */
  #define(pointer: string, node: Node): string {
    const known = this.#defNames.get(pointer);
    if (known !== undefined) return known;
    const base = (pointer.split('/').at(-1) || 'schema').replaceAll(/[^A-Za-z0-9_.-]/g, '_');
    let name = base;
    for (let i = 2; this.#defs.has(name); i += 1) name = `${base}_${i}`;
    const out: Record<string, unknown> = {};
    this.#defNames.set(pointer, name);
    this.#defs.set(name, out);
    this.#queue.push({ source: node, pointer, out, path: { pointer, up: undefined }, local: node });
    return name;
  }

  #fillShallow({ source, out, pointer }: Pending): void {
    const schema = modernise(source, () => {});
    if (schema.type !== undefined) out.type = schema.type;
    if (typeof schema.description === 'string') out.description = cut(schema.description);
    this.#diagnostics.warn('schema_cut', 'The schema is too large; its deepest parts are left open.', pointer);
  }

  #isHidden(property: unknown, { pointer, local }: Pending): boolean {
    const node = this.#references.follow(property, pointer, local)?.node;
    return node?.[this.#direction === 'input' ? 'readOnly' : 'writeOnly'] === true;
  }
}

const DECORATIONS = new Set([
  'title',
  'description',
  'default',
  'example',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
]);
/** Keywords beside a `$ref` that say something about its place and constrain nothing. */
const isDecoration = (keyword: string) => DECORATIONS.has(keyword) || keyword.startsWith('x-');

function contains(path: Link | undefined, pointer: string): boolean {
  for (let link = path; link; link = link.up) if (link.pointer === pointer) return true;
  return false;
}

/** A property that does not travel cannot be required. */
function dropRequired(out: Record<string, unknown>, properties: Node): void {
  if (!Array.isArray(out.required)) return;
  const kept = out.properties as Node;
  out.required = out.required.filter((name: string) => Object.hasOwn(kept, name) || !Object.hasOwn(properties, name));
}

const cut = (text: string) => (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text);

function shorten(keyword: string, value: unknown): unknown {
  if (keyword === 'description' || keyword === 'title') return cut(value as string);
  if (keyword === 'required') return [...new Set(value as string[])];
  if (keyword !== 'examples') return value;
  return (value as unknown[]).filter((example) => JSON.stringify(example ?? null).length <= MAX_EXAMPLE_CHARACTERS);
}
