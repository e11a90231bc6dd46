import { readFileSync } from 'node:fs';
import { createQuickJsRunner } from '@parley/adapter-quickjs';
import { parseWorkflow } from '@parley/dsl';
import { createMemoryEngine, MemoryStore, VirtualTime } from '@parley/engine';
import { fakeEffects } from '@parley/engine/testing';
import { expect, it } from 'vitest';

const text = readFileSync(new URL('../../docs/reference/calls.md', import.meta.url), 'utf8');

interface Example {
  readonly tasks: string;
  /** JSON, when the page says what it gives. */
  readonly result: string | undefined;
}

const examples: readonly Example[] = [
  ...text.matchAll(/```yaml\n([\s\S]*?)```(?:\n\ngives\n\n```json\n([\s\S]*?)```)?/g),
].map(([, tasks, result]) => ({ tasks: tasks!, result }));

function workflowOf({ tasks }: Example) {
  const header = "document: { dsl: '1.0.3', namespace: docs, name: example, version: '1.0.0' }\ndo:\n";
  const { workflow, diagnostics } = parseWorkflow(header + tasks.replaceAll(/^/gm, '  '));
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return workflow!;
}

it('has an example of every kind that the language accepts', () => {
  const kinds = examples.map((example) => {
    const [task] = workflowOf(example).do as unknown as Record<string, { call?: string; run?: object }>[];
    const { call, run } = Object.values(task!)[0]!;
    return call ?? Object.keys(run!)[0];
  });
  expect(kinds).toEqual(['grpc', 'mcp', 'a2a', 'asyncapi', 'asyncapi', 'script', 'container', 'shell']);
});

it('gives what the page says', async () => {
  const scripts = createQuickJsRunner({ threads: 1 });
  const withResult = examples.filter(({ result }) => result !== undefined);
  expect(withResult).toHaveLength(1);
  for (const [index, example] of withResult.entries()) {
    const effects = fakeEffects({ definitions: { main: workflowOf(example) }, ports: { scripts } });
    const engine = createMemoryEngine({ effects, time: new VirtualTime({ startMs: 0 }), store: new MemoryStore() });
    const executionId = `example-${index}`;
    await engine.start({ tenantId: 't', executionId, definition: 'main', input: {}, trigger: { kind: 'manual' } });
    const expected: unknown = JSON.parse(example.result!);
    expect(await engine.outcome('t', executionId)).toMatchObject({ status: 'completed', output: expected });
    await engine.close();
  }
  await scripts.close();
});
