import type { JsonSchema } from './schema-references.ts';
import {
  type ArrayShape,
  Kind,
  LazyType,
  type Numbers,
  type ObjectShape,
  resolve,
  type Slot,
  type Strings,
  type Type,
} from './type.ts';

/** Named types written into `$defs`; further ones are written as `true`. */
const MAX_DEFINITIONS = 500;
/** Nesting written out; deeper parts are written as `true`. */
const MAX_DEPTH = 64;

/**
 * A JSON Schema 2020-12 that admits every value of the type, and only those (formats and patterns as the strings carry
 * them). Named types go to `$defs`, so recursive types stay finite.
 */
export function toJsonSchema(type: Type): JsonSchema {
  return new SchemaWriter().document(type);
}

type Schema = Record<string, unknown>;

class SchemaWriter {
  readonly #definitions: Schema = Object.create(null);
  readonly #names = new Map<LazyType, string>();

  document(type: Type): JsonSchema {
    const schema = this.#type(type, 0);
    if (typeof schema === 'boolean' || this.#names.size === 0) return schema;
    return { ...schema, $defs: this.#definitions };
  }

  #slot(slot: Slot, depth: number): JsonSchema {
    if (depth >= MAX_DEPTH) return true;
    if (!(slot instanceof LazyType)) return this.#type(slot, depth);
    const known = this.#names.get(slot);
    if (known !== undefined) return { $ref: `#/$defs/${known}` };
    if (this.#names.size >= MAX_DEFINITIONS) return true;
    const name = this.#freshName(slot.name);
    this.#names.set(slot, name);
    this.#definitions[name] = true;
    this.#definitions[name] = this.#type(resolve(slot), depth + 1);
    return { $ref: `#/$defs/${name}` };
  }

  #freshName(wanted: string): string {
    const base = wanted.replaceAll(/[^\w.-]+/g, '_').replace(/^_*$/, 'type');
    let name = base;
    for (let i = 2; Object.hasOwn(this.#definitions, name); i += 1) name = `${base}_${i}`;
    return name;
  }

  #type(type: Type, depth: number): JsonSchema {
    if (type.kinds === 0) return false;
    const facets = type.numbers ?? type.strings ?? type.arrays ?? type.objects;
    if (type.kinds === Kind.all && facets === undefined) return true;
    const parts = [...plainParts(type), ...facetParts(type)];
    for (const shape of type.arrays ?? []) parts.push(this.#array(shape, depth));
    for (const shape of type.objects ?? []) parts.push(this.#object(shape, depth));
    return parts.length === 1 ? parts[0]! : { anyOf: parts };
  }

  #array(shape: ArrayShape, depth: number): Schema {
    const prefixItems = shape.prefix.map((slot) => this.#slot(slot, depth + 1));
    return {
      type: 'array',
      ...(prefixItems.length === 0 ? {} : { prefixItems }),
      items: this.#slot(shape.rest, depth + 1),
      ...(shape.min === 0 ? {} : { minItems: shape.min }),
    };
  }

  #object(shape: ObjectShape, depth: number): Schema {
    const properties: Record<string, JsonSchema> = Object.create(null);
    const required: string[] = [];
    for (const [key, property] of shape.properties) {
      const schema = this.#slot(property.type, depth + 1);
      properties[key] = withDescription(schema, property.doc);
      if (property.required) required.push(key);
    }
    return {
      ...(shape.name === undefined ? {} : { title: shape.name }),
      type: 'object',
      ...(shape.properties.size === 0 ? {} : { properties }),
      ...(required.length === 0 ? {} : { required }),
      ...(shape.implicit ? {} : { additionalProperties: this.#slot(shape.additional, depth + 1) }),
    };
  }
}

function withDescription(schema: JsonSchema, description: string | undefined): JsonSchema {
  if (description === undefined || schema === false) return schema;
  return schema === true ? { description } : { ...schema, description };
}

/** One schema for all kinds about which nothing more is known. */
function plainParts(type: Type): Schema[] {
  const names: string[] = [];
  if (type.kinds & Kind.null) names.push('null');
  if ((type.kinds & Kind.boolean) === Kind.boolean) names.push('boolean');
  if (type.kinds & Kind.number && numericName(type.numbers)) names.push(numericName(type.numbers)!);
  if (type.kinds & Kind.string && type.strings === undefined) names.push('string');
  if (type.kinds & Kind.array && type.arrays === undefined) names.push('array');
  if (type.kinds & Kind.object && type.objects === undefined) names.push('object');
  if (names.length === 0) return [];
  return [{ type: names.length === 1 ? names[0] : names }];
}

function numericName(numbers: Numbers | undefined): string | undefined {
  if (numbers === undefined) return 'number';
  if (numbers.values === undefined) return 'integer';
  return [...numbers.values].every(Number.isFinite) ? undefined : 'number';
}

function facetParts(type: Type): Schema[] {
  const constants: unknown[] = [];
  const bool = type.kinds & Kind.boolean;
  if (bool === Kind.true || bool === Kind.false) constants.push(bool === Kind.true);
  if (type.numbers?.values !== undefined && numericName(type.numbers) === undefined)
    constants.push(...type.numbers.values);
  constants.push(...(type.strings?.values ?? []));
  const parts: Schema[] =
    constants.length === 0 ? [] : [constants.length === 1 ? { const: constants[0] } : { enum: constants }];
  if (type.strings !== undefined && type.strings.values === undefined) parts.push(formatted(type.strings));
  return parts;
}

const formatted = ({ format, pattern }: Strings): Schema => ({
  type: 'string',
  ...(format === undefined ? {} : { format }),
  ...(pattern === undefined ? {} : { pattern }),
});
