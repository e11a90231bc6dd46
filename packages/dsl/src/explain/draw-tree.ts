import { stripExpression } from '../expression/syntax.ts';
import type { SwitchTask, Task, TaskList, TryTask } from '../model/tasks.ts';
import { childLists, taskEntry, taskKind } from '../model/walk.ts';
import type { Workflow } from '../model/workflow.ts';
import { summarizeTask } from './summarize-task.ts';
import { triggerWords } from './trigger-words.ts';
import { humanize } from './words.ts';

/** A line of the tree with what hangs below it. */
interface Branch {
  readonly text: string;
  readonly children: readonly Branch[];
}

/** Draws a definition as a tree for a terminal, one line per task, in plain words. */
export function drawTree(workflow: Workflow): string {
  const { title, name, version } = workflow.document;
  const root: Branch = {
    text: `${title ?? humanize(name)} (${version})`,
    children: [{ text: triggerWords(workflow), children: [] }, ...listBranches(workflow.do)],
  };
  const lines = [root.text];
  drawBranches(root.children, '', lines);
  return `${lines.join('\n')}\n`;
}

function drawBranches(branches: readonly Branch[], indent: string, lines: string[]): void {
  for (const [index, branch] of branches.entries()) {
    const last = index === branches.length - 1;
    lines.push(`${indent}${last ? '└─ ' : '├─ '}${branch.text}`);
    drawBranches(branch.children, `${indent}${last ? '   ' : '│  '}`, lines);
  }
}

function listBranches(tasks: TaskList): Branch[] {
  return tasks.map((item) => taskBranch(...taskEntry(item)));
}

function taskBranch(name: string, task: Task): Branch {
  const condition = task.if === undefined ? '' : ` if ${stripExpression(task.if)}`;
  const onward = task.then === undefined || task.then === 'continue' ? '' : `, then ${directiveWords(task.then)}`;
  const text = `${humanize(name)}${condition} — ${summarizeTask(task)}${onward}`;
  const cases = taskKind(task) === 'switch' ? caseBranches(task as SwitchTask) : [];
  return { text, children: [...cases, ...blockBranches(task)] };
}

function caseBranches(task: SwitchTask): Branch[] {
  return task.switch.map((item) => {
    const [name, { when, then }] = Object.entries(item)[0]!;
    const condition = when === undefined ? 'otherwise' : `if ${stripExpression(when)}`;
    return { text: `${humanize(name)}: ${condition} → ${directiveWords(then)}`, children: [] };
  });
}

function blockBranches(task: Task): Branch[] {
  const lists = childLists(task, '');
  const branches = lists.flatMap(({ role, tasks }) => {
    if (role === 'catch') return [{ text: `on ${caughtWords(task as TryTask)}`, children: listBranches(tasks) }];
    if (role === 'compensate') return [{ text: 'to undo it', children: listBranches(tasks) }];
    return listBranches(tasks);
  });
  const silent = taskKind(task) === 'try' && !lists.some((list) => list.role === 'catch');
  return silent ? [...branches, { text: `on ${caughtWords(task as TryTask)}`, children: [] }] : branches;
}

function directiveWords(directive: string): string {
  if (directive === 'end') return 'end';
  if (directive === 'exit') return 'leave';
  return directive === 'continue' ? 'continue' : humanize(directive);
}

function caughtWords(task: TryTask): string {
  const filter = task.catch.errors?.with;
  const what = filter?.title ?? filter?.type?.split('/').at(-1) ?? filter?.status ?? 'any';
  const again = task.catch.retry === undefined ? '' : ', try again first';
  return `${what} error${again}`;
}
