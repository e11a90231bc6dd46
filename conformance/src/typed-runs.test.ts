import type { JsonSchema, Operation, Workflow } from '@parley/dsl';
import { parseWorkflow } from '@parley/dsl';
import { TYPED_DEFINITIONS, type TypedDefinition } from '@parley/dsl/testing';
import { startWorkflow, TENANT } from '@parley/engine/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { typeMismatches } from './scenarios/type-soundness.ts';

type Node = Readonly<Record<string, unknown>>;

const FORMATS: Readonly<Record<string, string>> = {
  date: '2026-03-31',
  'date-time': '2026-03-31T18:30:00Z',
  duration: 'PT4H',
  uuid: '0198f0c0-0000-7000-8000-000000000001',
  email: 'ann@example.com',
  uri: 'https://example.com/a',
};

/** Values of the schemas that the definitions use: what an API that keeps to its document may answer. */
function valuesOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  if (typeof schema === 'boolean') return fc.jsonValue({ maxDepth: 1 });
  const node = schema as Node;
  if (Array.isArray(node.enum)) return fc.constantFrom(...(node.enum as unknown[]));
  const types = [node.type].flat();
  return fc.oneof(...types.map((type) => typedValue(type, node)));
}

function typedValue(type: unknown, node: Node): fc.Arbitrary<unknown> {
  switch (type) {
    case 'object':
      return objectValue(node);
    case 'array':
      return fc.array(valuesOf((node.items ?? true) as JsonSchema), { maxLength: 3 });
    case 'string':
      return typeof node.format === 'string' ? fc.constant(FORMATS[node.format]) : fc.constantFrom('', 'a', 'b c');
    case 'integer':
      return fc.integer({ min: 0, max: 5000 });
    case 'number':
      return fc.double({ min: 0, max: 5000, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return fc.jsonValue({ maxDepth: 1 });
  }
}

function objectValue(node: Node): fc.Arbitrary<unknown> {
  const properties = (node.properties ?? {}) as Record<string, JsonSchema>;
  const record = Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, valuesOf(schema)]));
  return fc.record(record, { requiredKeys: (node.required ?? []) as string[] });
}

/** Runs a definition with answers drawn from the schemas; gives what the types do not hold. */
async function mismatches(definition: TypedDefinition, workflow: Workflow, draw: (schema: JsonSchema) => unknown) {
  const { catalog } = definition;
  const event = (type: string) => draw(catalog.events.find((each) => each.type === type)!.data);
  const run = await startWorkflow(workflow, {
    input: inputOf(workflow, event, draw),
    secrets: { archive: 'key' },
    functions: { 'notify:1': async () => ({ delivered: true }) },
    limits: { maxTasks: 200 },
    ports: {
      operations: {
        resolve: async (document, operationId) => {
          const operation = catalog.operations.find(
            ({ documentUrl, name }) => documentUrl === document.uri && name === operationId,
          )!;
          return { operation, baseUrl: `https://api.example.com/${operation.id}` };
        },
      },
      scripts: { languages: ['js'], run: async () => ({ code: 0, stdout: 'title', stderr: '' }) },
    },
    http: (request) => ({ content: answer(request.uri, catalog.operations, draw), statusCode: 200 }),
  });
  for (const { type } of catalog.events) {
    for (let copy = 0; copy < 4; copy += 1) {
      const id = `${type}-${copy}`;
      await run.engine.deliverEvent(TENANT, {
        specversion: '1.0',
        id,
        source: '/test',
        type,
        time: '2026-03-31T18:30:00Z',
        data: event(type),
      });
    }
  }
  await run.outcome();
  return { wrong: typeMismatches(workflow, run.events, catalog), tasks: run.events.length };
}

function inputOf(workflow: Workflow, event: (type: string) => unknown, draw: (schema: JsonSchema) => unknown): unknown {
  const on = workflow.schedule?.on;
  if (on) {
    const [filter] = 'one' in on ? [on.one] : 'any' in on ? on.any : on.all;
    return [event(filter!.with.type!)];
  }
  const document = workflow.input?.schema?.document;
  return document === undefined ? {} : draw(document as JsonSchema);
}

function answer(uri: string, operations: readonly Operation[], draw: (schema: JsonSchema) => unknown): unknown {
  const operation = operations.find(({ id }) => uri.startsWith(`https://api.example.com/${id}/`));
  return operation ? draw(operation.output) : { any: 'thing' };
}

describe('runs with answers that keep to the schemas', () => {
  it.each(TYPED_DEFINITIONS.map((definition) => [definition.name, definition] as const))(
    '%s has only values that its types hold',
    async (_, definition) => {
      // What waits for events that never match comes to an end too.
      const workflow = { timeout: { after: 'P30D' }, ...parseWorkflow(definition.text).workflow! };
      let tasks = 0;
      for (let seed = 1; seed <= 8; seed += 1) {
        let drawn = 0;
        const draw = (schema: JsonSchema): unknown => {
          drawn += 1;
          return fc.sample(valuesOf(schema), { numRuns: 1, seed: seed * 1000 + drawn })[0];
        };
        const result = await mismatches(definition, workflow, draw);
        expect(result.wrong, `seed ${seed}`).toEqual([]);
        tasks += result.tasks;
      }
      expect(tasks).toBeGreaterThan(16);
    },
  );
});
