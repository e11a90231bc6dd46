import { conditionWords } from '../../explain/expression-words.ts';
import { summarizeTask } from '../../explain/summarize-task.ts';
import type { SwitchCase, Task } from '../../model/tasks.ts';
import { taskKind } from '../../model/walk.ts';
import { pointerSteps } from '../../parse/pointer.ts';
import type { FieldChange } from '../diff.ts';
import { changeWords, nameWords, pathBelow, sentence } from './words.ts';

/** A task of both definitions with what changed in it. */
export interface ChangedTask {
  readonly name: string;
  readonly pointer: string;
  readonly before: Task;
  readonly after: Task;
  readonly fields: readonly FieldChange[];
  /** Old names of tasks of the same list by their new names. */
  readonly renamed: ReadonlyMap<string, string>;
}

/** What changed in a task, one sentence per thing. */
export function describeTask(changed: ChangedTask): string[] {
  const { before, after, name } = changed;
  const [old, current] = [summarizeTask(before), summarizeTask(after)];
  const summary = `${nameWords(name)} now ${current} (before: ${old}).`;
  if (taskKind(before) !== taskKind(after)) return [summary];
  // Of a switch the cases are told one by one.
  const summarized = old !== current && taskKind(after) !== 'switch';
  const sentences = summarized ? [summary] : [];
  for (const field of changed.fields) {
    if (!isTold(field, changed, summarized)) sentences.push(describeField(field, changed));
  }
  return sentences.filter((text) => text !== '');
}

/** True when the summary has already told it: everything there is to `wait`, what an `emit` sends ... */
function isTold(field: FieldChange, { after, pointer }: ChangedTask, summarized: boolean): boolean {
  if (!summarized) return false;
  const kind = taskKind(after);
  const below = field.to.slice(pointer.length);
  return (kind === 'wait' && below.startsWith('/wait')) || below === `/${kind}` || TELLING.has(below);
}

/** Fields that a summary shows in full. */
const TELLING = new Set([
  '/with/method',
  '/with/operationId',
  '/emit/event/with/type',
  '/for/each',
  '/for/in',
  '/raise/error',
]);

function describeField(field: FieldChange, changed: ChangedTask): string {
  const { name, pointer } = changed;
  const path = pathBelow(field.to, pointer);
  const who = nameWords(name);
  if (path === 'if') return `${who} now runs ${whenWords(field.after)} (before: ${whenWords(field.before)}).`;
  if (path === 'then') return describeThen(field, changed);
  if (/^switch\[\d+\]$/.test(path)) return describeCase(field, who);
  const inCase = describeCaseField(field, changed);
  return inCase ?? sentence(`${who}: ${path} ${changeWords(field.before, field.after)}`);
}

function whenWords(condition: unknown): string {
  return typeof condition === 'string' ? `only if ${conditionWords(condition)}` : 'always';
}

function describeThen({ before, after }: FieldChange, { name, renamed }: ChangedTask): string {
  if (typeof after === 'string' && before !== undefined && renamed.get(after) === before) return '';
  return `After ${nameWords(name)} it now ${directiveWords(after)} (before: ${directiveWords(before)}).`;
}

function directiveWords(directive: unknown): string {
  if (directive === undefined || directive === 'continue') return 'goes on with the next step';
  if (directive === 'end') return 'ends';
  return directive === 'exit' ? 'leaves this part' : `goes to ${nameWords(String(directive))}`;
}

function describeCase({ before, after }: FieldChange, who: string): string {
  const [name, branch] = Object.entries((after ?? before) as Record<string, SwitchCase>)[0]!;
  const onward = `${caseWords(branch.when)} it ${directiveWords(branch.then)}`;
  return after === undefined
    ? `${who} loses the case ${nameWords(name)} (${onward}).`
    : `${who} gets the case ${nameWords(name)}: ${onward}.`;
}

function caseWords(when: unknown): string {
  return typeof when === 'string' ? `if ${conditionWords(when)}` : 'otherwise';
}

/** A change inside a case; undefined for another place. */
function describeCaseField(
  { to, before, after }: FieldChange,
  { name, pointer, renamed }: ChangedTask,
): string | undefined {
  const [first, index, of, key, ...deeper] = pointerSteps(to.slice(pointer.length));
  if (first !== 'switch' || index === undefined || of === undefined || key === undefined || deeper.length > 0) {
    return undefined;
  }
  const what = `${nameWords(name)}: the case ${nameWords(of)}`;
  if (key === 'when') return `${what} is now taken ${caseWords(after)} (before: ${caseWords(before)}).`;
  if (typeof after === 'string' && before !== undefined && renamed.get(after) === before) return '';
  return key === 'then' ? `${what} now ${directiveWords(after)} (before: ${directiveWords(before)}).` : undefined;
}
