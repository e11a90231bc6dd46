import fc from 'fast-check';
import { withValueAt } from '../../compare/set-value.ts';
import type { Task, TaskList, Workflow } from '../../index.ts';
import { childLists, taskEntry } from '../../index.ts';
import { pointerSteps } from '../../parse/pointer.ts';

/** Changed versions of a definition: tasks moved, removed, renamed, wrapped, doubled and changed. Always valid. */
export function variants(workflow: Workflow): fc.Arbitrary<Workflow> {
  return fc
    .array(fc.record({ edit: fc.nat(5), at: fc.nat(), to: fc.nat() }), { minLength: 1, maxLength: 5 })
    .map((edits) => edits.reduce((current, { edit, at, to }) => EDITS[edit]!(current, at, to), workflow));
}

type Edit = (workflow: Workflow, at: number, to: number) => Workflow;

/** The pointers of all lists of tasks. */
function lists(workflow: Workflow): { pointer: string; tasks: TaskList }[] {
  const found: { pointer: string; tasks: TaskList }[] = [];
  const visit = (pointer: string, tasks: TaskList): void => {
    found.push({ pointer, tasks });
    for (const [index, item] of tasks.entries()) {
      const [name, task] = taskEntry(item);
      const own = `${pointer}/${index}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      for (const list of childLists(task, own)) visit(list.pointer, list.tasks);
    }
  };
  visit('/do', workflow.do);
  return found;
}

function editList(workflow: Workflow, at: number, edit: (tasks: TaskList) => TaskList): Workflow {
  const all = lists(workflow);
  const { pointer, tasks } = all[at % all.length]!;
  return withValueAt(workflow, pointerSteps(pointer), withoutDangling(edit(tasks))) as Workflow;
}

/** Directives to tasks that are not in the list any more become `continue`. */
function withoutDangling(tasks: TaskList): TaskList {
  const known = new Set(['continue', 'exit', 'end', ...tasks.map((item) => taskEntry(item)[0])]);
  const right = (value: unknown): unknown => (typeof value === 'string' && !known.has(value) ? 'continue' : value);
  const fix = (holder: object): object =>
    Object.fromEntries(Object.entries(holder).map(([key, value]) => [key, key === 'then' ? right(value) : value]));
  return tasks.map((item) => {
    const [name, task] = taskEntry(item);
    const fixed = fix(task) as { switch?: object[]; catch?: object };
    if (Array.isArray(fixed.switch)) {
      fixed.switch = fixed.switch.map((one) =>
        Object.fromEntries(Object.entries(one).map(([key, branch]) => [key, fix(branch as object)])),
      );
    }
    if (fixed.catch) fixed.catch = fix(fixed.catch);
    return { [name]: fixed as unknown as Task };
  });
}

function free(tasks: TaskList, name: string): string {
  const known = new Set(tasks.map((item) => taskEntry(item)[0]));
  return known.has(name) ? free(tasks, `${name}2`) : name;
}

const EDITS: readonly Edit[] = [
  (workflow, at, to) => editList(workflow, at, (tasks) => tasks.toSpliced(to % (tasks.length + 1), 1)),
  (workflow, at, to) =>
    editList(workflow, at, (tasks) => [
      ...tasks.slice(to % (tasks.length + 1)),
      ...tasks.slice(0, to % (tasks.length + 1)),
    ]),
  (workflow, at, to) =>
    editList(workflow, at, (tasks) => {
      const index = to % (tasks.length + 1);
      return tasks.toSpliced(index, 0, { [free(tasks, 'added')]: { set: { a: 1, b: ['x', { c: null }] } } });
    }),
  (workflow, at, to) =>
    editList(workflow, at, (tasks) =>
      tasks.map((item, index) =>
        index === to % tasks.length ? { [free(tasks, 'renamed')]: taskEntry(item)[1] } : item,
      ),
    ),
  (workflow, at, to) =>
    editList(workflow, at, (tasks) =>
      tasks.map((item, index) =>
        index === to % tasks.length
          ? { [free(tasks, 'tryIt')]: { try: withoutDangling([item]), catch: {} } as Task }
          : item,
      ),
    ),
  (workflow, at, to) =>
    editList(workflow, at, (tasks) =>
      tasks.map((item, index) => {
        const [name, task] = taskEntry(item);
        const changed = { ...task, metadata: { ...task.metadata, note: 'x\ny' }, if: '.b', timeout: { after: 'PT9S' } };
        return index === to % tasks.length ? { [name]: changed as Task } : item;
      }),
    ),
];
