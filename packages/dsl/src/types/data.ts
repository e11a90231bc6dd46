import { closedObject, type Type, tupleOf, typeOfValue, unknownType } from '@parley/jq';
import { isObject } from '@parley/kernel';
import { type ReadExpression, readText } from '../expression/read-expression.ts';
import { childPointer } from '../parse/pointer.ts';
import type { Environment } from './environment.ts';
import { expressionIn, isEvaluated, typeOfExpression } from './expression.ts';
import type { Typing } from './typing.ts';

/** Data with expressions in it, typed: a tree beside the data. */
export interface TypedData {
  readonly pointer: string;
  readonly type: Type;
  readonly kind: 'literal' | 'expression' | 'map' | 'list';
  /** The literal value; of an expression its text. */
  readonly value: unknown;
  readonly expression?: ReadExpression;
  readonly entries?: ReadonlyMap<string, TypedData>;
  readonly items?: readonly TypedData[];
}

/** Types data. In it a text that is one `${ }` from end to end is an expression; `input` is what `.` stands for there. */
export function typeOfData(
  typing: Typing,
  value: unknown,
  pointer: string,
  input: Type,
  environment: Environment,
): TypedData {
  if (typeof value === 'string') return typeOfText(typing, value, pointer, input, environment);
  if (Array.isArray(value)) {
    const items = value.map((item, index) => typeOfData(typing, item, `${pointer}/${index}`, input, environment));
    return { pointer, kind: 'list', value, items, type: tupleOf(items.map(({ type }) => type)) };
  }
  if (isObject(value)) {
    const entries = new Map<string, TypedData>();
    for (const name of Object.keys(value)) {
      entries.set(name, typeOfData(typing, value[name], childPointer(pointer, name), input, environment));
    }
    const type = closedObject([...entries].map(([name, entry]) => [name, entry.type]));
    return { pointer, kind: 'map', value, entries, type };
  }
  return { pointer, kind: 'literal', value, type: typeOfValue(value) };
}

function typeOfText(typing: Typing, text: string, pointer: string, input: Type, environment: Environment): TypedData {
  if (!isEvaluated(typing, text)) return { pointer, kind: 'literal', value: text, type: typeOfValue(text) };
  // In the loose mode a text that cannot be evaluated stands for itself.
  if (!readText(text).marked) return { pointer, kind: 'expression', value: text, type: unknownType };
  const type = typeOfExpression(typing, text, pointer, input, environment);
  const expression = expressionIn(text);
  return { pointer, kind: 'expression', value: text, type, ...(expression && { expression }) };
}

/** What only an expression, bare or marked, or a map with expressions can be: `from`, `as`, `set`. */
export function typeOfTransformation(
  typing: Typing,
  value: unknown,
  pointer: string,
  input: Type,
  environment: Environment,
): TypedData {
  if (typeof value !== 'string' || readText(value).marked)
    return typeOfData(typing, value, pointer, input, environment);
  const type = typeOfExpression(typing, value, pointer, input, environment);
  const expression = expressionIn(value);
  return { pointer, kind: 'expression', value, type, ...(expression && { expression }) };
}
