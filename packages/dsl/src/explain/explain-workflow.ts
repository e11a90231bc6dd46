import type {
  Catch,
  EmitTask,
  ForkTask,
  ForTask,
  ListenTask,
  RaiseTask,
  SetTask,
  SwitchTask,
  Task,
  TaskKind,
  TaskList,
  TryTask,
  WaitTask,
} from '../model/tasks.ts';
import { childLists, taskEntry, taskKind } from '../model/walk.ts';
import type { Workflow } from '../model/workflow.ts';
import { conditionWords, valueWords } from './expression-words.ts';
import { retryWords } from './retry-words.ts';
import { eventWords, summarizeTask } from './summarize-task.ts';
import { triggerWords } from './trigger-words.ts';
import { countWords, durationWords, humanize, listWords } from './words.ts';

/**
 * Explains a definition in plain English: `When order.placed arrives: check capacity; if the kitchen's load is more than
 * 10, go to refuse order, otherwise carry on; ...`.
 */
export function explainWorkflow(workflow: Workflow): string {
  const steps = workflow.do.map((item) => clause(...taskEntry(item), 0));
  const limit = timeoutWords(workflow.timeout);
  const ending = limit === '' ? '' : ` All of it takes ${limit}.`;
  const what = steps.length === 0 ? 'do nothing' : steps.join('; ');
  return `${triggerWords(workflow)}: ${what}.${ending}`;
}

type Explain = (name: string, task: Task, depth: number) => string;

const CLAUSES: Readonly<Record<TaskKind, Explain>> = {
  call: (name) => humanize(name),
  run: (name) => humanize(name),
  do: (name, task, depth) => `${humanize(name)}${below(task, depth)}`,
  emit: (_name, task) => summarizeTask(task as EmitTask).replace(/^sends/, 'send'),
  for: explainFor,
  fork: explainFork,
  listen: (_name, task, depth) => {
    const { listen } = task as ListenTask;
    const until = 'any' in listen.to && typeof listen.to.until === 'string' ? conditionWords(listen.to.until) : '';
    const ending = until === 'never' ? ', without end,' : until && ` until ${until}`;
    const what = `wait for ${eventWords(listen.to)}${ending}`;
    const each = below(task, depth);
    return each === '' ? what : `${what} and for each${each}`;
  },
  raise: (_name, task) => summarizeTask(task as RaiseTask).replace(/^fails/, 'fail'),
  set: (_name, task) => explainSet(task as SetTask),
  switch: explainSwitch,
  try: explainTry,
  wait: (_name, task) => `wait ${durationWords((task as WaitTask).wait)}`,
};

function clause(name: string, task: Task, depth: number): string {
  const kind = taskKind(task);
  const condition = task.if === undefined ? '' : `if ${conditionWords(task.if)}, `;
  const limit = timeoutWords(task.timeout);
  const undo = childLists(task, '').find(({ role }) => role === 'compensate');
  const notes = [limit, undo ? `undone by: ${listClauses(undo.tasks, depth + 1)}` : ''].filter((note) => note !== '');
  const brackets = notes.length === 0 ? '' : ` (${notes.join('; ')})`;
  return `${condition}${CLAUSES[kind](name, task, depth)}${brackets}${onward(task.then)}`;
}

function onward(directive: string | undefined): string {
  if (directive === undefined || directive === 'continue') return '';
  return `, then ${directiveWords(directive)}`;
}

function directiveWords(directive: string): string {
  if (directive === 'end') return 'end';
  if (directive === 'exit') return 'leave this part';
  return directive === 'continue' ? 'carry on' : `go to ${humanize(directive)}`;
}

/** The tasks of a list one after another; deeper lists in brackets, so that it is clear where they end. */
function listClauses(tasks: TaskList, depth: number): string {
  const text = tasks.map((item) => clause(...taskEntry(item), depth)).join(', then ') || 'nothing';
  return depth > 1 && tasks.length > 1 ? `(${text})` : text;
}

/** What happens inside a task, behind a colon. */
function below(task: Task, depth: number): string {
  const list = childLists(task, '').find(({ role }) => role === 'do' || role === 'foreach');
  return list && list.tasks.length > 0 ? `: ${listClauses(list.tasks, depth + 1)}` : '';
}

function explainFor(_name: string, task: Task, depth: number): string {
  const { for: loop, while: condition, metadata } = task as ForTask;
  const items = typeof loop.in === 'string' ? valueWords(loop.in) : countWords(loop.in.length, 'given item');
  const while_ = condition === undefined ? '' : `, as long as ${conditionWords(condition)}`;
  const parallel = metadata?.parallel === undefined ? '' : ', several at a time';
  return `for each ${humanize(loop.each ?? 'item')} of ${items}${while_}${parallel}${below(task, depth)}`;
}

function explainFork(_name: string, task: Task, depth: number): string {
  const { branches, compete } = (task as ForkTask).fork;
  const clauses = branches.map((item) => clause(...taskEntry(item), depth + 1));
  return compete ? `whichever is first: ${listWords(clauses, 'or')}` : `at the same time: ${listWords(clauses)}`;
}

function explainSet(task: SetTask): string {
  return summarizeTask(task).replace(/^sets/, 'set');
}

function explainSwitch(_name: string, task: Task): string {
  const cases = (task as SwitchTask).switch.map((item) => Object.values(item)[0]!);
  const conditional = cases.flatMap(({ when, then }) =>
    when === undefined ? [] : [`if ${conditionWords(when)}, ${directiveWords(then)}`],
  );
  const otherwise = directiveWords(cases.find(({ when }) => when === undefined)?.then ?? 'continue');
  return conditional.length === 0 ? otherwise : `${conditional.join(', ')}, otherwise ${otherwise}`;
}

function explainTry(_name: string, task: Task, depth: number): string {
  const { try: body, catch: handler } = task as TryTask;
  const steps: string[] = [];
  if (handler.retry !== undefined) steps.push(retryWords(handler.retry));
  if (handler.do !== undefined && handler.do.length > 0) steps.push(listClauses(handler.do, depth + 1));
  if (handler.then !== undefined) steps.push(directiveWords(handler.then));
  const reaction = steps.join(', then ') || 'carry on';
  return `try to ${listClauses(body, depth + 1)}; ${troubleWords(handler)}, ${reaction}`;
}

function troubleWords({ errors, when }: Catch): string {
  const filter = errors?.with;
  const error = filter?.title ?? filter?.type?.split('/').at(-1)?.concat(' error') ?? filter?.status;
  const what = error === undefined ? 'if that fails' : `if that fails with ${humanize(String(error))}`;
  return when === undefined ? what : `${what} and ${conditionWords(when)}`;
}

function timeoutWords(timeout: Task['timeout']): string {
  if (timeout === undefined) return '';
  return typeof timeout === 'string' ? `limited by ${humanize(timeout)}` : `at most ${durationWords(timeout.after)}`;
}
