import type { FlowStep, FlowTest } from '@parley/planner';

/** A flow without names and conditions: what is called, and in which branch or loop. */
export type FlowNode =
  | { readonly kind: 'call'; readonly op: string }
  | {
      readonly kind: 'if';
      readonly cond?: string;
      readonly main: readonly FlowNode[];
      readonly otherwise: readonly FlowNode[];
    }
  | { readonly kind: 'for'; readonly main: readonly FlowNode[] };

interface Line {
  readonly indent: number;
  readonly text: string;
}

/** Reads the Python subset of the data set: assignments of calls, `if`, `elif`, `else`, `for`, `while`. */
export function parseFlow(text: string): FlowNode[] {
  const lines = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => ({ indent: line.length - line.trimStart().length, text: line.trim() }));
  return block(lines, 0, lines[0]?.indent ?? 0).nodes;
}

function block(lines: readonly Line[], from: number, indent: number): { nodes: FlowNode[]; end: number } {
  const nodes: FlowNode[] = [];
  let at = from;
  while (at < lines.length && lines[at]!.indent >= indent) {
    const { text } = lines[at]!;
    if (/^if\b/.test(text)) {
      const found = branch(lines, at);
      nodes.push(found.node);
      at = found.end;
    } else if (/^(?:for|while)\b/.test(text)) {
      const inner = block(lines, at + 1, lines[at + 1]?.indent ?? indent + 1);
      nodes.push({ kind: 'for', main: inner.nodes });
      at = inner.end;
    } else {
      const op = /(?:=\s*)?([A-Za-z_]\w*)\(/.exec(text)?.[1];
      if (op !== undefined) nodes.push({ kind: 'call', op: op.includes('__') ? op : 'user_task' });
      at += 1;
    }
  }
  return { nodes, end: at };
}

function branch(lines: readonly Line[], at: number): { node: FlowNode; end: number } {
  const { indent, text } = lines[at]!;
  const cond = text.replace(/^(?:el)?if\s*/, '').replace(/:$/, '');
  const main = block(lines, at + 1, lines[at + 1]?.indent ?? indent + 1);
  const next = lines[main.end];
  if (next?.indent === indent && /^elif\b/.test(next.text)) {
    const rest = branch(lines, main.end);
    return { node: { kind: 'if', cond, main: main.nodes, otherwise: [rest.node] }, end: rest.end };
  }
  if (next?.indent === indent && /^else\b/.test(next.text)) {
    const otherwise = block(lines, main.end + 1, lines[main.end + 1]?.indent ?? indent + 1);
    return { node: { kind: 'if', cond, main: main.nodes, otherwise: otherwise.nodes }, end: otherwise.end };
  }
  return { node: { kind: 'if', cond, main: main.nodes, otherwise: [] }, end: main.end };
}

/** The operations in order, whatever they stand in. */
export function sequenceOf(nodes: readonly FlowNode[]): string[] {
  return nodes.flatMap((node) => {
    if (node.kind === 'call') return [node.op];
    return node.kind === 'if' ? [...sequenceOf(node.main), ...sequenceOf(node.otherwise)] : sequenceOf(node.main);
  });
}

/** A flow as a line of text. */
export function shapeText(nodes: readonly FlowNode[]): string {
  return nodes
    .map((node) => {
      if (node.kind === 'call') return node.op;
      const main = `{ ${shapeText(node.main)} }`;
      return node.kind === 'for'
        ? `for ${main}`
        : `if ${main}${node.otherwise.length > 0 ? ` else { ${shapeText(node.otherwise)} }` : ''}`;
    })
    .join('; ');
}

/** The flow before an edit as a plan; conditions are left as words. */
export function toPlan(nodes: readonly FlowNode[]): FlowStep[] {
  const steps: FlowStep[] = [];
  add(steps, nodes, null, 'main');
  return steps;
}

function add(
  steps: FlowStep[],
  nodes: readonly FlowNode[],
  parent: string | null,
  branchName: FlowStep['branch'],
): void {
  for (const node of nodes) {
    const id = `step${steps.length}`;
    const base = {
      id,
      parent,
      branch: branchName,
      op: null,
      args: [],
      cond: null,
      item: null,
      note: null,
      words: null,
    };
    if (node.kind === 'call')
      steps.push(
        node.op === 'user_task' ? { ...base, kind: 'person', note: 'a task' } : { ...base, kind: 'call', op: node.op },
      );
    else if (node.kind === 'for') {
      steps.push({ ...base, kind: 'foreach', item: 'item', args: [{ name: 'in', from: null, value: [], ask: null }] });
      add(steps, node.main, id, 'main');
    } else {
      const cond = { join: 'and', negate: false, tests: [testOf(node.cond ?? '')] } as const;
      steps.push({ ...base, kind: 'if', cond });
      add(steps, node.main, id, 'main');
      add(steps, node.otherwise, id, 'else');
    }
  }
}

/** `folder.name == "x"`, `not device.ok`, `repo.has_projects` as a test. */
function testOf(text: string): FlowTest {
  const [, not, left = '', operator, value = ''] = /^(not\s+)?([\w.]+)\s*(==|!=)?\s*(.*)$/.exec(text) ?? [];
  const literal = value.replaceAll(/["']/g, '');
  const common = { left: `trigger.${left}`, rightFrom: null, text };
  if (literal === 'None') return { ...common, compare: operator === '!=' ? 'ne' : 'empty', right: null };
  if (operator === undefined) return { ...common, compare: not ? 'ne' : 'true', right: not ? true : null };
  return { ...common, compare: operator === '==' ? 'eq' : 'ne', right: literal };
}
