import type { Environment } from '../runtime/environment.ts';
import type { Json } from '../values/json.ts';
import type { Code, Single } from './code.ts';
import { type Holder, isOwnOnly } from './glance.ts';

/** Forms of operands. */
const ANYTHING = 0;
const INPUT = 1;
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
  readonly first: string;
  readonly second: string;
  readonly constant: Json;
  readonly single: Single;

  constructor(single: Single, { fields, constant, local, localField }: OperandForm = NO_FORM) {
    const name = localField ?? fields?.[0]?.name ?? '';
    const second = fields?.[1]?.name ?? '';
    this.kind = ANYTHING;
    if (constant !== undefined) this.kind = CONSTANT;
    else if (local === 0) this.kind = LOCAL;
    else if (localField !== undefined) this.kind = isOwnOnly(name) ? LOCAL_FIELD : ANYTHING;
    else if (fields !== undefined) this.kind = kindOfFields(fields.length, name, second);
    this.first = name;
    this.second = second;
    this.constant = constant ?? null;
    this.single = single;
  }
}

type OperandForm = Partial<Pick<Code, 'fields' | 'constant' | 'local' | 'localField'>>;
const NO_FORM: OperandForm = {};

function kindOfFields(count: number, first: string, second: string): number {
  if (count === 0) return INPUT;
  if (count > 2 || !isOwnOnly(first) || !isOwnOnly(second)) return ANYTHING;
  return count === 1 ? FIELD : FIELDS;
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
      found = (input as Holder)?.[operand.first];
      break;
    case FIELDS:
      found = (input as Holder)?.[operand.first]?.[operand.second];
      break;
    case CONSTANT:
      return operand.constant;
    case LOCAL:
      return environment!.value;
    case LOCAL_FIELD:
      found = (environment!.value as Holder)?.[operand.first];
      break;
    default:
  }
  return found === undefined ? operand.single(environment, input) : (found as Json);
}
