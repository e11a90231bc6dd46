import type { Excerpt, TaskRun, TaskWait } from '@parley/contracts';
import colors from 'picocolors';
import { formatElapsed } from './timeline.ts';

const MARKS: Readonly<Record<TaskRun['status'], string>> = {
  running: colors.cyan('▶'),
  waiting: colors.yellow('◷'),
  suspended: colors.yellow('‖'),
  completed: colors.green('✓'),
  faulted: colors.red('✗'),
  cancelled: colors.yellow('■'),
  skipped: colors.dim('–'),
};

/** Of more iterations or branches of one task than this, the first and the last are drawn. */
const SIBLINGS = 20;
const KEPT_AT_ENDS = 8;
const GIST_LENGTH = 70;

interface Line {
  readonly prefix: string;
  readonly run: TaskRun | undefined;
  readonly text: string;
}

/**
 * Draws an execution's tasks as a tree: status, task, how long it took, and what came of it or what it waits for.
 * `nowMs` is the time by which open tasks have run. `all` draws every iteration.
 */
export function renderTaskTree(tasks: readonly TaskRun[], nowMs: number, all = false): string {
  const children = new Map<string, TaskRun[]>();
  for (const task of tasks) {
    const own = children.get(task.parent ?? '');
    if (own) own.push(task);
    else children.set(task.parent ?? '', [task]);
  }
  const lines: Line[] = [];
  addLines(children, '', '', lines, all);
  const width = Math.max(0, ...lines.map(({ prefix, text }) => prefix.length + text.length));
  return lines.map((line) => renderLine(line, width, nowMs)).join('\n');
}

function addLines(
  children: ReadonlyMap<string, readonly TaskRun[]>,
  parent: string,
  indent: string,
  lines: Line[],
  all: boolean,
): void {
  const own = children.get(parent) ?? [];
  const hidden = all || own.length <= SIBLINGS ? 0 : own.length - 2 * KEPT_AT_ENDS;
  for (const [index, run] of own.entries()) {
    if (hidden > 0 && index >= KEPT_AT_ENDS && index < own.length - KEPT_AT_ENDS) {
      if (index === KEPT_AT_ENDS) lines.push({ prefix: `${indent}├─ `, run: undefined, text: `… ${hidden} more` });
      continue;
    }
    const last = index === own.length - 1;
    lines.push({ prefix: `${indent}${last ? '└─ ' : '├─ '}`, run, text: label(run) });
    addLines(children, insideOf(children, run), `${indent}${last ? '   ' : '│  '}`, lines, all);
  }
}

/** The key whose children are drawn below a task: a call and the function of that name that it calls are one line. */
function insideOf(children: ReadonlyMap<string, readonly TaskRun[]>, run: TaskRun): string {
  const [only, ...others] = children.get(run.key) ?? [];
  return run.kind === 'call' && only?.kind === 'call' && only.name === run.name && others.length === 0
    ? only.key
    : run.key;
}

function label({ name, position, attempts }: TaskRun): string {
  const notes = [position, attempts > 1 ? `${attempts} attempts` : undefined].filter((note) => note !== undefined);
  return notes.length === 0 ? name : `${name} (${notes.join(', ')})`;
}

function renderLine({ prefix, run, text }: Line, width: number, nowMs: number): string {
  if (!run) return colors.dim(`  ${prefix}${text}`);
  const padding = ' '.repeat(width - prefix.length - text.length);
  const took = (run.endedAt === undefined ? nowMs : Date.parse(run.endedAt)) - Date.parse(run.startedAt);
  const elapsed = run.status === 'skipped' ? '' : formatElapsed(took);
  const line = `${MARKS[run.status]} ${colors.dim(prefix)}${text}${padding}  ${elapsed.padStart(9)}  ${gist(run)}`;
  return line.trimEnd();
}

function gist({ status, error, output, waitsFor }: TaskRun): string {
  if (waitsFor) return colors.yellow(waitWords(waitsFor));
  if (error) return colors.red(shorten(error.detail ?? error.title ?? error.type));
  if (status === 'skipped') return colors.dim('skipped');
  return output === undefined ? '' : colors.dim(renderExcerpt(output));
}

/** What a task waits for, in words. */
function waitWords({ kind, until, eventTypes, executionId }: TaskWait): string {
  const limit = until === undefined ? '' : ` until ${until}`;
  switch (kind) {
    case 'time':
      return `waits${limit}`;
    case 'retry':
      return `tries again at ${until}`;
    case 'event':
      return `waits for ${eventTypes?.join(' or ') || 'an event'}${limit}`;
    case 'decision':
      return `waits for a decision${limit}`;
    case 'workflow':
      return `waits for execution ${executionId}${limit}`;
    case 'answer':
      return 'waits for an answer';
  }
}

function renderExcerpt({ value, excerpt, bytes }: Excerpt): string {
  return excerpt === undefined ? shorten(JSON.stringify(value)) : `${shorten(excerpt)} (${bytes} bytes)`;
}

function shorten(text: string): string {
  return text.length <= GIST_LENGTH ? text : `${text.slice(0, GIST_LENGTH - 1)}…`;
}
