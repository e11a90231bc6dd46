import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MemoryStore } from '@parley/engine';
import { fakeEffects } from '@parley/engine/testing';
import { newId } from '@parley/kernel';
import { build } from 'esbuild';
import { expect, it, onTestFinished } from 'vitest';
import { RestateEngine } from './engine.ts';
import { startEmbeddedRestate } from './server/start.ts';
import { DEFINITIONS, SHAPES, type ShapeName } from './testing/crash-shapes.ts';
import type { OutsideCall, Question, WorkerArguments } from './testing/worker-messages.ts';

const TENANT = newId();
const KILLS = 2;
const CALLS_BETWEEN = 12;
const trigger = { kind: 'manual' } as const;

async function buildWorker(directory: string): Promise<string> {
  const outfile = join(directory, 'worker.mjs');
  const banner = { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" };
  await build({
    ...{ entryPoints: [fileURLToPath(new URL('./testing/run-worker.ts', import.meta.url))], outfile, banner },
    ...{ bundle: true, format: 'esm', platform: 'node', target: 'node20', logLevel: 'error' },
  });
  return outfile;
}

it(`a worker killed with -9 ${KILLS} times in the middle: all executions end, nothing recorded is done again (E1, E4)`, async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-restate-kill-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const [program, restate] = await Promise.all([buildWorker(dataDir), startEmbeddedRestate({ dataDir })]);
  onTestFinished(() => restate.stop());
  const store = new MemoryStore();
  const made: OutsideCall[] = [];
  const repeated: string[] = [];
  let worker: ChildProcess | undefined;
  let kills = 0;

  async function outside(call: OutsideCall): Promise<void> {
    made.push(call);
    const known = await store.history(call.executionId);
    if (known.some(({ key, type }) => key === call.key && type.startsWith('Effect'))) repeated.push(call.key);
    if (kills === KILLS || made.length < (kills + 1) * CALLS_BETWEEN) return;
    kills += 1;
    worker!.kill('SIGKILL');
  }

  async function answer(asking: ChildProcess, { id, method, args }: Question): Promise<void> {
    const value =
      method === 'outside'
        ? await outside(args[0] as OutsideCall)
        : await (store[method] as (...args: readonly unknown[]) => Promise<unknown>).apply(store, [...args]);
    if (asking.connected) asking.send({ id, value }, () => {});
  }

  function launch(): void {
    const settings: WorkerArguments = { restate, service: 'killed' };
    const launched = fork(program, [JSON.stringify(settings)], { execArgv: [], env: { RESTATE_LOGGING: 'ERROR' } });
    launched.on('message', (question: Question) => void answer(launched, question));
    launched.once('exit', (_, signal) => signal === 'SIGKILL' && worker === launched && launch());
    worker = launched;
  }

  launch();
  onTestFinished(async () => {
    const last = worker!;
    worker = undefined;
    if (last.exitCode !== null || last.signalCode !== null) return;
    last.kill('SIGKILL');
    await once(last, 'exit');
  });
  // The test's own engine only sends commands.
  const client = new RestateEngine({
    ...{ effects: fakeEffects({ definitions: DEFINITIONS }), store, restate, service: 'killed' },
  });
  onTestFinished(() => client.close());
  const started = Object.keys(SHAPES).flatMap((definition) =>
    Array.from({ length: 4 }, () => ({ definition: definition as ShapeName, executionId: newId() })),
  );
  await Promise.all(started.map((one) => client.start({ ...one, tenantId: TENANT, input: {}, trigger })));
  for (const { definition, executionId } of started) {
    expect((await client.outcome(TENANT, executionId)).status).toBe(SHAPES[definition].status);
    const numbers = (await store.history(executionId)).map(({ seq }) => seq);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  }
  const times = made.reduce(
    (all, { idempotencyKey }) => all.set(idempotencyKey, (all.get(idempotencyKey) ?? 0) + 1),
    new Map<string, number>(),
  );
  expect(kills).toBe(KILLS);
  expect(repeated).toEqual([]);
  expect(times.size).toBe(started.reduce((sum, { definition }) => sum + SHAPES[definition].calls, 0));
  expect(Math.max(...times.values())).toBeLessThanOrEqual(1 + KILLS);
}, 120_000);
