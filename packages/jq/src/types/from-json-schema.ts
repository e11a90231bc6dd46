import { join, joinAll } from './join.ts';
import { meet, subtract } from './meet.ts';
import { typeOfValue, typeOfValues } from './of-value.ts';
import { isRecord, type JsonSchema, type Keywords, References, referenceName } from './schema-references.ts';
import { arrayShapeOf, objectShapeOf } from './schema-shapes.ts';
import {
  Kind,
  LazyType,
  make,
  neverType,
  nullType,
  type ObjectShape,
  type Slot,
  stringWith,
  type Type,
  unknownType,
} from './type.ts';

/** How {@link fromJsonSchema} finds references and reads OpenAPI's additions. */
export interface SchemaOptions {
  /** The document that `#/...` references point into. Default: the schema itself. Pass the same object to share types. */
  readonly document?: object;
  /** Schemas of other documents by the reference as written; undefined where there is none (then it is unknown). */
  readonly resolve?: (reference: string) => JsonSchema | undefined;
  /** `write` drops the obligation of `readOnly` properties, `read` (default) that of `writeOnly` ones. */
  readonly direction?: 'read' | 'write';
}

/**
 * The type of the values that a JSON Schema admits: 2020-12, and what older drafts and OpenAPI 2 to 3.1 wrote otherwise
 * (`nullable`, `definitions`, `items` as a list). Never narrower than the schema: keywords without a counterpart
 * (`minimum`, `maxLength`, `not` beyond constants, `dependentSchemas` ...) and broken ones are ignored. Recursive
 * schemas, by `$ref` or as cyclic objects, become named types. The same schema object gives the same type.
 */
export function fromJsonSchema(schema: JsonSchema, options: SchemaOptions = {}): Type {
  if (!isRecord(schema)) return schema === false ? neverType : unknownType;
  const document = options.document ?? schema;
  if (options.resolve !== undefined) return new SchemaReader(document, options).read(schema);
  const readers = options.direction === 'write' ? WRITERS : READERS;
  const reader = readers.get(document) ?? new SchemaReader(document, options);
  readers.set(document, reader);
  return reader.read(schema);
}

const READERS = new WeakMap<object, SchemaReader>();
const WRITERS = new WeakMap<object, SchemaReader>();

/** Nesting read at once; deeper subschemas are read when somebody looks at them. */
const EAGER_DEPTH = 8;
/** Keywords through which a schema may reach itself; behind a property or item they are read later. */
const COMBINING = ['$ref', 'anyOf', 'oneOf', 'allOf', 'if'];
/** Parts of an `allOf` that are read; without the others the type is wider. */
const MAX_PARTS = 64;
/** References followed one after the other without anything between. */
const MAX_CHAIN = 64;

/** Reads the schemas of one document, each once. */
class SchemaReader {
  readonly optionalMark: 'readOnly' | 'writeOnly';
  readonly #references: References;
  readonly #resolve: SchemaOptions['resolve'];
  readonly #types = new Map<Keywords, Type>();
  readonly #reading = new Set<Keywords>();
  readonly #delayed = new Map<Keywords, LazyType>();
  readonly #named = new Map<string, LazyType>();
  #chain = 0;

  constructor(document: object, options: SchemaOptions) {
    this.optionalMark = options.direction === 'write' ? 'readOnly' : 'writeOnly';
    this.#references = new References(document);
    this.#resolve = options.resolve;
  }

