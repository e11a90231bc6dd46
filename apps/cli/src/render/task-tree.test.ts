import { stripVTControlCharacters } from 'node:util';
import type { TaskRun } from '@parley/contracts';
import { expect, it } from 'vitest';
import { renderTaskTree } from './task-tree.ts';

const run = (key: string, more: Partial<TaskRun> = {}): TaskRun => ({
  ...{ key, name: key.split('/').at(-1)!, depth: 0, pointer: key, kind: 'set', status: 'completed', attempts: 1 },
  startedAt: '2026-01-01T00:00:00.000Z',
  endedAt: '2026-01-01T00:00:01.500Z',
  ...more,
});

const draw = (tasks: readonly TaskRun[], all = false) =>
  stripVTControlCharacters(renderTaskTree(tasks, Date.parse('2026-01-01T00:02:00Z'), all)).split('\n');

it('aligns times behind the tree, and tells results, errors and waits', () => {
  const lines = draw(
    [
      run('/do/0/first', { output: { bytes: 7, value: { a: 1 } } }),
      run('/do/1/robust', { attempts: 2 }),
      run('/do/1/robust/try/0/ask', {
        parent: '/do/1/robust',
        status: 'faulted',
        error: { type: 't', status: 503, detail: 'is away' },
      }),
      run('/do/2/nap', { status: 'waiting', waitsFor: { kind: 'time', until: '2026-01-02T00:00:00.000Z' } }),
    ].map((task) => (task.status === 'waiting' ? { ...task, endedAt: undefined } : task)) as TaskRun[],
  );

  expect(lines).toEqual([
    '✓ ├─ first                    1.5 s  {"a":1}',
    '✓ ├─ robust (2 attempts)      1.5 s',
    '✗ │  └─ ask                   1.5 s  is away',
    '◷ └─ nap                  2 min 0 s  waits until 2026-01-02T00:00:00.000Z',
  ]);
});

it('draws the first and last of many iterations, and all of them when asked', () => {
  const many = Array.from({ length: 500 }, (_, n) =>
    run(`/do/0/each/do@${n}/0/one`, { position: `iteration ${n + 1}` }),
  );

  expect(draw(many)).toHaveLength(17);
  expect(draw(many)[8]).toContain('… 484 more');
  expect(draw(many, true)).toHaveLength(500);
});
