import type { Choice, Question } from '../conversation.ts';
import { argOf } from '../plan/args.ts';
import type { FlowStep } from '../plan/flow.ts';
import { pathText } from '../plan/path.ts';
import { stepName } from '../plan/title.ts';
import { type Field, fieldsOf, listPath } from '../schema/fields.ts';
import { enumOf, propertiesOf, type Shape, shapeOf, typeOf } from '../schema/schema.ts';
import type { Source } from '../slots/scope.ts';
import { humanName } from '../slots/texts.ts';
import type { Asking } from './questions.ts';

const MAX_CHOICES = 6;
const SKIP: Choice = { label: 'Leave this step out', value: 'skip' };

/** A value that a step needs and nothing gives, with what could be meant as choices. */
export function argumentQuestion(asking: Asking, step: FlowStep, name: string, scope: readonly Source[]): Question {
  const base = { id: `arg:${step.id}:${name}`, slot: `arg:${step.id}:${name}`, blocking: true };
  if (step.kind === 'approve') {
    return {
      ...base,
      text: `Who should decide: "${step.words?.text ?? step.id}"?`,
      why: argOf(step, name)?.ask ?? '',
      choices: roles(asking),
      free: true,
    };
  }
  if (step.kind === 'notify') {
    return {
      ...base,
      text: `Who should be told: "${step.words?.text ?? step.id}"?`,
      why: argOf(step, name)?.ask ?? '',
      choices: [...roles(asking), SKIP],
      free: true,
    };
  }
  if (step.kind === 'foreach') return { ...base, ...listQuestion(asking, step, scope) };
  return { ...base, ...valueQuestion(asking, step, name, scope) };
}

function roles({ context }: Asking): Choice[] {
  return context.tenant.roles.slice(0, MAX_CHOICES).map((role) => ({ label: `The ${role}`, value: role }));
}

type Rest = Pick<Question, 'text' | 'why' | 'choices' | 'free'>;

function listQuestion({ context }: Asking, step: FlowStep, scope: readonly Source[]): Rest {
  const known = scope.flatMap((source) =>
    fieldsOf(source.schema)
      .filter((field) => field.type === 'array' && !field.many)
      .map((field) => pathChoice(source, field)),
  );
  const lists = context.index.documents
    .filter((document) => listPath(document.operation.output) !== undefined)
    .map(({ operation }) => ({ label: `${operation.summary} (${operation.id})`, value: operation.id }));
  return {
    text: `Which list is "${step.words?.text ?? step.id}" about?`,
    why: argOf(step, 'in')?.ask ?? '',
    choices: [...known, ...lists].slice(0, MAX_CHOICES),
    free: false,
  };
}

function valueQuestion({ context }: Asking, step: FlowStep, name: string, scope: readonly Source[]): Rest {
  const operation = context.index.byId.get(step.op ?? '')?.operation;
  const shape = operation
    ? shapeOf(propertiesOf(shapeOf(operation.input, operation.input))[name], operation.input)
    : {};
  const options = enumOf(shape).map((value) => ({ label: humanName(value), value }));
  const choices = options.length > 0 ? options : fitting(shape, name, scope);
  const what = humanName(name);
  return {
    text: `${asked(shape, what)} for "${step.words?.text ?? stepName(step)}"?`,
    why: `${operation?.summary ?? stepName(step)} needs it, and neither the words nor the data at hand give it.`,
    choices: [...choices.slice(0, MAX_CHOICES), SKIP],
    free: true,
  };
}

/** "What is the quantity", "What are the items", "How many guests". */
function asked(shape: Shape, what: string): string {
  const plural = /[^sui]s$/.test(what);
  if (plural && /^(?:integer|number)$/.test(typeOf(shape))) return `How many ${what}`;
  return `What ${plural ? 'are' : 'is'} the ${what}`;
}

/** Values at hand of the right type: for an id only ids, for a number only numbers. */
function fitting(shape: Shape, name: string, scope: readonly Source[]): Choice[] {
  const type = typeOf(shape);
  if (type === 'boolean')
    return [
      { label: 'Yes', value: 'true' },
      { label: 'No', value: 'false' },
    ];
  const id = /(?:^id|Id|_id)$/.test(name);
  const range = smallRange(shape);
  if (range.length > 0) return range;
  return scope
    .filter((source) => source.kind !== 'first')
    .flatMap((source) =>
      fieldsOf(source.schema)
        .filter((field) => !field.many && (field.type === type || (type === 'number' && field.type === 'integer')))
        .filter(
          (field) =>
            !id &&
            !/(?:^id|Id)$/.test(field.name) &&
            (field.shape.format ?? '') === (shape.format ?? '') &&
            enumOf(field.shape).length === 0,
        )
        .map((field) => pathChoice(source, field)),
    );
}

/** Whole numbers between two bounds that lie close together. */
function smallRange(shape: Shape): Choice[] {
  const { minimum, maximum } = shape;
  if (typeof minimum !== 'number' || typeof maximum !== 'number' || maximum - minimum >= MAX_CHOICES) return [];
  return Array.from({ length: Math.floor(maximum - minimum) + 1 }, (_, at) => String(minimum + at)).map((value) => ({
    label: value,
    value,
  }));
}

/** A value of the data as a choice. */
export function pathChoice(source: Source, field: Field): Choice {
  const path = pathText(source.root, field.path);
  const from = source.kind === 'trigger' ? 'what started it' : humanName(source.root);
  return { label: `${field.path.map(humanName).join(' ')} of ${from}`, value: `path:${path}` };
}
