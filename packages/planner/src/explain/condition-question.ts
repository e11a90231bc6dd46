import { readCondition } from '../conditions/read.ts';
import type { Choice, Question } from '../conversation.ts';
import { tokenise } from '../normalise/tokens.ts';
import type { FlowStep } from '../plan/flow.ts';
import { type Field, fieldsOf } from '../schema/fields.ts';
import type { Source } from '../slots/scope.ts';
import { pathChoice } from './argument-question.ts';

const MAX_CHOICES = 5;

/** What a condition compares, when no field fits its words. */
export function conditionQuestion(step: FlowStep, scope: readonly Source[]): Question {
  const open = step.cond?.tests.find((test) => test.compare === 'unknown');
  const text = open?.text || step.words?.text || step.id;
  return {
    id: `cond:${step.id}`,
    text: `Which value tells whether "${text}"?`,
    why: 'No field of the data at hand fits these words.',
    choices: [
      ...comparable(text, scope).slice(0, MAX_CHOICES),
      { label: 'Do it always, without the condition', value: 'skip' },
    ],
    slot: `cond:${step.id}`,
    blocking: true,
    free: true,
  };
}

/** Fields of the kind that the words compare with: numbers with a number, flags with nothing. */
function comparable(text: string, scope: readonly Source[]): Choice[] {
  const kind = readCondition(tokenise(text)).tests[0]?.value.kind ?? 'none';
  const fits = (field: Field): boolean => {
    if (field.many) return false;
    if (kind === 'money') return field.type === 'money' || /^(?:number|integer)$/.test(field.type);
    if (kind === 'number' || kind === 'duration' || kind === 'percent') return /^(?:number|integer)$/.test(field.type);
    if (kind === 'none') return field.type === 'boolean';
    return (
      field.type === 'boolean' ||
      (field.type === 'string' && !/(?:^id|Id)$/.test(field.name) && field.shape.format === undefined)
    );
  };
  return scope
    .filter((source) => source.kind !== 'first')
    .flatMap((source) =>
      fieldsOf(source.schema)
        .filter(fits)
        .map((field) => pathChoice(source, field)),
    );
}
