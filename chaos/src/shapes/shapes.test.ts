import { startWorkflow } from '@parley/engine/testing';
import { describe, expect, it } from 'vitest';
import { answerOf, type ShapeInput, STRICT_STATUS } from './shape.ts';
import { DECISION, definitionId, EVENTS, SHAPES } from './shapes.ts';

const URL_ = 'https://sandbox.test';
const TENANT = 'tenant-1';
const ID = 'execution-1';

function answer(uri: string, body: { n: number; id?: string; broken?: boolean; fail?: boolean }) {
  const path = uri.slice(URL_.length + 1);
  if (path.startsWith('strict/') && (body.fail || body.broken)) return { statusCode: STRICT_STATUS };
  return { content: { value: answerOf(path, body.n) } };
}

async function run(definition: string, input: ShapeInput) {
  const definitions = Object.fromEntries(
    SHAPES.flatMap((shape) => [
      [definitionId(shape), shape.workflow(URL_)],
      [`chaos/${shape.name}`, shape.workflow(URL_)],
    ]),
  );
  const started = await startWorkflow(definitions[definition]!, {
    definitions,
    input,
    http: ({ uri, body }) => answer(uri, body as ShapeInput),
  });
  for (const [type, more] of Object.entries(EVENTS)) {
    const event = { specversion: '1.0', id: type, source: 'test', type, subject: ID, data: { n: input.n + more } };
    if (definition === 'listen@1') await started.engine.deliverEvent(TENANT, event);
  }
  if (definition === 'saga@1') await started.engine.resolve(TENANT, ID, DECISION, { approved: true });
  return { outcome: await started.outcome(), history: await started.history() };
}

describe('the model of', () => {
  it.each(SHAPES.map((shape) => [shape.name, shape] as const))('%s says what the engine gives', async (_, shape) => {
    const input = { n: 17, id: ID };
    expect((await run(definitionId(shape), input)).outcome).toEqual(shape.expected(input, ID));
  });

  it.each([
    ['sequence', { n: 5, id: ID, broken: true }],
    ['saga', { n: 5, id: ID, fail: true }],
  ] as const)('%s knows how it fails, and what is undone in which order', async (name, input) => {
    const shape = SHAPES.find((each) => each.name === name)!;
    const { outcome, history } = await run(definitionId(shape), input);
    expect(outcome).toMatchObject({ status: 'faulted', error: { status: STRICT_STATUS } });
    expect(shape.expected(input, ID)).toEqual({ status: 'faulted', code: STRICT_STATUS });
    const undone = history.filter(({ type }) => type === 'CompensationStarted').map(({ key }) => key);
    expect(undone).toEqual((shape.undone ?? []).map((key) => `${key}!compensate`));
  });
});
