import { EXPRESSION_ARGUMENTS } from '../../expression/arguments.ts';
import { CALL_PROTOCOLS } from '../../model/calls.ts';
import { childPointer } from '../../parse/pointer.ts';
import { quote } from '../describe.ts';
import type { Finding } from '../site.ts';
import type { Survey } from '../survey.ts';
import type { CheckInput } from './check.ts';
import { FLOW_DIRECTIVES } from './references.ts';

/** Names that mean something else already, and variables that hide others. */
export function* checkNames({ symbols, survey }: CheckInput): Generator<Finding> {
  for (const name of symbols.functions) {
    if (!(CALL_PROTOCOLS as readonly string[]).includes(name)) continue;
    const pointer = childPointer('/use/functions', name);
    const message = `${quote(name)} is a protocol, so a call of this name never reaches the function`;
    yield { code: 'reserved_name', pointer, atKey: true, message, severity: 'error' };
  }
  for (const { name, pointer } of survey.tasks) {
    if (!(FLOW_DIRECTIVES as readonly string[]).includes(name)) continue;
    const message = `${quote(name)} is a flow directive, so no directive can go to a task of this name`;
    yield { code: 'reserved_name', pointer, atKey: true, message };
  }
  for (const { kind, pointer, name } of survey.definitions) {
    if (kind !== 'variable' || !(EXPRESSION_ARGUMENTS as readonly string[]).includes(name)) continue;
    yield { code: 'hidden_variable', pointer, message: `A variable ${quote(name)} hides the argument $${name}` };
  }
  yield* duplicateSecrets(survey);
}

function* duplicateSecrets({ definitions }: Survey): Generator<Finding> {
  const seen = new Map<string, string>();
  for (const { kind, name, pointer } of definitions) {
    if (kind !== 'secret') continue;
    const first = seen.get(name);
    if (first === undefined) {
      seen.set(name, pointer);
      continue;
    }
    const related = { pointer: first, message: 'It is first listed here' };
    yield { code: 'duplicate_name', pointer, message: `The secret ${quote(name)} is listed twice`, related };
  }
}