  /** The type of a schema, now. A schema met again inside itself without a property or item between says nothing. */
  read(schema: unknown, depth = 0): Type {
    if (!isRecord(schema)) return schema === false ? neverType : unknownType;
    const known = this.#types.get(schema);
    if (known !== undefined) return known;
    if (this.#reading.has(schema) || this.#chain > MAX_CHAIN) return unknownType;
    this.#reading.add(schema);
    this.#chain += 1;
    const type = this.#convert(schema, depth);
    this.#chain -= 1;
    this.#reading.delete(schema);
    this.#types.set(schema, type);
    return type;
  }

  /** The type of a subschema behind a property or item: named and computed later where it may be recursive. */
  slot(schema: unknown, depth: number): Slot {
    if (!isRecord(schema)) return schema === false ? neverType : unknownType;
    const known = this.#types.get(schema);
    if (known !== undefined) return known;
    if (typeof schema.$ref === 'string' && Object.keys(schema).length === 1) return this.#reference(schema.$ref);
    if (depth >= EAGER_DEPTH || this.#reading.has(schema) || COMBINING.some((keyword) => keyword in schema)) {
      return this.#later(schema);
    }
    return this.read(schema, depth + 1);
  }

  /** Reads from a fresh start: what is being read further up is behind a property now. */
  #detached(schema: unknown): Type {
    const reading = [...this.#reading];
    const chain = this.#chain;
    this.#reading.clear();
    this.#chain = 0;
    const type = this.read(schema);
    for (const outer of reading) this.#reading.add(outer);
    this.#chain = chain;
    return type;
  }

  #later(schema: Keywords): LazyType {
    const known = this.#delayed.get(schema);
    if (known !== undefined) return known;
    const name = titleOf(schema) ?? (typeof schema.$ref === 'string' ? referenceName(schema.$ref) : '');
    const lazy = new LazyType(name, () => this.#detached(schema));
    this.#delayed.set(schema, lazy);
    return lazy;
  }

  #reference(reference: string): Slot {
    const known = this.#named.get(reference);
    if (known !== undefined) return known;
    const name = referenceName(reference);
    const lazy = new LazyType(name, () => withName(this.#detached(this.#find(reference)), name));
    this.#named.set(reference, lazy);
    return lazy;
  }

  #find(reference: string): unknown {
    return this.#references.find(reference) ?? this.#resolve?.(reference) ?? true;
  }

  #convert(schema: Keywords, depth: number): Type {
    let type = this.#basic(schema, depth);
    if (typeof schema.$ref === 'string') {
      type = meet(type, withName(this.read(this.#find(schema.$ref), depth), referenceName(schema.$ref)));
    }
    if (Array.isArray(schema.allOf)) {
      for (const part of schema.allOf.slice(0, MAX_PARTS)) type = meet(type, this.read(part, depth));
    }
    for (const choice of [schema.anyOf, schema.oneOf]) {
      if (Array.isArray(choice) && choice.length > 0) type = meet(type, this.#anyOf(choice, depth));
    }
    type = this.#conditional(schema, type, depth);
    if (isRecord(schema.not)) type = withoutConstantsOf(type, schema.not);
    else if (schema.not === true) type = neverType;
    if (schema.nullable === true || schema['x-nullable'] === true) type = join(type, nullType);
    const title = titleOf(schema);
    return title === undefined ? type : withName(type, title);
  }

  #anyOf(choice: readonly unknown[], depth: number): Type {
    return joinAll(choice.map((part) => this.read(part, depth)));
  }

  /** `if` holds and `then` does, or it does not and `else` does. */
  #conditional(schema: Keywords, type: Type, depth: number): Type {
    if (schema.if === undefined || (schema.then === undefined && schema.else === undefined)) return type;
    const positive = meet(meet(type, this.read(schema.if, depth)), this.read(schema.then, depth));
    return join(positive, meet(type, this.read(schema.else, depth)));
  }

  #basic(schema: Keywords, depth: number): Type {
    const kinds = kindsOf(schema.type);
    const shape = make(
      kinds.mask,
      kinds.wholeOnly ? { values: undefined, integer: true } : undefined,
      stringWith(textOf(schema.format), textOf(schema.pattern)).strings,
      kinds.mask & Kind.array ? arrayShapeOf(schema, this, depth) : undefined,
      kinds.mask & Kind.object ? objectShapeOf(schema, this, depth) : undefined,
    );
    let type = shape;
    if (Object.hasOwn(schema, 'const')) type = meet(type, typeOfValue(schema.const));
    if (Array.isArray(schema.enum)) type = meet(type, typeOfValues(schema.enum));
    return type;
  }
}

const KIND_OF_NAME: ReadonlyMap<unknown, number> = new Map([
  ['null', Kind.null],
  ['boolean', Kind.boolean],
  ['number', Kind.number],
  ['integer', Kind.number],
  ['string', Kind.string],
  ['array', Kind.array],
  ['object', Kind.object],
]);

/** The kinds a `type` keyword admits; all of them for a missing or unknown one. */
function kindsOf(keyword: unknown): { mask: number; wholeOnly: boolean } {
  if (keyword === undefined) return { mask: Kind.all, wholeOnly: false };
  const names: readonly unknown[] = Array.isArray(keyword) ? keyword : [keyword];
  const known = names.map((name) => KIND_OF_NAME.get(name) ?? Kind.all);
  const mask = known.reduce((all, kind) => all | kind, 0);
  return { mask, wholeOnly: names.includes('integer') && !names.includes('number') && mask !== Kind.all };
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const titleOf = (schema: Keywords): string | undefined => textOf(schema.title);

/** `not` with constants or bare kinds takes them away; any other `not` is ignored. */
function withoutConstantsOf(type: Type, not: Keywords): Type {
  const keys = Object.keys(not);
  if (keys.length === 0) return neverType;
  if (keys.length !== 1) return type;
  if (Object.hasOwn(not, 'const')) return subtractScalars(type, [not.const]);
  if (Array.isArray(not.enum)) return subtractScalars(type, not.enum);
  if (not.type === undefined || not.type === 'integer') return type;
  const { mask } = kindsOf(not.type);
  return mask === Kind.all
    ? type
    : subtract(type, make(Array.isArray(not.type) && not.type.includes('integer') ? mask & ~Kind.number : mask));
}

function subtractScalars(type: Type, values: readonly unknown[]): Type {
  const scalars = values.filter((value) => typeof value !== 'object' || value === null);
  return subtract(type, typeOfValues(scalars));
}

/** Names the object of a type that has exactly one, unnamed shape. */
function withName(type: Type, name: string): Type {
  const shape: ObjectShape | undefined = type.objects?.[0];
  if (shape === undefined || type.objects!.length > 1 || shape.name !== undefined || name === '') return type;
  return make(type.kinds, type.numbers, type.strings, type.arrays, [{ ...shape, name }]);
}
