import type { TaskRun } from '@parley/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  definition,
  eventually,
  type Network,
  type PersonClient,
  start,
  startNetwork,
  tillFunctions,
} from '../src/testing/index.ts';

let network: Network;
let client: PersonClient;

beforeAll(async () => {
  network = await startNetwork();
  client = network.tenants[0]!.client;
  await network.connectRestaurant(network.tenants[0]!);
});
afterAll(() => network.stop());

const begin = async (name: string, tasks: string) =>
  (await start(client, definition(name, tasks, tillFunctions(network.sandbox)))).executionId;

async function tasksOnce(executionId: string, status: string): Promise<readonly TaskRun[]> {
  return eventually(async () => {
    const page = await client.listTasks({ params: { executionId }, query: {} });
    return page.status === status ? page.items : undefined;
  }, `the tasks of an execution that is ${status}`);
}

const gist = ({ name, depth, position, status, attempts }: TaskRun) =>
  [name, depth, position ?? '', status, attempts].join(' ');

describe('the tasks of an execution', () => {
  it('are all there, the pure ones too, with iterations, branches and attempts by their position', async () => {
    network.sandbox.reset();
    network.sandbox.setScenario('flaky');
    const executionId = await begin(
      'shapes',
      `  - each:
      for: { each: n, in: '\${ [1, 2] }' }
      do: [ { double: { set: { value: '\${ $n * 2 }' } } } ]
  - both: { fork: { branches: [ { left: { set: { a: 1 } } }, { right: { set: { b: 1 } } } ] } }
  - never: { if: 'false', set: { c: 1 } }
  - robust:
      try: [ { ask: { call: getCustomer, with: { customerId: cus_203 } } } ]
      catch: { errors: { with: { status: 503 } }, retry: { delay: { milliseconds: 5 }, limit: { attempt: { count: 5 } } } }
`,
    );

    const tasks = await tasksOnce(executionId, 'completed');

    expect(tasks.map(gist)).toEqual([
      'each 0  completed 1',
      'double 1 iteration 1 completed 1',
      'double 1 iteration 2 completed 1',
      'both 0  completed 1',
      'left 1 branch 1 completed 1',
      'right 1 branch 2 completed 1',
      'never 0  skipped 1',
      'robust 0  completed 3',
      'ask 1  faulted 1',
      'getCustomer 2  faulted 1',
      'ask 1 attempt 2 faulted 1',
      'getCustomer 2  faulted 1',
      'ask 1 attempt 3 completed 1',
      'getCustomer 2  completed 1',
    ]);
    expect(tasks[2]).toMatchObject({ parent: '/do/0/each', output: { value: { value: 4 } } });
    expect(tasks[8]).toMatchObject({ error: { status: 503 } });
    expect(tasks.find(({ position }) => position === 'attempt 3')!.output!.value).toMatchObject({
      customerId: 'cus_203',
    });
    for (const { startedAt, endedAt } of tasks) expect(endedAt! >= startedAt).toBe(true);
  });

  it('that are open say what they wait for and until when', async () => {
    const executionId = await begin(
      'waits',
      `  - all:
      fork:
        branches:
          - nap: { wait: { hours: 1 } }
          - hear: { listen: { to: { one: { with: { type: delivered } } } } }
          - ask: { call: 'approve:1@default', with: { title: 'Ok?', assignee: manager, deadline: PT2H } }
`,
    );
    const open = await eventually(async () => {
      const { items } = await client.listTasks({ params: { executionId }, query: {} });
      return items.filter(({ status }) => status === 'waiting').length === 3 ? items : undefined;
    }, 'three waiting branches');

    const [all, nap, hear, ask] = open;
    expect(all).toMatchObject({ name: 'all', status: 'running' });
    expect(all!.waitsFor).toBeUndefined();
    expect(nap).toMatchObject({ waitsFor: { kind: 'time', until: expect.any(String) } });
    expect(Date.parse(nap!.waitsFor!.until!) - Date.parse(nap!.startedAt)).toBeCloseTo(3_600_000, -4);
    expect(hear).toMatchObject({ waitsFor: { kind: 'event', eventTypes: ['delivered'] } });
    expect(ask).toMatchObject({ waitsFor: { kind: 'decision', until: expect.any(String) } });
    await client.suspendExecution({ params: { executionId } });
    const suspended = await tasksOnce(executionId, 'suspended');
    expect(new Set(suspended.map(({ status }) => status))).toEqual(new Set(['suspended']));
    await client.cancelExecution({ params: { executionId } });
    expect(new Set((await tasksOnce(executionId, 'cancelled')).map(({ status }) => status))).toEqual(
      new Set(['cancelled']),
    );
  });

  it('come in pages, and large values as an excerpt with their size', async () => {
    const executionId = await begin(
      'many',
      `  - each:
      for: { each: n, in: '\${ [range(1; 451)] }' }
      do: [ { one: { set: { n: '\${ $n }' } } } ]
  - large: { set: { text: '\${ "x" * 9000 }' } }
`,
    );
    await tasksOnce(executionId, 'completed');
    const found: TaskRun[] = [];
    for (let cursor: string | undefined; ; ) {
      const query = { limit: 100, ...(cursor !== undefined && { cursor }) };
      const page = await client.listTasks({ params: { executionId }, query });
      expect(page.total).toBe(452);
      found.push(...page.items);
      cursor = page.nextCursor;
      if (cursor === undefined) break;
    }

    expect(found).toHaveLength(452);
    expect(new Set(found.map(({ key }) => key)).size).toBe(452);
    const { output } = found.at(-1)!;
    expect(output).toMatchObject({ bytes: 9_011, excerpt: expect.stringMatching(/^\{"text":"x{100}/) });
    expect(output!.value).toBeUndefined();
    const timeline = await client.getTimeline({ params: { executionId }, query: { limit: 1 } });
    expect(timeline).toMatchObject({ more: true, items: [{ sequence: 1, type: 'ExecutionStarted' }] });
  });
});
