import type { Execution, TimelineEntry } from '@parley/contracts';
import { isObject } from '@parley/kernel';
import colors from 'picocolors';

interface Look {
  readonly mark: string;
  readonly paint: (text: string) => string;
  readonly words: string;
}

const plain = (text: string) => text;

const LOOKS: Readonly<Record<string, Look>> = {
  ExecutionStarted: { mark: '●', paint: colors.cyan, words: 'started' },
  EffectCompleted: { mark: '✓', paint: colors.green, words: '' },
  EffectFailed: { mark: '✗', paint: colors.red, words: 'failed' },
  TimerSet: { mark: '◷', paint: colors.yellow, words: 'waits' },
  TimerFired: { mark: '◷', paint: plain, words: 'goes on' },
  EventReceived: { mark: '⇢', paint: colors.cyan, words: 'received' },
  SignalReceived: { mark: '⇢', paint: colors.cyan, words: 'decided' },
  ChildStarted: { mark: '▸', paint: plain, words: 'started a workflow' },
  ChildCompleted: { mark: '✓', paint: colors.green, words: 'workflow completed' },
  ChildFailed: { mark: '✗', paint: colors.red, words: 'workflow failed' },
  CancelRequested: { mark: '■', paint: colors.yellow, words: 'cancel requested' },
  CompensationStarted: { mark: '↺', paint: colors.yellow, words: 'compensates' },
  CompensationFailed: { mark: '✗', paint: colors.red, words: 'compensation failed' },
  ExecutionSuspended: { mark: '‖', paint: colors.yellow, words: 'suspended' },
  ExecutionResumed: { mark: '▶', paint: plain, words: 'resumed' },
  ExecutionCompleted: { mark: '●', paint: colors.green, words: 'completed' },
  ExecutionFaulted: { mark: '●', paint: colors.red, words: 'faulted' },
  ExecutionCancelled: { mark: '●', paint: colors.yellow, words: 'cancelled' },
};

const NAME_WIDTH = 24;
const DETAIL_LENGTH = 100;

/** One line of the timeline: time since the start, what it was, which task, and the gist of its data. */
export function renderEntry(entry: TimelineEntry, startedAtMs: number): string {
  const look = LOOKS[entry.type] ?? { mark: '·', paint: plain, words: entry.type };
  const elapsed = formatElapsed(Date.parse(entry.at) - startedAtMs).padStart(9);
  const name = (entry.name ?? 'execution').padEnd(NAME_WIDTH);
  const words = [look.words, gist(entry)].filter(Boolean).join(' ');
  return `${colors.dim(elapsed)}  ${look.paint(look.mark)} ${name} ${colors.dim(words)}`.trimEnd();
}

/** Milliseconds as a person reads them: `12 ms`, `3.4 s`, `2 min 5 s`. */
export function formatElapsed(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

function gist(entry: TimelineEntry): string {
  const detail = entry.detail;
  if (!isObject(detail)) return '';
  if (entry.type === 'TimerSet') return `until ${new Date(Number(detail.at)).toISOString()}`;
  const shown = detail.output ?? detail.error ?? detail.value ?? detail.event ?? detail.input ?? detail.reason;
  return shown === undefined ? '' : shorten(JSON.stringify(shown));
}

function shorten(text: string): string {
  return text.length <= DETAIL_LENGTH ? text : `${text.slice(0, DETAIL_LENGTH - 1)}…`;
}

const STATUS_PAINT: Readonly<Record<Execution['status'], (text: string) => string>> = {
  pending: colors.dim,
  running: colors.cyan,
  waiting: colors.yellow,
  suspended: colors.yellow,
  cancelled: colors.yellow,
  faulted: colors.red,
  completed: colors.green,
};

/** An execution's status in its colour. */
export function renderStatus(status: Execution['status']): string {
  return STATUS_PAINT[status](status);
}
