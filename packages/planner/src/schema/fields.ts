import type { JsonSchema } from '@parley/dsl';
import { splitWords, stem } from '../normalise/stem.ts';
import { isMoney, isNullable, propertiesOf, requiredOf, type Shape, shapeOf, typeOf } from './schema.ts';

/** A value somewhere in a schema. */
export interface Field {
  /** Names from the root; `[]` stands for every item of a list. */
  readonly path: readonly string[];
  readonly name: string;
  /** Stems of the words of the name. */
  readonly words: readonly string[];
  readonly shape: Shape;
  /** `string`, `number`, `integer`, `boolean`, `array`, `object`, `any`; `money` for amount and currency. */
  readonly type: string;
  /** False when it or anything above it may be left out or null. */
  readonly certain: boolean;
  /** True below a list. */
  readonly many: boolean;
}

const MAX_FIELDS = 400;
const MAX_DEPTH = 5;
const cache = new WeakMap<object, readonly Field[]>();

/** Every field of a schema to depth five, the outermost first, at most 400; lists are entered by `[]`. */
export function fieldsOf(schema: JsonSchema): readonly Field[] {
  if (typeof schema !== 'object') return [];
  const known = cache.get(schema);
  if (known) return known;
  const found = collect(schema);
  cache.set(schema, found);
  return found;
}

/** A schema still to be looked into. */
interface Part {
  readonly shape: Shape;
  readonly path: readonly string[];
  readonly certain: boolean;
  readonly many: boolean;
}

function collect(schema: JsonSchema): readonly Field[] {
  const found: Field[] = [];
  const queue: Part[] = [{ shape: shapeOf(schema, schema), path: [], certain: true, many: false }];
  for (let next = queue.shift(); next && found.length < MAX_FIELDS; next = queue.shift()) {
    if (next.path.length >= MAX_DEPTH) continue;
    if (typeOf(next.shape) === 'array') {
      queue.push({ ...next, shape: shapeOf(next.shape.items, schema), path: [...next.path, '[]'], many: true });
      continue;
    }
    const fields = fieldsIn(next, schema);
    found.push(...fields);
    queue.push(...fields.filter((field) => /^(?:object|array|money)$/.test(field.type)));
  }
  return found.slice(0, MAX_FIELDS);
}

function fieldsIn({ shape: parent, path, certain, many }: Part, schema: JsonSchema): Field[] {
  const required = new Set(requiredOf(parent));
  return Object.entries(propertiesOf(parent))
    .slice(0, MAX_FIELDS)
    .map(([name, property]) => {
      const shape = shapeOf(property, schema);
      const type = isMoney(shape) ? 'money' : typeOf(shape);
      const sure = certain && required.has(name) && !isNullable(shape);
      return { path: [...path, name], name, words: splitWords(name).map(stem), shape, type, certain: sure, many };
    });
}

/** Where a result keeps its list: the empty path for a bare array, `['items']` for a page; undefined for a single thing. */
export function listPath(schema: JsonSchema): readonly string[] | undefined {
  if (typeof schema !== 'object') return undefined;
  const known = listCache.get(schema);
  if (known) return known.path;
  const path = findList(schema);
  listCache.set(schema, { path });
  return path;
}

const listCache = new WeakMap<object, { readonly path: readonly string[] | undefined }>();

function findList(schema: JsonSchema): readonly string[] | undefined {
  const shape = shapeOf(schema, schema);
  if (typeOf(shape) === 'array') return [];
  const arrays = Object.entries(propertiesOf(shape)).filter(([, item]) => {
    const inner = shapeOf(item, schema);
    return typeOf(inner) === 'array' && typeOf(shapeOf(inner.items, schema)) === 'object';
  });
  const paged = arrays.find(([name]) =>
    /^(?:items|data|results|value|values|entries|records|list|content|rows)$/.test(name),
  );
  const names = Object.keys(propertiesOf(shape));
  // A thing that happens to have a list of its own (an order with its items) also has an id or a status.
  const isThing = names.some(
    (name) => /^(?:id|status|name|createdAt)$/.test(name) || /Id$/.test(name) || /available$/i.test(name),
  );
  const found = isThing ? undefined : (paged ?? (arrays.length === 1 ? arrays[0] : undefined));
  return found ? [found[0]] : undefined;
}

/** The schema of one item of a list at `path` inside `schema`, carrying the root's `$defs` along. */
export function itemSchema(schema: JsonSchema, path: readonly string[]): JsonSchema {
  let shape = shapeOf(schema, schema);
  for (const name of path) {
    const step = name === '[]' ? shape.items : propertiesOf(shape)[name];
    shape = shapeOf(step, schema);
  }
  return rooted(shapeOf(shape.items, schema), schema);
}

const rootedCache = new WeakMap<object, WeakMap<object, JsonSchema>>();

/** A part of a schema that can stand alone: with the definitions of its root. The same part gives the same object. */
function rooted(part: Shape, root: JsonSchema): JsonSchema {
  if (typeof root !== 'object') return part;
  const parts = rootedCache.get(root) ?? new WeakMap<object, JsonSchema>();
  rootedCache.set(root, parts);
  const known = parts.get(part);
  if (known !== undefined) return known;
  const alone = root.$defs === undefined ? part : { ...part, $defs: root.$defs };
  parts.set(part, alone);
  return alone;
}
