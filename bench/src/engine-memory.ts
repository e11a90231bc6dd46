import type { TaskList, Workflow } from '@parley/dsl';
import { createMemoryEngine, type Effects, MemoryStore, systemTime } from '@parley/engine';
import { type Benchmark, type Figures, median } from './benchmark.ts';

interface Load {
  readonly name: string;
  readonly definition: string;
  readonly concurrency: number;
  readonly executions: number;
  readonly steps: number;
}

const TENANT = 'bench';

function call(name: string): TaskList[number] {
  const body = { id: '${ .id }' };
  return { [name]: { call: 'http', with: { method: 'post', endpoint: `https://outside.test/${name}`, body } } };
}

function workflow(tasks: TaskList): Workflow {
  return { document: { dsl: '1.0.3', namespace: 'bench', name: 'bench', version: '1.0.0' }, do: tasks };
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

const WORKFLOWS: Readonly<Record<string, Workflow>> = {
  calls: workflow(numbers(10).map((index) => call(`step${index}`))),
  sets: workflow(numbers(10).map((index) => ({ [`step${index}`]: { set: { n: '${ (.n // 0) + 1 }' } } }))),
  fan: workflow([{ all: { fork: { branches: numbers(100).map((index) => call(`branch${index}`)) } } }]),
  short: workflow([{ loop: { for: { in: '[range(2000)]' }, do: [call('step')] } }]),
  long: workflow([{ loop: { for: { in: '[range(20000)]' }, do: [call('step')] } }]),
};

const LOADS: readonly Load[] = [
  { name: 'ten calls, c=1', definition: 'calls', concurrency: 1, executions: 2_000, steps: 10 },
  { name: 'ten calls, c=256', definition: 'calls', concurrency: 256, executions: 10_000, steps: 10 },
  { name: 'ten pure tasks, c=256', definition: 'sets', concurrency: 256, executions: 10_000, steps: 10 },
  { name: 'fan-out 100, c=32', definition: 'fan', concurrency: 32, executions: 1_000, steps: 100 },
  { name: 'loop of 2,000, c=1', definition: 'short', concurrency: 1, executions: 10, steps: 2_000 },
  { name: 'loop of 20,000, c=1', definition: 'long', concurrency: 1, executions: 1, steps: 20_000 },
];

function instantEffects(): Effects {
  const unused = () => Promise.reject(new Error('The benchmark does not use this'));
  const content = { ok: true, id: 7, items: [{ sku: 'pizza', quantity: 2, price: 12.5 }] };
  return {
    http: {
      call: async ({ method, uri }) => ({
        request: { method, uri, headers: {} },
        statusCode: 200,
        headers: {},
        content,
      }),
    },
    definitions: { load: async (_, definition) => WORKFLOWS[definition]!, find: async () => undefined },
    documents: { load: unused },
    operations: { resolve: unused },
    events: { publish: unused },
    secrets: { read: async () => ({}) },
    functions: {},
  };
}

/** Steps per second of interpreted definitions on the memory driver: what the interpreter and its scheduler cost. */
export const engineMemory: Benchmark = {
  summary: 'the interpreter on the memory driver: calls, pure tasks, fan-out, long loops',
  async run({ rounds }) {
    const samples = new Map<string, { stepsPerSecond: number; cpuUs: number }[]>(LOADS.map(({ name }) => [name, []]));
    for (const load of LOADS) await measure({ ...load, executions: Math.ceil(load.executions / 4) });
    for (let round = 0; round < rounds; round += 1) {
      for (const load of LOADS) samples.get(load.name)!.push(await measure(load));
    }
    return report(samples);
  },
};

async function measure({ definition, concurrency, executions, steps }: Load) {
  const engine = createMemoryEngine({ effects: instantEffects(), store: new MemoryStore(), time: systemTime });
  let begun = 0;
  const work = async () => {
    while (begun < executions) {
      const executionId = `execution-${begun++}`;
      const trigger = { kind: 'manual' } as const;
      await engine.start({ tenantId: TENANT, executionId, definition, input: { id: 1 }, trigger });
      const { status } = await engine.outcome(TENANT, executionId);
      if (status !== 'completed') throw new Error(`An execution of ${definition} ended as ${status}`);
    }
  };
  const cpuBefore = process.cpuUsage();
  const from = performance.now();
  await Promise.all(Array.from({ length: concurrency }, work));
  const seconds = (performance.now() - from) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  const total = executions * steps;
  return { stepsPerSecond: total / seconds, cpuUs: (cpu.user + cpu.system) / total };
}

function report(samples: ReadonlyMap<string, readonly { stepsPerSecond: number; cpuUs: number }[]>): Figures {
  const middle = (name: string, field: 'stepsPerSecond' | 'cpuUs') =>
    median(samples.get(name)!.map((sample) => sample[field]));
  console.log(`${'load'.padEnd(26)} ${'steps/s'.padStart(10)} ${'CPU us/step'.padStart(12)}`);
  for (const name of samples.keys()) {
    const [speed, cpu] = [middle(name, 'stepsPerSecond').toFixed(0), middle(name, 'cpuUs').toFixed(2)];
    console.log(`${name.padEnd(26)} ${speed.padStart(10)} ${cpu.padStart(12)}`);
  }
  return {
    steps_per_second_c256: Math.round(middle('ten calls, c=256', 'stepsPerSecond')),
    cpu_us_per_step_c256: Number(middle('ten calls, c=256', 'cpuUs').toFixed(2)),
    pure_tasks_per_second_c256: Math.round(middle('ten pure tasks, c=256', 'stepsPerSecond')),
    steps_per_second_fan_out: Math.round(middle('fan-out 100, c=32', 'stepsPerSecond')),
    long_loop_cpu_us_per_step: Number(middle('loop of 20,000, c=1', 'cpuUs').toFixed(2)),
    short_loop_cpu_us_per_step: Number(middle('loop of 2,000, c=1', 'cpuUs').toFixed(2)),
  };
}
