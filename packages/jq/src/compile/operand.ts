import type { Environment } from '../runtime/environment.ts';
import type { Json } from '../values/json.ts';
import type { Code, Single } from './code.ts';
import { type Holder, isOwnOnly } from './glance.ts';
import { type Reader, readerOf } from './readers.ts';

/** Forms of operands. */
const ANYTHING = 0;
export const INPUT = 1;
const FIELD = 2;
const FIELDS = 3;
const CONSTANT = 4;
const LOCAL = 5;
const LOCAL_FIELD = 6;

/**
 * A part of an expression, with the forms that most parts have (`.`, `.a`, `.a.b`, a literal, the innermost variable and its
 * fields) told apart, so that these are read in place: a call of a closure costs more than what it would do.
 */
export class Operand {
  readonly kind: number;
  readonly first: Reader;
  readonly second: Reader;
  readonly constant: Json;
  readonly single: Single;

  constructor(single: Single, form: OperandForm = NO_FORM) {
    const { fields, constant, localField } = form;
    const name = localField ?? fields?.[0]?.name ?? '';
    this.kind = kindOf(form, name);
    this.first = READING.has(this.kind) ? readerOf(name) : NO_READER;
    this.second = this.kind === FIELDS ? readerOf(fields![1]!.name) : NO_READER;
    this.constant = constant ?? null;
    this.single = single;
  }
}

type OperandForm = Partial<Pick<Code, 'fields' | 'constant' | 'local' | 'localField'>>;
const NO_FORM: OperandForm = {};
const NO_READER: Reader = () => undefined;
const READING: ReadonlySet<number> = new Set([FIELD, FIELDS, LOCAL_FIELD]);

function kindOf({ fields, constant, local, localField }: OperandForm, name: string): number {
  if (constant !== undefined) return CONSTANT;
  if (local === 0) return LOCAL;
  if (localField !== undefined) return isOwnOnly(name) ? LOCAL_FIELD : ANYTHING;
  if (fields === undefined || fields.length > 2) return ANYTHING;
  if (fields.length === 0) return INPUT;
  if (!fields.every((field) => isOwnOnly(field.name))) return ANYTHING;
  return fields.length === 1 ? FIELD : FIELDS;
}

/** The operand for an expression with direct code; null if it has none. */
export function operandOf(code: Code): Operand | null {
  return code.single === null ? null : new Operand(code.single, code);
}

/** The operands for expressions that all have direct code, or null. */
export function operandsOf(codes: readonly Code[]): readonly Operand[] | null {
  const operands: Operand[] = [];
  for (const code of codes) {
    const operand = operandOf(code);
    if (operand === null) return null;
    operands.push(operand);
  }
  return operands;
}

/** The output of an operand, undefined for none. */
export function read(operand: Operand, environment: Environment, input: Json): Json | undefined {
  let found: Holder | undefined;
  switch (operand.kind) {
    case INPUT:
      return input;
    case FIELD:
      found = operand.first(input as Holder);
      break;
    case FIELDS:
      found = operand.second(operand.first(input as Holder));
      break;
    case CONSTANT:
      return operand.constant;
    case LOCAL:
      return environment!.value;
    case LOCAL_FIELD:
      found = operand.first(environment!.value as Holder);
      break;
    default:
  }
  return found === undefined ? operand.single(environment, input) : (found as Json);
}
