import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { engineError } from '../errors.ts';
import type { HistoryEntry, HistoryType } from '../history.ts';
import { createMemoryEngine } from '../memory/memory-engine.ts';
import { MemoryStore } from '../memory/memory-store.ts';
import type { Append } from '../ports/store.ts';
import { call } from '../testing/driver.ts';
import { fakeEffects } from '../testing/fake-effects.ts';
import { TENANT, workflowOf } from '../testing/run-workflow.ts';
import { systemTime } from './system-time.ts';

const ID = 'execution-1';
const CHILD = 'execution-2';
const AWAY = new Error('The database is away');
const LISTEN = { wait: { listen: { to: { one: { with: { type: 'go' } } } } } };
const GO = { specversion: '1.0', id: '1', source: 'test', type: 'go', data: 1 };

/** A store that fails when it is told to, and holds back entries of a type. */
class FailingStore extends MemoryStore {
  readonly failing = new Set<'head' | 'history' | 'events' | 'listening'>();
  readonly reads: string[] = [];
  /** Reads of a kind come no earlier than this. */
  readonly after: { head?: Promise<void>; events?: Promise<void> } = {};
  #held: { readonly type: HistoryType; readonly until: Promise<void>; readonly reached: () => void } | undefined;

  /** Holds back the next entry of the type; `reached` resolves when there is one. */
  hold(type: HistoryType): { readonly reached: Promise<void>; readonly release: () => void } {
    const [until, release] = gate();
    const [reached, reach] = gate();
    this.#held = { type, until, reached: reach };
    return { reached, release };
  }

  override async append(appends: readonly Append[]): Promise<void> {
    const held = this.#held;
    if (held && appends.some(({ entries }) => entries.some(({ type }) => type === held.type))) {
      this.#held = undefined;
      held.reached();
      await held.until;
    }
    await super.append(appends);
  }

  #failOnce(name: 'head' | 'history' | 'events' | 'listening'): void {
    this.reads.push(name);
    if (this.failing.delete(name)) throw AWAY;
  }

  override async head(executionId: string) {
    await this.after.head;
    this.#failOnce('head');
    return await super.head(executionId);
  }

  override async history(executionId: string) {
    this.#failOnce('history');
    return await super.history(executionId);
  }

  override async events(...query: Parameters<MemoryStore['events']>) {
    await this.after.events;
    this.#failOnce('events');
    return await super.events(...query);
  }

  override async listening(...query: Parameters<MemoryStore['listening']>) {
    this.#failOnce('listening');
    return await super.listening(...query);
  }
}

function gate(): [Promise<void>, () => void] {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return [opened, open];
}

const start = (definition: string) => ({
  ...{ tenantId: TENANT, executionId: ID, definition, input: null, trigger: { kind: 'manual' } as const },
});

const child = { inner: { run: { workflow: { namespace: 'test', name: 'inner', version: '1.0.0' } } } };
const definitions = {
  one: workflowOf([call('a')]),
  listen: workflowOf([LISTEN]),
  both: workflowOf([{ all: { fork: { branches: [call('a'), LISTEN] } } }]),
  secret: workflowOf([call('a')], { use: { secrets: ['key'] } }),
  parent: workflowOf([child]),
  'test/inner': workflowOf([LISTEN]),
};

/** An engine on the machine's clock that tries again at once. */
function engineOn(store: MemoryStore, more: { secrets?: () => void; maxIdleRuns?: number } = {}) {
  const { secrets = () => {}, ...rest } = more;
  const read = async () => {
    secrets();
    return { key: 'value' };
  };
  const effects = fakeEffects({ definitions, http: () => ({ content: 'ok' }), ports: { secrets: { read } } });
  const engine = createMemoryEngine({ store, effects, time: systemTime, reloadAfterMs: 1, ...rest });
  return { engine, effects };
}

const entry = (executionId: string, seq: number, type: HistoryType, key: string, data: object): HistoryEntry =>
  ({ executionId, seq, type, key, data, at: seq }) as HistoryEntry;

const started = (executionId: string, definition: string, more: object = {}) =>
  entry(executionId, 1, 'ExecutionStarted', '', {
    ...{ tenantId: TENANT, definition, input: null, trigger: { kind: 'manual' }, environment: 'live' },
    ...{ interpreter: { version: 1, flags: [] }, ...more },
  });

/** A parent that waits for its child, as a worker that takes over finds them. */
async function parentAndChild(store: MemoryStore, parentMore: HistoryEntry[], childMore: HistoryEntry[]) {
  const parent = { executionId: ID, key: '/do/0/inner', detached: false, depth: 1 };
  const waiting = { signals: [], eventTypes: [], children: [CHILD] };
  await store.append([
    {
      ...{ tenantId: TENANT, executionId: ID },
      entries: [
        started(ID, 'parent'),
        entry(ID, 2, 'EffectCompleted', '/do/0/inner!find', { output: 'test/inner' }),
        entry(ID, 3, 'ChildStarted', '/do/0/inner', { executionId: CHILD, definition: 'test/inner' }),
        ...parentMore,
      ],
      ...(parentMore.length === 0 && { waiting }),
    },
    {
      ...{ tenantId: TENANT, executionId: CHILD },
      entries: [started(CHILD, 'test/inner', { parent }), ...childMore],
      waiting: { signals: [], eventTypes: ['go'], children: [] },
    },
  ]);
}

