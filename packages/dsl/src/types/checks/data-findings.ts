import {
  type Expression,
  isNever,
  joinTypes,
  Kind,
  nullType,
  type ObjectShape,
  overlaps,
  resolveSlot,
  type Type,
} from '@parley/jq';
import type { DiagnosticCode } from '../../diagnostics/codes.ts';
import { nearest } from '../../diagnostics/nearest.ts';
import type { Finding } from '../../validate/site.ts';
import type { TypedData } from '../data.ts';
import { canBeNull, withoutNull } from '../domain.ts';
import { formatsApart, mayHaveFraction, misfit, misfitWords, typeWords } from './fits.ts';
import { literalProblem } from './literals.ts';
import { measuredName } from './measured.ts';
import { type Measured, unitConflict } from './units.ts';

/** The codes of what can be wrong with data of one kind. */
export interface DataCodes {
  readonly type: DiagnosticCode;
  readonly value: DiagnosticCode;
  readonly missing: DiagnosticCode;
  readonly unknown: DiagnosticCode;
}

export const ARGUMENT_CODES: DataCodes = {
  type: 'wrong_argument_type',
  value: 'wrong_argument_value',
  missing: 'missing_argument',
  unknown: 'unknown_argument',
};
export const EVENT_CODES: DataCodes = {
  type: 'wrong_event_data',
  value: 'wrong_event_data',
  missing: 'wrong_event_data',
  unknown: 'wrong_event_data',
};
export const SCHEMA_CODES: DataCodes = {
  type: 'schema_mismatch',
  value: 'schema_mismatch',
  missing: 'schema_mismatch',
  unknown: 'schema_mismatch',
};

/** What a value is to be: its type, and how messages and units know it. */
export interface Wanted {
  readonly type: Type;
  readonly name: string;
  readonly doc: string | undefined;
}

/** Everything that is wrong with data for what is wanted of it, at the innermost place that is wrong. */
export function dataFindings(data: TypedData, wanted: Wanted, codes: DataCodes): Finding[] {
  switch (data.kind) {
    case 'map':
      return mapFindings(data, wanted, codes);
    case 'list':
      return listFindings(data, wanted, codes);
    case 'literal':
      return literalFindings(data, wanted, codes);
    default:
      return expressionFindings(data, wanted, codes);
  }
}

function mapFindings(data: TypedData, wanted: Wanted, codes: DataCodes): Finding[] {
  const shapes = (wanted.type.kinds & Kind.object && wanted.type.objects) || undefined;
  const shape = shapes && (shapes.length === 1 ? shapes[0] : shapes.find((each) => suits(data, each)));
  if (!shape) return wholeFindings(data, wanted, codes);
  const found = [...data.entries!].flatMap(([name, entry]) => entryFindings(entry, name, shape, wanted, codes));
  return [...missingFindings(data, shape, wanted, codes), ...found];
}

/** True when the properties with one fixed value, which tell alternatives apart, are the ones of the shape. */
function suits(data: TypedData, shape: ObjectShape): boolean {
  return [...shape.properties].every(([name, property]) => {
    const entry = data.entries!.get(name);
    return entry ? overlaps(entry.type, resolveSlot(property.type)) : !property.required;
  });
}

function missingFindings(data: TypedData, shape: ObjectShape, wanted: Wanted, codes: DataCodes): Finding[] {
  return [...shape.properties].flatMap(([name, property]) => {
    if (!property.required) return [];
    const entry = data.entries!.get(name);
    if (entry && !isOnlyNull(entry.type)) return [];
    if (entry && canBeNull(resolveSlot(property.type))) return [];
    const message = entry ? `${wanted.name} needs “${name}”, and this is null` : `${wanted.name} needs “${name}”`;
    return [{ code: codes.missing, pointer: entry?.pointer ?? data.pointer, message, ...(!entry && { atKey: true }) }];
  });
}

const isOnlyNull = (type: Type): boolean => type.kinds === Kind.null;

function entryFindings(
  entry: TypedData,
  name: string,
  shape: ObjectShape,
  wanted: Wanted,
  codes: DataCodes,
): Finding[] {
  const property = shape.properties.get(name);
  if (!property) return unknownFindings(entry, name, shape, wanted, codes);
  if (isOnlyNull(entry.type)) return [];
  const type = resolveSlot(property.type);
  const accepted = property.required ? type : joinTypes(type, nullType);
  return dataFindings(entry, { type: accepted, name, doc: property.doc }, codes);
}

