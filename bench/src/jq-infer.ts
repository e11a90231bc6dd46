import { fromJsonSchema, infer, type JsonSchema, parse, type Type } from '@parley/jq';
import { type Benchmark, type Figures, median } from './benchmark.ts';
import { EXPRESSIONS } from './jq/expressions.ts';

/** Properties of the schema beside those that the expressions use, as an operation of a large API has them. */
const OTHER_PROPERTIES = 300;
/** CPU milliseconds a measurement takes at least. */
const WINDOW_MS = 60;

const SCHEMA: JsonSchema = {
  type: 'object',
  required: ['a', 'user', 'status', 'items'],
  properties: {
    ...Object.fromEntries(Array.from({ length: OTHER_PROPERTIES }, (_, i) => [`property${i}`, otherProperty(i)])),
    a: { type: 'object', required: ['b'], properties: { b: { type: 'array', items: { type: 'number' } } } },
    user: {
      type: 'object',
      required: ['name', 'role'],
      properties: { name: { type: 'string' }, role: { enum: ['admin', 'cook', 'driver'] } },
    },
    status: { enum: ['pending', 'confirmed', 'done'] },
    items: {
      type: 'array',
      items: {
        type: 'object',
        required: ['id', 'name', 'price'],
        properties: { id: { type: 'integer' }, name: { type: 'string' }, price: { type: 'number' } },
      },
    },
  },
};

function otherProperty(i: number): JsonSchema {
  if (i % 3 > 0) return { type: i % 3 === 1 ? 'string' : 'integer' };
  return { type: 'object', properties: { id: { type: 'string' }, amount: { type: 'number' } } };
}

/** CPU microseconds of one call. CPU time, because other processes on the machine then count less. */
function microseconds(call: () => unknown): number {
  for (let batch = 16; ; batch *= 4) {
    const start = process.cpuUsage();
    for (let i = 0; i < batch; i += 1) call();
    const { user, system } = process.cpuUsage(start);
    if (user + system >= WINDOW_MS * 1000) return (user + system) / batch;
  }
}

/** Time to infer the type of an expression against the schema of a large operation, beside the time to parse it. */
export const jqInfer: Benchmark = {
  summary: `jq types: CPU microseconds to infer an expression for an object of ${OTHER_PROPERTIES} properties`,
  async run({ rounds }) {
    const input = fromJsonSchema(SCHEMA);
    const context: Type = fromJsonSchema({ type: 'object', properties: { b: { type: 'integer' } } });
    const figures: Record<string, number> = {};
    console.log('CPU microseconds: parse, infer with parsing, infer alone');
    for (const { name, source } of EXPRESSIONS) {
      const { ast } = parse(source);
      const measured: number[][] = [[], [], []];
      for (let round = 0; round < rounds; round += 1) {
        measured[0]!.push(microseconds(() => parse(source)));
        measured[1]!.push(microseconds(() => infer(source, input, { context })));
        measured[2]!.push(microseconds(() => infer(ast, input, { context })));
      }
      const [parsing = 0, whole = 0, alone = 0] = measured.map(median);
      console.log(
        `  ${name.padEnd(10)} ${[parsing, whole, alone].map((value) => value.toFixed(1).padStart(8)).join('')}`,
      );
      figures[`${name} microseconds`] = Number(whole.toFixed(1));
    }
    const reading = median(
      Array.from({ length: rounds }, () => microseconds(() => fromJsonSchema({ ...(SCHEMA as object) }))),
    );
    console.log(`Reading the schema once: ${reading.toFixed(0)} microseconds`);
    return { ...figures, 'schema microseconds': Number(reading.toFixed(0)) } satisfies Figures;
  },
};