describe('an execution whose store fails', () => {
  it('records nothing after its end, however close a command comes (E5)', async () => {
    const store = new FailingStore();
    const { engine } = engineOn(store);
    const held = store.hold('ExecutionCompleted');
    await engine.start(start('one'));
    await held.reached;
    const commands = [engine.cancel(TENANT, ID, 'late'), engine.suspend(TENANT, ID), engine.resume(TENANT, ID)];
    await delay(1);
    held.release();
    const results = await Promise.allSettled(commands);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(results[1]).toMatchObject({ reason: { code: 'execution_terminal' } });
    const types = (await store.history(ID)).map(({ type }) => type);
    expect(types).toEqual(['ExecutionStarted', 'EffectCompleted', 'ExecutionCompleted']);
    await engine.close();
  });

  it('is not loaded again before what was on its way to the store has arrived (E1)', async () => {
    const store = new FailingStore();
    const { engine, effects } = engineOn(store);
    const held = store.hold('EffectCompleted');
    const [later, failNow] = gate();
    store.after.events = later;
    store.failing.add('events');
    await engine.start(start('both'));
    await held.reached;
    failNow();
    await expect.poll(() => store.reads).toContain('events');
    await delay(20);
    held.release();
    await engine.deliverEvent(TENANT, GO);
    expect(await engine.outcome(TENANT, ID)).toEqual({ status: 'completed', output: ['ok', [1]] });
    expect(effects.calls).toHaveLength(1);
    await engine.close();
  });

  it('is begun though its secrets could not be read when it was started', async () => {
    let reads = 0;
    const secrets = () => {
      reads += 1;
      if (reads === 2) throw AWAY;
    };
    const { engine } = engineOn(new FailingStore(), { secrets });
    await engine.start(start('secret'));
    expect(await engine.outcome(TENANT, ID)).toEqual({ status: 'completed', output: 'ok' });
    await engine.close();
  });

  it('is woken by an event that is delivered again because the first time failed half-way', async () => {
    const store = new FailingStore();
    const { engine } = engineOn(store, { maxIdleRuns: 0 });
    await engine.start(start('listen'));
    await expect.poll(() => engine.loaded).toBe(0);
    store.failing.add('listening');
    await expect(engine.deliverEvent(TENANT, GO)).rejects.toBe(AWAY);
    await engine.deliverEvent(TENANT, GO);
    expect(await engine.outcome(TENANT, ID)).toEqual({ status: 'completed', output: [1] });
    await engine.close();
  });

  it('learns of the end of the workflow it started at the second look', async () => {
    const store = new FailingStore();
    await parentAndChild(store, [], [entry(CHILD, 2, 'ExecutionCompleted', '', { output: 7 })]);
    store.failing.add('head');
    const { engine } = engineOn(store);
    await engine.recover();
    await expect.poll(async () => (await store.history(ID)).at(-1)?.data).toEqual({ output: 7 });
    await engine.close();
  });

  it('stays in memory until it knows whether the workflow it started has ended', async () => {
    const store = new FailingStore();
    await parentAndChild(store, [], [entry(CHILD, 2, 'ExecutionCompleted', '', { output: 7 })]);
    const [answered, answer] = gate();
    store.after.head = answered;
    const { engine } = engineOn(store, { maxIdleRuns: 0 });
    await engine.recover();
    await delay(5);
    answer();
    await expect.poll(async () => (await store.history(ID)).at(-1)?.data).toEqual({ output: 7 });
    await engine.close();
  });

  it('cancels the workflow it started though that could not be loaded at first', async () => {
    const store = new FailingStore();
    await parentAndChild(store, [entry(ID, 4, 'CancelRequested', '', { reason: 'test' })], []);
    const { engine } = engineOn(store);
    await engine.recover();
    await expect.poll(async () => (await store.history(ID)).at(-1)?.type).toBe('ExecutionCancelled');
    expect((await store.history(CHILD)).at(-1)?.type).toBe('ExecutionCancelled');
    await engine.close();
  });
});

describe('a worker that may have been replaced', () => {
  it('touches nothing until it knows that it was not (E9)', async () => {
    const [assured, assure] = gate();
    const store = Object.assign(new FailingStore(), { assured: () => (held ? assured : undefined) });
    let held = true;
    const { engine, effects } = engineOn(store);
    await engine.start(start('one'));
    await delay(5);
    expect(effects.calls).toEqual([]);
    held = false;
    assure();
    expect(await engine.outcome(TENANT, ID)).toEqual({ status: 'completed', output: 'ok' });
    await engine.close();
  });

  it('touches nothing more when it was', async () => {
    const lost = engineError('lease_lost', 'Another worker has taken over');
    const store = Object.assign(new FailingStore(), { assured: () => Promise.reject(lost) });
    const { engine, effects } = engineOn(store);
    await engine.start(start('one'));
    await delay(5);
    expect(effects.calls).toEqual([]);
    await engine.close();
  });
});
