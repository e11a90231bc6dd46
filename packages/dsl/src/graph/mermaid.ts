import type { EdgeKind, GraphNode, WorkflowGraph } from './graph.ts';

/** Opening and closing brackets of a node's form, by its kind. */
const FORMS: Readonly<Partial<Record<GraphNode['kind'], readonly [string, string]>>> = {
  start: ['([', '])'],
  end: ['([', '])'],
  switch: ['{', '}'],
  listen: ['>', ']'],
  emit: ['>', ']'],
  wait: ['(', ')'],
  raise: ['{{', '}}'],
  call: ['[[', ']]'],
  run: ['[[', ']]'],
};

const ARROWS: Readonly<Partial<Record<EdgeKind, string>>> = {
  catch: '-.->',
  compensate: '-.->',
  loop: '-.->',
  skip: '-.->',
};

/** Writes a graph as a Mermaid flow chart; texts are escaped, ids are short and free of special characters. */
export function toMermaid(graph: WorkflowGraph): string {
  const ids = new Map(graph.nodes.map((node, index) => [node.id, `n${index}`]));
  const children = new Map<string | undefined, GraphNode[]>();
  for (const node of graph.nodes) {
    const list = children.get(node.parent);
    if (list) list.push(node);
    else children.set(node.parent, [node]);
  }
  const lines = ['flowchart TD'];
  const draw = (node: GraphNode, indent: string): void => {
    const id = ids.get(node.id)!;
    if (!node.group) {
      const [open, close] = FORMS[node.kind] ?? ['[', ']'];
      lines.push(`${indent}${id}${open}"${escapeText(label(node))}"${close}`);
      return;
    }
    lines.push(`${indent}subgraph ${id}["${escapeText(label(node))}"]`);
    for (const child of children.get(node.id) ?? []) draw(child, `${indent}  `);
    lines.push(`${indent}end`);
  };
  for (const node of children.get(undefined) ?? []) draw(node, '  ');
  for (const edge of graph.edges) {
    const text = edge.condition ? `${edge.label}: ${edge.condition}` : edge.label;
    const arrow = ARROWS[edge.kind] ?? '-->';
    lines.push(`  ${ids.get(edge.source)} ${arrow}${text && `|"${escapeText(text)}"|`} ${ids.get(edge.target)}`);
  }
  return `${lines.join('\n')}\n`;
}

const MAX_LABEL = 80;

function label(node: GraphNode): string {
  const condition = node.condition === undefined ? '' : `if ${node.condition}`;
  return [node.label, node.detail, condition].filter((part) => part !== '').join('\n');
}

// Mermaid reads entity codes with # instead of &; line breaks are <br/>.
function escapeText(text: string): string {
  const lines = text.split(/\r?\n/).map((line) => (line.length > MAX_LABEL ? `${line.slice(0, MAX_LABEL)}…` : line));
  return lines.map((line) => line.replace(/[#"&<>`|\\]/g, (sign) => `#${sign.charCodeAt(0)};`)).join('<br/>');
}
