import type { TimelineEntry } from '@parley/contracts';
import type { HistoryEntry } from '@parley/engine';
import { type Json, toRfc3339 } from '@parley/kernel';
import { referencesOf, withValues } from '../values/references.ts';
import { toExcerpt } from './excerpt.ts';

/** One entry of the history as a line of the timeline. */
export function toTimelineEntry(entry: HistoryEntry): TimelineEntry {
  const task = entry.key === '' ? undefined : entry.key;
  const references = referencesOf(entry.data);
  const name = task === undefined ? undefined : taskName(task);
  return {
    sequence: entry.seq,
    at: toRfc3339(entry.at),
    type: entry.type,
    ...(task !== undefined && { task }),
    ...(name !== undefined && { name }),
    ...shown(detailOf(entry)),
    ...(Object.keys(references).length > 0 && { references }),
  };
}

function shown(detail: Json): Pick<TimelineEntry, 'detail' | 'excerpt'> {
  const excerpt = toExcerpt(detail);
  return excerpt.excerpt === undefined ? { detail } : { excerpt };
}

/** What a person wants to see of an entry; the tenant's own id and the definition are known to who asks. */
function detailOf(entry: HistoryEntry): Json {
  if (entry.type === 'ExecutionStarted') {
    const { input = null, trigger, environment } = entry.data;
    return { input, trigger, environment } as Json;
  }
  return withValues(entry, {}).data as unknown as Json;
}

const STRUCTURE = /^(do|try|catch|fork|branches|foreach|before|after|each|\d+|do@\d+|attempt@\d+|[a-z]+@\d+|[a-z])$/i;

/** The last segment of a journal key that is a task's name rather than structure. */
export function taskName(key: string): string | undefined {
  const segments = key.split('/').filter(Boolean);
  for (let index = segments.length - 1; index >= 0; index -= 1) {
    // A name follows a position: `/do/3/reserveStock`.
    if (/^\d+$/.test(segments[index - 1] ?? '')) return segments[index]!.replace(/@\d+$/, '');
  }
  return segments.findLast((segment) => !STRUCTURE.test(segment));
}
