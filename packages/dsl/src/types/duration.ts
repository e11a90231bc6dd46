import { Kind, type Type } from '@parley/jq';
import { isExpression } from '../expression/syntax.ts';
import type { Duration } from '../model/workflow.ts';
import { typeWords } from './checks/fits.ts';
import { typeOfData } from './data.ts';
import type { Environment } from './environment.ts';
import type { Typing } from './typing.ts';

const TAKEN = Kind.string | Kind.object;

/** A duration given as a text, in parts, or by an expression that has to give one of them. */
export function typeOfDuration(
  typing: Typing,
  duration: Duration,
  pointer: string,
  input: Type,
  environment: Environment,
): void {
  const { type } = typeOfData(typing, duration, pointer, input, environment);
  if (typeof duration !== 'string' || !isExpression(duration)) return;
  const message = `A duration is a text such as PT15M or an object, and this is ${typeWords(type)}`;
  const fits = (type.kinds & TAKEN) !== 0 || type.kinds === 0;
  typing.notes.found('duration', pointer, fits ? [] : [{ code: 'wrong_operand', pointer, message }]);
}
