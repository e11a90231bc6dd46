import type { ExecutionStore } from '@parley/engine';
import { fakeEffects } from '@parley/engine/testing';
import { RestateEngine } from '../engine.ts';
import { DEFINITIONS } from './crash-shapes.ts';
import type { Answer, OutsideCall, Question, WorkerArguments } from './worker-messages.ts';

// Run as a process of its own by the crash test: a worker whose store and whose outside are the test's.
const { restate, service } = JSON.parse(process.argv[2] ?? '{}') as WorkerArguments;
const open = new Map<number, (value: unknown) => void>();
let questions = 0;

function ask<T>(method: Question['method'], ...args: readonly unknown[]): Promise<T> {
  const id = ++questions;
  return new Promise((resolve) => {
    open.set(id, (value) => resolve(value as T));
    process.send?.({ id, method, args } satisfies Question);
  });
}

process.on('message', ({ id, value }: Answer) => {
  open.get(id)?.(value);
  open.delete(id);
});
process.on('disconnect', () => process.exit());

const store: ExecutionStore = {
  append: (...args) => ask('append', ...args),
  head: (...args) => ask('head', ...args),
  history: (...args) => ask('history', ...args),
  runnable: (...args) => ask('runnable', ...args),
  due: (...args) => ask('due', ...args),
  listening: (...args) => ask('listening', ...args),
  keepEvent: (...args) => ask('keepEvent', ...args),
  events: (...args) => ask('events', ...args),
};
const effects = fakeEffects({
  definitions: DEFINITIONS,
  http: async (_, { executionId, key, idempotencyKey }) => {
    await ask('outside', { executionId, key, idempotencyKey } satisfies OutsideCall);
    return { content: 1 };
  },
});
await new RestateEngine({ effects, store, restate, service, inactivityTimeoutMs: 200 }).recover();