function unknownFindings(
  { pointer, type }: TypedData,
  name: string,
  shape: ObjectShape,
  wanted: Wanted,
  codes: DataCodes,
): Finding[] {
  const additional = resolveSlot(shape.additional);
  const closed = isNever(additional);
  if (!closed && !shape.implicit) {
    const wrong = misfit(type, additional);
    return wrong ? [{ code: codes.type, pointer, message: misfitWords(`“${name}”`, wrong) }] : [];
  }
  const near = nearest(name, shape.properties.keys());
  return [
    {
      code: codes.unknown,
      pointer,
      atKey: true,
      ...(!closed && { severity: 'warning' as const }),
      message: `${wanted.name} has no “${name}”`,
      ...(near === undefined ? knownNames(shape) : { hint: `Did you mean ${near}?`, replacement: near }),
    },
  ];
}

function knownNames({ properties }: ObjectShape): { hint?: string } {
  const names = [...properties.keys()].slice(0, 8);
  return names.length === 0 ? {} : { hint: `It has ${names.join(', ')}${properties.size > 8 ? ' ...' : ''}.` };
}

function listFindings(data: TypedData, wanted: Wanted, codes: DataCodes): Finding[] {
  const shapes = (wanted.type.kinds & Kind.array && wanted.type.arrays) || undefined;
  if (shapes?.length !== 1) return wholeFindings(data, wanted, codes);
  const { prefix, rest, min } = shapes[0]!;
  const items = data.items!.flatMap((item, index) => {
    const type = resolveSlot(prefix[index] ?? rest);
    if (isNever(type))
      return [{ code: codes.type, pointer: item.pointer, message: `${wanted.name} takes no more items` }];
    return dataFindings(item, { type, name: `${wanted.name}[]`, doc: undefined }, codes);
  });
  if (data.items!.length >= min) return items;
  return [{ code: codes.type, pointer: data.pointer, message: `${wanted.name} needs at least ${min} items` }, ...items];
}

function wholeFindings({ pointer, type }: TypedData, wanted: Wanted, codes: DataCodes): Finding[] {
  const wrong = misfit(type, wanted.type);
  return wrong ? [{ code: codes.type, pointer, message: misfitWords(`“${wanted.name}”`, wrong) }] : [];
}

function literalFindings({ pointer, value, type }: TypedData, wanted: Wanted, codes: DataCodes): Finding[] {
  const wrong = misfit(type, wanted.type);
  const values = wanted.type.strings?.values;
  if (!wrong) {
    const problem = typeof value === 'string' ? literalProblem(value, wanted.type) : undefined;
    return problem === undefined
      ? []
      : [{ code: codes.value, pointer, message: `“${wanted.name}” is to be ${problem}` }];
  }
  if (typeof value !== 'string' || !(wanted.type.kinds & Kind.string)) {
    const isValue = (type.kinds & withoutNull(wanted.type).kinds) !== 0;
    const message = misfitWords(`“${wanted.name}”`, wrong);
    return [{ code: isValue ? codes.value : codes.type, pointer, message }];
  }
  const near = values && nearest(value, values);
  return [
    {
      code: codes.value,
      pointer,
      message: `${JSON.stringify(value)} is no value of “${wanted.name}”: ${typeWords(withoutNull(wanted.type))}`,
      ...(near !== undefined && { hint: `Did you mean ${near}?`, replacement: near }),
    },
  ];
}

/** What is wanted as a measured value: whether only whole numbers are taken is known of numbers alone. */
function measure({ name, doc, type }: Wanted): Measured {
  const { kinds, numbers } = withoutNull(type);
  return { name, doc, ...(kinds === Kind.number && { whole: numbers?.integer ?? false }) };
}

/** A value as it is, or a quotient: what else is computed of whole numbers is mostly whole again. */
const isPlain = (ast: Expression): boolean =>
  (ast.kind !== 'alternative' && measuredName(ast) !== undefined) || (ast.kind === 'binary' && ast.operator === '/');

function expressionFindings(data: TypedData, wanted: Wanted, codes: DataCodes): Finding[] {
  const { pointer, type, expression } = data;
  const wrong = misfit(type, wanted.type);
  if (wrong) {
    const onlyValues = wrong.given.kinds === Kind.string && (wrong.wanted.kinds & Kind.string) !== 0;
    const code = wrong.missing ? codes.missing : onlyValues ? codes.value : codes.type;
    return [{ code, pointer, message: misfitWords(`“${wanted.name}”`, wrong) }];
  }
  if (expression && isPlain(expression.ast) && mayHaveFraction(type, wanted.type)) {
    const message = `“${wanted.name}” takes whole numbers, and this may have a fraction`;
    return [{ code: 'number_for_integer', pointer, message, hint: 'Round it with round, floor or ceil.' }];
  }
  const apart = formatsApart(type, wanted.type);
  if (apart) {
    return [
      { code: 'format_mismatch', pointer, message: `“${wanted.name}” takes a ${apart[1]}, and this is a ${apart[0]}` },
    ];
  }
  const name = expression && measuredName(expression.ast);
  const conflict = name === undefined ? undefined : unitConflict({ name, doc: undefined }, measure(wanted));
  return conflict === undefined ? [] : [{ code: 'unit_mismatch', pointer, message: conflict }];
}
