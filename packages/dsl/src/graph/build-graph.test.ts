import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseWorkflow, type Workflow, walkTasks } from '../index.ts';
import { workflows } from '../testing/index.ts';
import { workflowGraph } from './build-graph.ts';

const graphOf = (tasks: string) => {
  const header = 'document: {dsl: 1.0.3, namespace: n, name: n, version: 1.0.0}\ndo:\n';
  return workflowGraph(parseWorkflow(header + tasks).workflow!);
};
/** Edges as `source -kind-> target`, with the last step of each pointer. */
const arrows = (tasks: string) =>
  graphOf(tasks).edges.map(({ source, target, kind, label, condition }) => {
    const text = [label, condition].filter((part) => part).join(': ');
    return `${source.split('/').at(-1)} -${kind}${text && ` ${text}`}-> ${target.split('/').at(-1)}`;
  });

describe('workflowGraph', () => {
  it('joins tasks in order from start to end', () => {
    expect(arrows('  - a: {wait: PT1S}\n  - b: {wait: PT1S}\n')).toEqual([
      'a -next-> b',
      'b -next-> #end',
      '#start -next-> a',
    ]);
  });
  it('goes from start to end when there are no tasks', () => {
    expect(workflowGraph({ do: [] } as unknown as Workflow).edges).toMatchObject([
      { source: '#start', target: '#end' },
    ]);
  });
  it('follows flow directives', () => {
    const tasks = `  - a: {wait: PT1S, then: c}
  - b: {wait: PT1S, then: end}
  - c: {wait: PT1S, then: exit}
  - d: {wait: PT1S, then: continue}
`;
    expect(arrows(tasks)).toEqual([
      'a -jump-> c',
      'b -jump-> #end',
      'c -jump-> #end',
      'd -next-> #end',
      '#start -next-> a',
    ]);
  });
  it('labels the cases of a switch and adds the default that is not written', () => {
    const tasks = `  - s:
      switch:
        - big: {when: .n > 1, then: b}
        - small: {when: .n < 1, then: end}
  - a: {wait: PT1S}
  - b: {wait: PT1S}
`;
    expect(arrows(tasks).slice(0, 3)).toEqual([
      's -case big: .n > 1-> b',
      's -case small: .n < 1-> #end',
      's -default otherwise-> a',
    ]);
  });
  it('ends the flow at a raise, and goes past it when it has a condition', () => {
    const raise = 'raise: {error: {type: /e, status: 400}}';
    expect(arrows(`  - a: {${raise}}\n  - b: {wait: PT1S}\n`)).toEqual(['b -next-> #end', '#start -next-> a']);
    expect(arrows(`  - a: {if: .x, ${raise}}\n  - b: {wait: PT1S}\n`)[0]).toBe('a -skip skipped-> b');
  });
  it('draws loops from every task that completes an iteration', () => {
    const tasks = `  - each:
      for: {in: .list}
      do:
        - a: {wait: PT1S, if: .x, then: exit}
        - b: {wait: PT1S}
`;
    const { nodes, edges } = graphOf(tasks);
    expect(edges.filter(({ kind }) => kind === 'loop').map(({ source }) => source)).toEqual([
      '/do/0/each/do/0/a',
      '/do/0/each/do/1/b',
    ]);
    expect(nodes.find(({ id }) => id === '/do/0/each')).toMatchObject({ group: true, entry: ['/do/0/each/do/0/a'] });
    expect(nodes.find(({ id }) => id === '/do/0/each/do/1/b')).toMatchObject({ parent: '/do/0/each', completes: true });
  });
  it('draws try and catch as blocks, and the compensation beside its task', () => {
    const tasks = `  - attempt:
      try:
        - book:
            wait: PT1S
            metadata:
              compensate:
                - cancel: {wait: PT1S}
      catch:
        errors: {with: {status: 503}}
        do:
          - tell: {wait: PT1S}
        then: later
  - later: {wait: PT1S}
`;
    expect(arrows(tasks)).toEqual([
      'book -compensate undo-> compensate',
      'try -catch 503-> do',
      'attempt -next-> later',
      'attempt -catch 503-> later',
      'later -next-> #end',
      '#start -next-> attempt',
    ]);
    const blocks = graphOf(tasks).nodes.filter(({ kind }) => kind === 'block');
    expect(blocks.map(({ id, label, parent, entry }) => [id, label, parent, entry])).toEqual([
      ['/do/0/attempt/try', 'try', '/do/0/attempt', ['/do/0/attempt/try/0/book']],
      [
        '/do/0/attempt/try/0/book/metadata/compensate',
        'undo',
        '/do/0/attempt/try',
        [expect.stringContaining('cancel')],
      ],
      ['/do/0/attempt/catch/do', 'catch', '/do/0/attempt', ['/do/0/attempt/catch/do/0/tell']],
    ]);
  });
  it('runs the branches of a fork side by side', () => {
    const { nodes, edges } = graphOf('  - f:\n      fork:\n        branches: [{a: {wait: PT1S}}, {b: {wait: PT1S}}]\n');
    expect(nodes.find(({ id }) => id === '/do/0/f')!.entry).toEqual([
      '/do/0/f/fork/branches/0/a',
      '/do/0/f/fork/branches/1/b',
    ]);
    expect(edges).toHaveLength(2);
  });
  it('has a node for every task, unique ids and no edge or parent that leads nowhere', () => {
    fc.assert(
      fc.property(workflows({ portable: false }), (workflow) => {
        const { nodes, edges } = workflowGraph(workflow);
        const ids = new Set(nodes.map(({ id }) => id));
        expect(ids.size).toBe(nodes.length);
        expect(new Set(edges.map(({ id }) => id)).size).toBe(edges.length);
        for (const { pointer } of walkTasks(workflow)) expect(ids).toContain(pointer);
        for (const { source, target } of edges) expect([ids.has(source), ids.has(target)]).toEqual([true, true]);
        for (const { parent, entry } of nodes) {
          expect([...entry, parent ?? '#end'].every((id) => ids.has(id))).toBe(true);
        }
      }),
      { numRuns: 25 },
    );
  });
});
