import type { TaskWait } from '@parley/contracts';
import type { HistoryEntry } from '@parley/engine';
import { toRfc3339 } from '@parley/kernel';

const TIMER_KINDS = { '': 'time', retry: 'retry', deadline: 'decision', escalation: 'decision' } as const;

/**
 * What the open tasks of a history wait for, by the task's key: timers, child workflows, decisions that were begun and
 * have not ended. The journal keys of a task's own operations are its key and a suffix behind `!`.
 */
export function openWaits(history: readonly HistoryEntry[]): ReadonlyMap<string, TaskWait> {
  const timers = new Map<string, number>();
  const waits = new Map<string, TaskWait>();
  for (const entry of history) {
    if (entry.type === 'TimerSet') timers.set(entry.key, entry.data.at);
    else if (entry.type === 'TimerFired') timers.delete(entry.key);
    else noteWait(waits, entry);
  }
  for (const [key, at] of timers) addTimer(waits, key, at);
  return waits;
}

function noteWait(waits: Map<string, TaskWait>, entry: HistoryEntry): void {
  const owner = ownerOf(entry.key);
  switch (entry.type) {
    case 'ChildStarted':
      waits.set(owner, { kind: 'workflow', executionId: entry.data.executionId });
      break;
    case 'EffectCompleted':
      if (entry.key.endsWith('!open')) waits.set(owner, { kind: 'decision' });
      break;
    case 'ChildCompleted':
    case 'ChildFailed':
    case 'SignalReceived':
      waits.delete(owner);
      break;
    default:
  }
}

/** A time limit of a task bounds its wait and is none by itself. */
function addTimer(waits: Map<string, TaskWait>, key: string, at: number): void {
  const owner = ownerOf(key);
  const suffix = key.slice(owner.length + 1).replace(/#\d+$/, '');
  const known = waits.get(owner);
  const until = toRfc3339(at);
  if (known) waits.set(owner, { ...known, until: known.until && known.until < until ? known.until : until });
  else if (suffix in TIMER_KINDS) waits.set(owner, { kind: TIMER_KINDS[suffix as keyof typeof TIMER_KINDS], until });
}

function ownerOf(key: string): string {
  const at = key.lastIndexOf('!');
  return at > key.lastIndexOf('/') ? key.slice(0, at) : key;
}
