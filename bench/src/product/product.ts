import { loadavg } from 'node:os';
import { type Benchmark, median, quantile } from '../benchmark.ts';
import { type Callee, startCallee } from './callee.ts';
import { type RunningInstallation, startInstallation } from './installation.ts';

const LOADS = [1, 32, 256];
const LOAD_MS = 4_000;
const WAIT_MS = 10_000;
const EVENT_TYPE = 'bench.order';

interface Sample {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** From the event's acceptance to the call that the workflow makes. */
  readonly calledP50Ms: number;
  readonly serverCpuMs: number;
  readonly databaseCpuMs: number;
}

/** What a customer's event takes from its acceptance over HTTP to the result of the workflow that it starts. */
export const product: Benchmark = {
  summary: 'an event over HTTP, the workflow it starts with one call, its result: through a whole server process',
  async run({ rounds }) {
    const callee = await startCallee();
    const installation = await startInstallation(callee.url);
    try {
      const { client } = installation;
      const { draftId } = await client.createDraft({ body: { source: definition(callee.url) } });
      await client.approveDefinition({ params: { draftId } });
      return await compare(installation, callee, rounds);
    } finally {
      await installation.stop();
      callee.close();
    }
  },
};

function definition(url: string): string {
  return `
document: { dsl: '1.0.3', namespace: default, name: order, version: '1.0.0' }
schedule: { on: { one: { with: { type: ${EVENT_TYPE} } } } }
do:
  - tell:
      call: http
      with:
        method: post
        endpoint: ${url}/orders
        body: { event: '\${ .[0].number }', execution: '\${ $workflow.id }' }
`;
}

async function compare(installation: RunningInstallation, callee: Callee, rounds: number) {
  const samples = new Map<number, Sample[]>(LOADS.map((concurrency) => [concurrency, []]));
  let events = 0;
  const next = () => ++events;
  await measure(installation, callee, 32, next);
  for (let round = 0; round < rounds; round += 1) {
    for (const concurrency of LOADS) {
      samples.get(concurrency)!.push(await measure(installation, callee, concurrency, next));
    }
  }
  const columns = ['executions/s', 'p50 ms', 'p99 ms', 'called p50 ms', 'CPU ms: server', 'database'];
  console.log(`load average ${loadavg()[0]!.toFixed(1)}; ${rounds} rounds, medians`);
  console.log(['concurrency', ...columns].map((text) => text.padStart(14)).join(' '));
  const figures: Record<string, number> = {};
  for (const [concurrency, of] of samples) {
    const middle = (field: keyof Sample) => median(of.map((sample) => sample[field]));
    const fields = ['perSecond', 'p50Ms', 'p99Ms', 'calledP50Ms', 'serverCpuMs', 'databaseCpuMs'] as const;
    const cells = [String(concurrency), ...fields.map((field) => middle(field).toFixed(2))];
    console.log(cells.map((text) => text.padStart(14)).join(' '));
    for (const field of fields) figures[`${field}_c${concurrency}`] = Number(middle(field).toFixed(2));
  }
  return figures;
}

async function measure(
  { client, serverCpuSeconds, databaseCpuSeconds }: RunningInstallation,
  callee: Callee,
  concurrency: number,
  nextEvent: () => number,
): Promise<Sample> {
  const latencies: number[] = [];
  const called: number[] = [];
  const serverBefore = serverCpuSeconds();
  const databaseBefore = databaseCpuSeconds();
  const from = performance.now();
  const work = async () => {
    while (performance.now() - from < LOAD_MS) {
      const number = nextEvent();
      const at = performance.now();
      const call = callee.called(number);
      await client.publishEvent({ body: { type: EVENT_TYPE, data: { number } } });
      const executionId = await call;
      called.push(performance.now() - at);
      await untilCompleted(client, executionId);
      latencies.push(performance.now() - at);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  const seconds = (performance.now() - from) / 1000;
  return {
    perSecond: latencies.length / seconds,
    p50Ms: median(latencies),
    p99Ms: quantile(latencies, 0.99),
    calledP50Ms: median(called),
    serverCpuMs: ((serverCpuSeconds() - serverBefore) * 1000) / latencies.length,
    databaseCpuMs: ((databaseCpuSeconds() - databaseBefore) * 1000) / latencies.length,
  };
}

/** Waits as a person's screen does: the server answers when something is recorded. */
async function untilCompleted(client: RunningInstallation['client'], executionId: string): Promise<void> {
  let after = 0;
  for (;;) {
    const { items, status } = await client.getTimeline({ params: { executionId }, query: { after, waitMs: WAIT_MS } });
    if (status === 'completed') return;
    if (status !== 'running' && status !== 'waiting') throw new Error(`An execution ended as ${status}`);
    after = items.at(-1)?.sequence ?? after;
  }
}
