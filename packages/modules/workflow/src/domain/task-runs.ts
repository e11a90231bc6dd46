import type { Execution, TaskRun, TaskWait } from '@parley/contracts';
import type { Workflow } from '@parley/dsl';
import type { HistoryEntry, TaskEvent, TaskObserver } from '@parley/engine';
import { isObject, toRfc3339 } from '@parley/kernel';
import { toExcerpt } from './excerpt.ts';
import { openWaits } from './open-waits.ts';

type Draft = { -readonly [Property in keyof TaskRun]: TaskRun[Property] };

const ENDS = { completed: 'completed', faulted: 'faulted', cancelled: 'cancelled' } as const;

/** Collects what a replay tells about tasks. Inputs and outputs are kept as excerpts, so that a long list stays small. */
export class TaskRuns {
  readonly #runs: Draft[] = [];
  readonly #byKey = new Map<string, Draft>();

  readonly observe: TaskObserver = (event) => {
    const { type, key, at } = event;
    const run = this.#byKey.get(key) ?? this.#add(event);
    if (type === 'skipped') Object.assign(run, { status: 'skipped', endedAt: toRfc3339(at) });
    else if (type === 'retried') run.attempts += 1;
    else if (type in ENDS) {
      run.status = ENDS[type as keyof typeof ENDS];
      run.endedAt = toRfc3339(at);
    }
    if ('output' in event && type !== 'skipped') run.output = toExcerpt(event.output);
    if (event.error && type === 'faulted') run.error = event.error;
  };

  #add({ key, pointer, name, kind, at, input }: TaskEvent): Draft {
    const parent = this.#parentOf(key);
    const position = positionOf(key, parent?.key ?? '');
    const run: Draft = {
      ...{ key, depth: parent ? parent.depth + 1 : 0, pointer, name, kind },
      ...(parent && { parent: parent.key }),
      ...(position !== '' && { position }),
      ...{ status: 'running', startedAt: toRfc3339(at), attempts: 1 },
      ...(input !== undefined && { input: toExcerpt(input) }),
    };
    this.#runs.push(run);
    this.#byKey.set(key, run);
    return run;
  }

  /** The task whose key this one's continues, by whole segments; a suffix behind `!` belongs to the task before it. */
  #parentOf(key: string): Draft | undefined {
    for (let end = cut(key, key.length); end > 0; end = cut(key, end)) {
      const found = this.#byKey.get(key.slice(0, end));
      if (found) return found;
    }
    return undefined;
  }

  /** The runs, the open ones with what they wait for. */
  finish(history: readonly HistoryEntry[], workflow: Workflow, status: Execution['status']): TaskRun[] {
    const waits = openWaits(history);
    const parents = new Set(this.#runs.filter((run) => run.status === 'running').map((run) => run.parent));
    for (const run of this.#runs) {
      if (run.status !== 'running') continue;
      const wait = waits.get(run.key) ?? (parents.has(run.key) ? undefined : waitOfKind(run, workflow));
      if (wait) run.waitsFor = wait;
      if (status === 'suspended') run.status = 'suspended';
      else if (wait && wait.kind !== 'answer') run.status = 'waiting';
    }
    return this.#runs;
  }
}

function cut(key: string, end: number): number {
  return Math.max(key.lastIndexOf('/', end - 1), key.lastIndexOf('!', end - 1));
}

/** Which iteration, branch or attempt: `iteration 3`, `branch 2`, `attempt 2`, or what hangs below the task. */
function positionOf(key: string, parent: string): string {
  const parts: string[] = [];
  const between = key.slice(parent.length);
  for (const [, text] of between.matchAll(/(?:^|\/)([^/]+)/g)) {
    const numbered = /^(.*?)([@#~])(\d+)$/.exec(text!);
    if (numbered) parts.push(numberedPart(numbered[2]!, Number(numbered[3])));
    else if (text!.startsWith('!')) parts.push(text!.slice(1));
  }
  const branch = /\/branches\/(\d+)\//.exec(between);
  if (branch) parts.push(`branch ${Number(branch[1]) + 1}`);
  return parts.join(', ');
}

function numberedPart(sign: string, number: number): string {
  if (sign === '@') return `iteration ${number + 1}`;
  return sign === '#' ? `attempt ${number}` : `lap ${number}`;
}

function waitOfKind(run: TaskRun, workflow: Workflow): TaskWait | undefined {
  if (run.kind === 'listen') return { kind: 'event', eventTypes: eventTypesAt(workflow, run.pointer) };
  return run.kind === 'call' || run.kind === 'run' || run.kind === 'emit' ? { kind: 'answer' } : undefined;
}

/** The types that a `listen` task names, from its definition. */
function eventTypesAt(workflow: Workflow, pointer: string): string[] {
  let task: unknown = workflow;
  for (const segment of pointer.split('/').slice(1)) {
    const name = segment.replaceAll('~1', '/').replaceAll('~0', '~');
    task = isObject(task) || Array.isArray(task) ? (task as Record<string, unknown>)[name] : undefined;
  }
  const to = isObject(task) && isObject(task.listen) && isObject(task.listen.to) ? task.listen.to : {};
  const filters = [to.one, to.any, to.all].flat().filter(isObject);
  const types = filters.map(({ with: attributes }) => (isObject(attributes) ? attributes.type : undefined));
  return types.filter((type) => typeof type === 'string');
}
