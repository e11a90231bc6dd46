import { analyseWorkflow, type Catalog, parseWorkflow, printDiagnostic, typeWorkflow } from '@parley/dsl';
import { type Benchmark, type Figures, median, quantile } from '../benchmark.ts';
import { catalogOf, definitionOf } from './definition.ts';
import { serverKeystrokes, serviceKeystrokes } from './keystrokes.ts';
import { ajvValidator, sdkValidator } from './validators.ts';

const OPERATIONS = 300;
const SIZES = [50, 250, 1000, 4000];
/** CPU milliseconds a measurement takes at least. */
const WINDOW_MS = 100;

interface Step {
  readonly name: string;
  readonly run: (text: string) => unknown;
}

/** What the language does with a text, one step more each time. */
function steps(catalog: Catalog): Step[] {
  return [
    { name: 'check', run: (text) => parseWorkflow(text) },
    {
      name: 'check and type',
      run(text) {
        const { draft, source } = parseWorkflow(text);
        return typeWorkflow(draft!, catalog, { source });
      },
    },
    {
      name: 'check, type and analyse',
      run(text) {
        const { workflow, source } = parseWorkflow(text);
        typeWorkflow(workflow!, catalog, { source });
        return analyseWorkflow(workflow!, { catalog, source });
      },
    },
  ];
}

/** CPU milliseconds of one call. CPU time, because other processes on the machine then count less. */
function cpuMs(call: () => unknown): number {
  for (let batch = 1; ; batch *= 2) {
    const start = process.cpuUsage();
    for (let i = 0; i < batch; i++) call();
    const { user, system } = process.cpuUsage(start);
    if (user + system >= WINDOW_MS * 1000) return (user + system) / 1000 / batch;
  }
}

/** Checking definitions of growing size, typing in one, and the validators that others use. */
export const dsl: Benchmark = {
  summary: 'definitions: CPU time to check 50 to 4,000 tasks and a keystroke, beside the official SDK and Ajv',
  async run({ rounds }) {
    const texts = SIZES.map((tasks) => ({ tasks, text: definitionOf(tasks, OPERATIONS) }));
    const catalog = catalogOf(OPERATIONS);
    for (const { text } of texts) refuseErrors(text, catalog);
    const figures: Record<string, number> = {};
    for (const step of steps(catalog)) Object.assign(figures, growth(step, texts, rounds));
    Object.assign(figures, beside(definitionOf(SIZES[0]!, OPERATIONS, true), rounds));
    Object.assign(figures, await typing(rounds));
    return figures;
  },
};

function refuseErrors(text: string, catalog: Catalog): void {
  const { draft, diagnostics, source } = parseWorkflow(text);
  const found = [...diagnostics, ...(draft ? typeWorkflow(draft, catalog, { source }).diagnostics : [])];
  const wrong = found.find(({ severity }) => severity === 'error');
  if (wrong) throw new Error(`The benchmark's definition is wrong: ${printDiagnostic(wrong, text)}`);
}

function growth({ name, run }: Step, texts: readonly { tasks: number; text: string }[], rounds: number): Figures {
  for (let i = 0; i < 200; i++) run(texts[0]!.text);
  const times = texts.map(({ text }) => median(Array.from({ length: rounds }, () => cpuMs(() => run(text)))));
  console.log(`${name}, CPU milliseconds, warm`);
  const figures: Record<string, number> = {};
  for (const [index, { tasks, text }] of texts.entries()) {
    const lines = text.split('\n').length;
    console.log(
      `  ${String(tasks).padStart(5)} tasks ${String(lines).padStart(6)} lines ${times[index]!.toFixed(2).padStart(8)}`,
    );
    figures[`${name} ${tasks} tasks ms`] = round(times[index]!);
  }
  const exponent = Math.log(times.at(-1)! / times[0]!) / Math.log(SIZES.at(-1)! / SIZES[0]!);
  console.log(`  grows with the number of tasks to the power of ${exponent.toFixed(2)}`);
  return { ...figures, [`${name} exponent`]: round(exponent) };
}

/** The same text through other validators, in turns. */
function beside(text: string, rounds: number): Figures {
  const ajv = ajvValidator();
  const sdk = sdkValidator();
  const contenders = [
    { name: 'parley', run: () => parseWorkflow(text).workflow !== undefined },
    { name: 'yaml and Ajv', run: () => ajv(text) },
    { name: 'official SDK', run: () => sdk(text) },
  ];
  for (const { name, run } of contenders) {
    if (!run()) throw new Error(`${name} refuses the definition`);
    for (let i = 0; i < 50; i++) run();
  }
  const times = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  for (let i = 0; i < rounds; i++) for (const { name, run } of contenders) times.get(name)!.push(cpuMs(run));
  const ours = median(times.get('parley')!);
  console.log(`A definition of ${SIZES[0]} tasks from text to findings, CPU milliseconds, and how many times ours`);
  const figures: Record<string, number> = {};
  for (const { name } of contenders) {
    const time = median(times.get(name)!);
    console.log(`  ${name.padEnd(14)} ${time.toFixed(2).padStart(8)}  x ${(time / ours).toFixed(1)}`);
    figures[`${name} ms`] = round(time);
    figures[`${name} x parley`] = round(time / ours);
  }
  return figures;
}

async function typing(rounds: number): Promise<Figures> {
  serviceKeystrokes(0);
  const service = Array.from({ length: rounds }, (_, i) => serviceKeystrokes(i + 1)).flat();
  // The first round warms the server up.
  const all = await serverKeystrokes(rounds + 1);
  const server = all.slice(all.length / (rounds + 1));
  console.log('A keystroke in a file of 500 lines to its findings, milliseconds, median and 95th of 100');
  console.log(`  language service, CPU         ${median(service).toFixed(1)} ${quantile(service, 0.95).toFixed(1)}`);
  console.log(`  parley lsp, round trip        ${median(server).toFixed(1)} ${quantile(server, 0.95).toFixed(1)}`);
  return {
    'keystroke service ms': round(median(service)),
    'keystroke service p95 ms': round(quantile(service, 0.95)),
    'keystroke server ms': round(median(server)),
    'keystroke server p95 ms': round(quantile(server, 0.95)),
  };
}

function round(value: number): number {
  return Number(value.toFixed(2));
}
