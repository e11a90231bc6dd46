import { infer, isNever, joinTypes, narrowBy, nullType, type Type, unknownType } from '@parley/jq';
import { type ReadExpression, readText } from '../expression/read-expression.ts';
import type { Finding } from '../validate/site.ts';
import { checkEmptyContext } from './checks/empty-context.ts';
import { constantCondition, expressionFindings } from './checks/expression-findings.ts';
import { unitFindings } from './checks/unit-findings.ts';
import { type Environment, variableType } from './environment.ts';
import type { Typing } from './typing.ts';

type Inferred = ReturnType<typeof infer>;

interface Remembered {
  readonly input: Type;
  readonly variables: readonly Type[];
  readonly inferred: Inferred;
}

/** Inferences kept for each expression; loops ask for the same few again. */
const MAX_REMEMBERED = 4;
const MEMORY = new WeakMap<object, Remembered[]>();

function inferOnce(read: ReadExpression, input: Type, types: readonly Type[]): Inferred {
  const known = MEMORY.get(read.ast) ?? [];
  const found = known.find((entry) => entry.input === input && entry.variables.every((type, i) => type === types[i]));
  if (found) return found.inferred;
  const variables = Object.fromEntries(read.variables.map((name, i) => [name, types[i]!]));
  const inferred = infer(read.ast, input, variables);
  known.unshift({ input, variables: types, inferred });
  if (known.length > MAX_REMEMBERED) known.pop();
  MEMORY.set(read.ast, known);
  return inferred;
}

/** The expression of a text, bare or marked; undefined when it is no valid jq. */
export function expressionIn(text: string): ReadExpression | undefined {
  return readText(text).read;
}

/**
 * The type of what an expression gives, the first result or null, for `.` of type `input`. Notes what the place gets and
 * what is wrong there.
 */
export function typeOfExpression(
  typing: Typing,
  text: string,
  pointer: string,
  input: Type,
  environment: Environment,
  check?: (inferred: { type: Type; quiet: boolean }, read: ReadExpression) => readonly Finding[],
): Type {
  const { read, offset } = readText(text);
  if (!read) {
    typing.notes.place(pointer, { input, environment, result: unknownType });
    return unknownType;
  }
  const types = read.variables.map((name) => variableType(environment, name));
  const inferred = inferOnce(read, input, types);
  const result = firstResult(inferred);
  typing.notes.place(pointer, { input, environment, result });
  const placed = { pointer, offset };
  const found = [
    ...expressionFindings(inferred.diagnostics, placed),
    ...checkEmptyContext(read, environment, placed),
    ...unitFindings(read, input, environment, placed),
  ];
  const more = check?.({ type: result, quiet: found.length > 0 }, read) ?? [];
  typing.notes.found('expression', pointer, more.length > 0 ? [...found, ...more] : found);
  // What always fails is reported; the rest of the definition is checked as if it gave anything.
  return isNever(result) ? unknownType : result;
}

/** The first result; none is null. What always fails gives nothing. */
function firstResult({ type, outputs, canFail }: Inferred): Type {
  if (isNever(type)) return canFail ? type : nullType;
  return outputs.min === 0 ? joinTypes(type, nullType) : type;
}

/** What is known of `.` and `$context` where a condition holds and where it does not; undefined where that never is. */
export interface Decision {
  readonly yes: Narrowed | undefined;
  readonly no: Narrowed | undefined;
}

export interface Narrowed {
  readonly input: Type;
  readonly context: Type;
}

/** Types a condition and narrows what it speaks about. */
export function decide(typing: Typing, text: string, pointer: string, input: Type, environment: Environment): Decision {
  let constant: boolean | undefined;
  typeOfExpression(typing, text, pointer, input, environment, ({ type, quiet }, read) => {
    constant = constantCondition(type);
    if (constant === undefined || quiet || read.ast.kind === 'literal') return [];
    return [alwaysFinding(pointer, constant)];
  });
  return {
    yes: constant === false ? undefined : narrowed(text, input, environment, true),
    no: constant === true ? undefined : narrowed(text, input, environment, false),
  };
}

function alwaysFinding(pointer: string, holds: boolean): Finding {
  return {
    code: 'constant_condition',
    pointer,
    message: holds ? 'This condition always holds' : 'This condition never holds',
  };
}

/** Undefined when no value is left: the condition is never decided this way. */
function narrowed(text: string, input: Type, environment: Environment, truth: boolean): Narrowed | undefined {
  const read = expressionIn(text);
  if (!read) return { input, context: environment.context };
  const variables = Object.fromEntries(read.variables.map((name) => [name, variableType(environment, name)]));
  const result = narrowBy(read.ast, input, variables, truth);
  const context = read.variables.includes('context') ? result.variables.context! : environment.context;
  if (isNever(result.input) || isNever(context)) return undefined;
  return { input: result.input, context };
}

/** True when the text stands for an expression in data. */
export function isEvaluated(typing: Typing, text: string): boolean {
  if (!text.includes('${') && typing.strict) return false;
  const { marked, read } = readText(text);
  return marked || (!typing.strict && read !== undefined);
}
