import {
  type ArrayShape,
  isEmptySlot,
  Kind,
  LazyType,
  type Numbers,
  type ObjectShape,
  resolve,
  type Slot,
  type Strings,
  type Type,
} from './type.ts';

/** How much of a type is written out. */
export interface PrintOptions {
  /** Nested objects and arrays written out; below, `{...}` and names. Default 2. */
  readonly depth?: number;
  /** Properties, constants and alternatives written out per place. Default 8. */
  readonly width?: number;
}

/**
 * The type for people, in the notation of TypeScript: `{ id: string, total?: integer } | null`, `string<date-time>`,
 * `"a" | "b"`, `[number, string]`, `string[]`. `...` stands for what the limits leave out, and for an open object.
 */
export function printType(type: Type, options: PrintOptions = {}): string {
  return print(type, options.depth ?? 2, options.width ?? 8);
}

const print = (type: Type, depth: number, width: number): string => alternatives(type, depth, width).join(' | ');

function alternatives(type: Type, depth: number, width: number): string[] {
  if (type.kinds === 0) return ['never'];
  if (printsAsUnknown(type)) return ['unknown'];
  return [
    ...(type.kinds & Kind.object ? printObjects(type.objects, depth, width) : []),
    ...(type.kinds & Kind.array ? printArrays(type.arrays, depth, width) : []),
    ...(type.kinds & Kind.string ? printStrings(type.strings, width) : []),
    ...(type.kinds & Kind.number ? printNumbers(type.numbers, width) : []),
    ...printSimple(type.kinds),
  ];
}

function printSimple(kinds: number): string[] {
  const parts: string[] = [];
  if ((kinds & Kind.boolean) === Kind.boolean) parts.push('boolean');
  else if (kinds & Kind.boolean) parts.push(kinds & Kind.true ? 'true' : 'false');
  if (kinds & Kind.null) parts.push('null');
  return parts;
}

function printNumbers(numbers: Numbers | undefined, width: number): string[] {
  if (numbers?.values === undefined) return [numbers?.integer ? 'integer' : 'number'];
  return limited([...numbers.values].map(String), width);
}

function printStrings(strings: Strings | undefined, width: number): string[] {
  if (strings === undefined) return ['string'];
  if (strings.values !== undefined)
    return limited(
      [...strings.values].map((value) => JSON.stringify(value)),
      width,
    );
  return [strings.format === undefined ? 'string' : `string<${strings.format}>`];
}

function limited(parts: string[], width: number): string[] {
  return parts.length <= width ? parts : [...parts.slice(0, width), '...'];
}

function printArrays(shapes: readonly ArrayShape[] | undefined, depth: number, width: number): string[] {
  return shapes === undefined ? ['unknown[]'] : shapes.map((shape) => printArray(shape, depth, width));
}

function printArray(shape: ArrayShape, depth: number, width: number): string {
  if (shape.prefix.length === 0) {
    if (isEmptySlot(shape.rest)) return '[]';
    const isNamed = shape.rest instanceof LazyType;
    if (isNamed && depth <= 0) return `${printSlot(shape.rest, depth, width)}[]`;
    const items = alternatives(resolve(shape.rest), isNamed ? depth - 1 : depth, width);
    return items.length > 1 ? `(${items.join(' | ')})[]` : `${items[0]}[]`;
  }
  if (depth <= 0) return '[...]';
  const items = shape.prefix.map((slot, i) => `${printSlot(slot, depth - 1, width)}${i < shape.min ? '' : '?'}`);
  if (!isEmptySlot(shape.rest)) items.push(`...${printSlot(shape.rest, depth - 1, width)}[]`);
  return `[${items.join(', ')}]`;
}

function printObjects(shapes: readonly ObjectShape[] | undefined, depth: number, width: number): string[] {
  return shapes === undefined
    ? ['object']
    : limited(
        shapes.map((shape) => printObject(shape, depth, width)),
        width,
      );
}

function printObject(shape: ObjectShape, depth: number, width: number): string {
  if (depth <= 0 && shape.name !== undefined) return shape.name;
  if (shape.properties.size === 0 && !isEmptySlot(shape.additional)) {
    return isAnything(shape.additional) ? 'object' : `{ [key]: ${printSlot(shape.additional, depth - 1, width)} }`;
  }
  if (depth <= 0) return '{...}';
  const parts: string[] = [];
  for (const [key, property] of shape.properties) {
    if (parts.length >= width) break;
    parts.push(`${printKey(key)}${property.required ? '' : '?'}: ${printSlot(property.type, depth - 1, width)}`);
  }
  if (shape.properties.size > width) parts.push('...');
  else if (!isEmptySlot(shape.additional)) parts.push(printOpenness(shape.additional, depth, width));
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}

const printOpenness = (additional: Slot, depth: number, width: number): string =>
  isAnything(additional) ? '...' : `[key]: ${printSlot(additional, depth - 1, width)}`;

const isAnything = (slot: Slot): boolean => {
  const type = slot instanceof LazyType ? slot.peek() : slot;
  return type !== undefined && printsAsUnknown(type);
};

const printsAsUnknown = (type: Type): boolean =>
  type.kinds === Kind.all && (type.numbers ?? type.strings ?? type.arrays ?? type.objects) === undefined;

const printKey = (key: string): string => (/^[A-Za-z_]\w*$/.test(key) ? key : JSON.stringify(key));

function printSlot(slot: Slot, depth: number, width: number): string {
  if (slot instanceof LazyType && depth <= 0) return slot.name || '{...}';
  return print(resolve(slot), depth, width);
}

const NAMES: readonly (readonly [number, string])[] = [
  [Kind.null, 'null'],
  [Kind.boolean, 'boolean'],
  [Kind.number, 'number'],
  [Kind.string, 'string'],
  [Kind.array, 'array'],
  [Kind.object, 'object'],
];

/** The kinds of a type in jq's words: `null or string`. */
export function printKinds(type: Type): string {
  const names = NAMES.filter(([kind]) => type.kinds & kind).map(([, name]) => name);
  return names.length === 0 ? 'nothing' : names.join(' or ');
}
