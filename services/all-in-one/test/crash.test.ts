import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createTokenSource } from '@parley/adapter-oidc';
import { testServerUrl } from '@parley/adapter-postgres/testing';
import { createUserClient, workflowOperations } from '@parley/contracts';
import { type Sandbox, startSandbox } from '@parley/example-restaurant';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ended, freePort, ServerProcess } from '../src/testing/index.ts';

const KILLS = 20;
const EXECUTIONS_PER_LIFE = 2;
const CALLS = 8;
const LONGEST_LIFE_MS = 400;

const seed = Number(process.env.PARLEY_SEED ?? Date.now());
const random = generator(seed);

let sandbox: Sandbox;
let server: ServerProcess;
let home: string;
let databaseUrl: string;
const databasePrefix = `crash_${randomBytes(4).toString('hex')}`;

beforeAll(async () => {
  sandbox = await startSandbox({ scenario: 'slow', slowMs: 12 });
  home = await mkdtemp(join(tmpdir(), 'parley-crash-'));
  databaseUrl = await testServerUrl();
  const egressAllow = new URL(sandbox.url).host;
  server = new ServerProcess({ home, port: await freePort(), databaseUrl, databasePrefix, egressAllow });
  await ServerProcess.build();
  await server.start();
});
afterAll(async () => {
  await server.kill();
  await sandbox.close();
  await rm(home, { recursive: true, force: true });
});

/** Numbers in [0, 1) that a seed decides (mulberry32). */
function generator(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const definition = () => `
document: { dsl: '1.0.3', namespace: default, name: points, version: '1.0.0' }
use:
  functions:
    addLoyaltyPoints:
      call: openapi
      with:
        document: { endpoint: '${sandbox.documentUrl('pos')}' }
        operationId: addLoyaltyPoints
        parameters: { customerId: '\${ .customerId }', points: '\${ .points }' }
do:
  - each:
      for: { each: n, in: '\${ [range(1; ${CALLS + 1})] }' }
      do:
        - add:
            call: addLoyaltyPoints
            with: { customerId: cus_203, points: '\${ $n }' }
`;

/** Idempotency keys of the effects whose results are recorded. */
async function recordedKeys(): Promise<Set<string>> {
  const url = new URL(databaseUrl);
  url.pathname = `/${databasePrefix}_workflow`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  const { rows } = await client.query(
    `select execution_id || key as key from engine_history where type = 'EffectCompleted'`,
  );
  await client.end();
  return new Set(rows.map((row: { key: string }) => row.key));
}

it(`goes on after ${KILLS} kills at random moments: nothing lost, nothing recorded done again (seed ${seed})`, async () => {
  const token = createTokenSource({ issuer: `${server.url}/oidc`, ...(await server.credentials()) });
  const client = createUserClient(workflowOperations, { baseUrl: server.url, token });
  await client.createConnection({
    body: { name: 'pos', documentUrl: sandbox.documentUrl('pos'), bearerToken: sandbox.apiKeys.pos },
  });
  const { draftId } = await client.createDraft({ body: { source: definition() } });
  const { workflowId } = await client.approveDefinition({ params: { draftId } });
  const accepted: string[] = [];

  const lives: { readonly callsAtDeath: number; readonly recorded: ReadonlySet<string> }[] = [];
  for (let kill = 0; kill < KILLS; kill += 1) {
    for (let n = 0; n < EXECUTIONS_PER_LIFE; n += 1) {
      accepted.push((await client.startExecution({ body: { workflowId } })).executionId);
    }
    await delay(random() * LONGEST_LIFE_MS);
    await server.kill();
    // Requests that the dead process had sent still arrive; they belong to its life.
    await delay(50);
    lives.push({ callsAtDeath: sandbox.calls().length, recorded: await recordedKeys() });
    await server.start();
  }
  const executions = await ended(client as never, workflowId, accepted.length);

  const calls = sandbox.calls().filter((call) => call.operationId === 'addLoyaltyPoints');
  expect(executions.filter(({ status }) => status !== 'completed')).toEqual([]);
  expect(executions.map(({ executionId }) => executionId).sort()).toEqual([...accepted].sort());
  for (const { callsAtDeath, recorded } of lives) {
    const later = sandbox.calls().slice(callsAtDeath);
    expect(later.filter((call) => recorded.has(call.idempotencyKey ?? ''))).toEqual([]);
  }
  const keys = new Set(calls.map((call) => call.idempotencyKey));
  expect(keys.size).toBe(accepted.length * CALLS);
  // At most one more attempt per kill for each execution that had a call in flight.
  expect(calls.length - keys.size).toBeLessThanOrEqual(KILLS * accepted.length);
  const took = calls.filter((call) => !call.replayed);
  expect(took).toHaveLength(keys.size);
  expect(await recordedKeys()).toEqual(keys);
}, 600_000);
