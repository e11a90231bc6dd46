import { compile as compileWithJqjs } from '@michaelhomer/jqjs';
import { compile, type Json, runFirst } from '@parley/jq';
import { loadJq } from 'jq-wasm';
import { type Benchmark, type Figures, median } from '../benchmark.ts';
import { EXPRESSIONS, type Expression, type Sample, sample } from './expressions.ts';

const CONTEXT = { b: 7 };

/** Inputs that are taken in turn, so that no compiler can know the answer. */
const VARIANTS = 8;
const INPUTS = [
  { name: '1 KB', values: Array.from({ length: VARIANTS }, (_, i) => sample(1_000, i)) },
  { name: '100 KB', values: Array.from({ length: VARIANTS }, (_, i) => sample(100_000, i)) },
];

/** CPU milliseconds a measurement takes at least. */
const WINDOW_MS = 60;

/** Where results go, so that they are not computed for nothing. */
const sink: { last: unknown } = { last: null };

/** Calls per CPU-second. CPU time, because other processes on the machine then count less. */
function rate(call: (turn: number) => unknown): number {
  let batch = 1;
  for (;;) {
    const start = process.cpuUsage();
    for (let i = 0; i < batch; i++) sink.last = call(i % VARIANTS);
    const { user, system } = process.cpuUsage(start);
    const ms = (user + system) / 1000;
    if (ms >= WINDOW_MS) return (batch * 1000) / ms;
    batch *= ms < WINDOW_MS / 10 ? 10 : 2;
  }
}

interface Contender {
  readonly name: string;
  readonly call: (turn: number) => unknown;
}

type Wasm = Awaited<ReturnType<typeof loadJq>>;

function contenders(expression: Expression, inputs: readonly (Sample & Json)[], wasm: Wasm): Contender[] {
  const { source, native } = expression;
  const program = compile(source, { variables: ['context'] });
  const options = { variables: { context: CONTEXT } };
  const flags = ['-c', '--argjson', 'context', JSON.stringify(CONTEXT)];
  const bound = `${JSON.stringify(CONTEXT)} as $context | ${source}`;
  return [
    { name: 'hand-written', call: (turn) => native(inputs[turn]!, CONTEXT) },
    { name: 'parley', call: (turn) => runFirst(program, inputs[turn]!, options) },
    {
      name: 'parley with compiling',
      call: (turn) => runFirst(compile(source, { variables: ['context'] }), inputs[turn]!, options),
    },
    ...jqjsContender(bound, inputs),
    { name: 'jq-wasm', call: (turn) => wasm.raw(inputs[turn] as never, source, flags) },
  ];
}

/** jqjs binds no variables from outside; programs it cannot read are left out. */
function jqjsContender(source: string, inputs: readonly Json[]): Contender[] {
  try {
    const filter = compileWithJqjs(source);
    const call = (turn: number): unknown => filter(inputs[turn]).next().value;
    call(0);
    return [{ name: 'jqjs', call }];
  } catch {
    return [];
  }
}

/** Evaluations per CPU-second of jq expressions, beside other implementations and hand-written JavaScript. */
export const jq: Benchmark = {
  summary: 'jq expressions: evaluations per CPU-second beside hand-written JavaScript, jqjs and jq-wasm',
  async run({ rounds }) {
    const wasm = await loadJq();
    const figures: Record<string, number> = {};
    console.log('Evaluations per CPU-second, and how many times hand-written JavaScript, jqjs and jq-wasm that is.');
    for (const input of INPUTS) {
      console.log(`\nInput of ${input.name}`);
      for (const expression of EXPRESSIONS) {
        const rates = measure(contenders(expression, input.values, wasm), rounds);
        Object.assign(figures, report(`${expression.name} ${input.name}`, expression, rates));
      }
    }
    console.log('\nCompile time');
    Object.assign(figures, compileTimes(rounds));
    return figures;
  },
};

function measure(list: readonly Contender[], rounds: number): Map<string, number> {
  const rates = new Map<string, number[]>(list.map(({ name }) => [name, []]));
  for (const { call } of list) for (let i = 0; i < 300; i++) call(i % VARIANTS);
  for (let round = 0; round < rounds; round++) for (const { name, call } of list) rates.get(name)!.push(rate(call));
  return new Map([...rates].map(([name, values]) => [name, median(values)]));
}

function report(name: string, { source }: Expression, rates: ReadonlyMap<string, number>): Figures {
  const ours = rates.get('parley')!;
  const times = (other: string): number => {
    const theirs = rates.get(other);
    return theirs === undefined ? Number.NaN : ours / theirs;
  };
  const compiled = rates.get('parley with compiling')!;
  console.log(
    `  ${source}\n    ${format(ours)}/s, ${format(compiled)}/s with compiling; ` +
      `${times('hand-written').toFixed(2)} x hand-written, ${format(times('jqjs'))} x jqjs, ${format(times('jq-wasm'))} x jq-wasm`,
  );
  return {
    [`${name} per second`]: Math.round(ours),
    [`${name} x hand-written`]: times('hand-written'),
    [`${name} x jq-wasm`]: times('jq-wasm'),
  };
}

function compileTimes(rounds: number): Figures {
  const figures: Record<string, number> = {};
  for (const { name, source } of EXPRESSIONS) {
    const call = (): unknown => compile(source, { variables: ['context'] });
    for (let i = 0; i < 3000; i++) call();
    const micros = median(Array.from({ length: rounds }, () => 1e6 / rate(call)));
    console.log(`  ${micros.toFixed(1).padStart(6)} µs  ${source}`);
    figures[`compile ${name} µs`] = micros;
  }
  return figures;
}

function format(value: number): string {
  if (Number.isNaN(value)) return '-';
  if (value >= 1e6) return `${(value / 1e6).toFixed(1)} M`;
  if (value >= 1e4) return `${(value / 1e3).toFixed(0)} k`;
  return value >= 10 ? value.toFixed(0) : value.toFixed(2);
}
