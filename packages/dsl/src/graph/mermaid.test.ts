import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseWorkflow, toMermaid, workflowGraph } from '../index.ts';
import { workflows } from '../testing/index.ts';

const mermaid = (tasks: string) => {
  const header = 'document: {dsl: 1.0.3, namespace: n, name: n, version: 1.0.0}\ndo:\n';
  return toMermaid(workflowGraph(parseWorkflow(header + tasks).workflow!));
};

describe('toMermaid', () => {
  it('writes nodes, groups and labelled edges', () => {
    const text = mermaid(`  - each:
      for: {each: pet, in: .pets}
      do:
        - feed: {wait: PT1M}
  - route:
      switch:
        - many: {when: '.n > 9', then: end}
`);
    expect(text).toBe(`flowchart TD
  n0(["Start"])
  subgraph n1["each<br/>for each pet of .pets"]
    n2("feed<br/>waits 1 minute")
  end
  n3{"route<br/>chooses among 1 case"}
  n4(["End"])
  n2 -.->|"next item"| n2
  n1 --> n3
  n3 -->|"many: .n #62; 9"| n4
  n3 -->|"otherwise"| n4
  n0 --> n1
`);
  });
  it('escapes everything Mermaid gives a meaning, in names and conditions', () => {
    const text = mermaid(`  - 'a"]; click n0 "javascript:x" <b>|#': {wait: PT1S, if: '.a == "]|"'}\n`);
    const labels = [...text.matchAll(/"([^"]*)"/g)].map((match) => match[1]!.replaceAll('<br/>', ''));
    expect(labels.join('').replaceAll(/#\d+;/g, '')).not.toMatch(/["<>|`\\#&]/);
    expect(text.split('\n')[2]).toContain('a#34;]; click n0 #34;javascript:x#34; #60;b#62;#124;#35;');
  });
  it('opens as many groups as it closes and draws every node once', () => {
    fc.assert(
      fc.property(workflows({ portable: false }), (workflow) => {
        const graph = workflowGraph(workflow);
        const lines = toMermaid(graph).trimEnd().split('\n');
        const groups = graph.nodes.filter(({ group }) => group).length;
        expect(lines.filter((line) => line.trim() === 'end')).toHaveLength(groups);
        expect(lines).toHaveLength(1 + graph.nodes.length + groups + graph.edges.length);
      }),
      { numRuns: 25 },
    );
  });
});
