import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createTokenSource } from '@parley/adapter-oidc';
import { testServerUrl } from '@parley/adapter-postgres/testing';
import {
  createUserClient,
  type Execution,
  type UserClient,
  type WorkflowOperations,
  workflowOperations,
} from '@parley/contracts';
import { newId } from '@parley/kernel';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually, freePort, ServerProcess } from '../src/testing/index.ts';

const ROUNDS = 6;
const LONGEST_ANSWER_MS = 30;
const DEFINITION = `
document: { dsl: '1.0.3', namespace: default, name: long, version: '1.0.0' }
do:
  - nap: { wait: { days: 1 } }
`;

let server: ServerProcess;
let home: string;
let databaseUrl: string;
let client: UserClient<WorkflowOperations>;
let workflowId: string;
const databasePrefix = `control_${randomBytes(4).toString('hex')}`;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'parley-control-'));
  databaseUrl = await testServerUrl();
  server = new ServerProcess({ home, port: await freePort(), databaseUrl, databasePrefix, egressAllow: '' });
  await ServerProcess.build();
  await server.start();
  const token = createTokenSource({ issuer: `${server.url}/oidc`, ...(await server.credentials()) });
  client = createUserClient(workflowOperations, { baseUrl: server.url, token });
  const { draftId } = await client.createDraft({ body: { source: DEFINITION } });
  ({ workflowId } = await client.approveDefinition({ params: { draftId } }));
});
afterAll(async () => {
  await server.kill();
  await rm(home, { recursive: true, force: true });
});

async function database<T extends object>(text: string, values: unknown[] = []): Promise<T[]> {
  const url = new URL(databaseUrl);
  url.pathname = `/${databasePrefix}_workflow`;
  const connection = new pg.Client({ connectionString: url.href });
  await connection.connect();
  const { rows } = await connection.query<T>(text, values);
  await connection.end();
  return rows;
}

function becomes(executionId: string, status: Execution['status']) {
  return eventually(async () => {
    const execution = await client.getExecution({ params: { executionId } });
    return execution.status === status || undefined;
  }, `${executionId} to be ${status}`);
}

const entriesOf = (executionId: string, type: string) =>
  database('select seq from engine_history where execution_id = $1 and type = $2', [executionId, type]);

it(`carries out what it accepted, once, although it was killed around its answer (${ROUNDS} times)`, async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const { executionId } = await client.startExecution({ body: { workflowId } });
    const params = { executionId };
    const idempotencyKey = newId();
    const answer = client.suspendExecution({ params, idempotencyKey }).then(
      () => true,
      () => false,
    );
    await delay((round * LONGEST_ANSWER_MS) / ROUNDS);
    await server.kill();
    const answered = await answer;
    const kept = await database('select 1 from execution_commands where execution_id = $1', [executionId]);
    // An answer says that the command is kept.
    if (answered) expect(kept).toHaveLength(1);
    await server.start();

    if (kept.length > 0) await becomes(executionId, 'suspended');
    else await client.suspendExecution({ params });
    await becomes(executionId, 'suspended');
    expect(await entriesOf(executionId, 'ExecutionSuspended')).toHaveLength(1);
  }
}, 240_000);

it('carries out, in order, what was accepted while no worker ran', async () => {
  const { executionId } = await client.startExecution({ body: { workflowId } });
  const [tenant] = await database<{ tenant_id: string }>(
    'select tenant_id from engine_executions where execution_id = $1',
    [executionId],
  );
  await server.kill();
  for (const kind of ['suspend', 'resume', 'cancel']) {
    const commandId = newId();
    const command = { tenantId: tenant!.tenant_id, commandId, executionId, kind, reason: 'from elsewhere' };
    await database(
      'insert into execution_commands (tenant_id, command_id, execution_id, kind, command) values ($1, $2, $3, $4, $5)',
      [command.tenantId, commandId, executionId, kind, JSON.stringify(command)],
    );
  }

  await server.start();

  await becomes(executionId, 'cancelled');
  const { items } = await client.getTimeline({ params: { executionId }, query: {} });
  expect(items.map(({ type }) => type).filter((type) => /Suspended|Resumed|Cancel/.test(type))).toEqual([
    'ExecutionSuspended',
    'ExecutionResumed',
    'CancelRequested',
    'ExecutionCancelled',
  ]);
}, 120_000);
