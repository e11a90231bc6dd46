/**
 * The nodes of a graph that lie on a loop or between two loops: what is left when nodes without successor, and then nodes
 * without predecessor, are taken away again and again. Linear.
 */
export function nodesOnLoops(nodes: Iterable<number>, next: (node: number) => readonly number[]): Set<number> {
  const rest = new Set(nodes);
  const forward = new Map([...rest].map((node) => [node, next(node).filter((to) => rest.has(to))]));
  const backward = new Map([...rest].map((node) => [node, [] as number[]]));
  for (const [node, targets] of forward) for (const to of targets) backward.get(to)!.push(node);
  trim(rest, forward, backward);
  trim(rest, backward, forward);
  return rest;
}

type Edges = ReadonlyMap<number, readonly number[]>;

/** Takes away nodes none of whose edges lead to a node that is left. */
function trim(rest: Set<number>, edges: Edges, reversed: Edges): void {
  const degree = new Map([...rest].map((node) => [node, edges.get(node)!.filter((to) => rest.has(to)).length]));
  const free = [...rest].filter((node) => degree.get(node) === 0);
  for (const node of free) {
    rest.delete(node);
    for (const from of reversed.get(node)!) {
      if (!rest.has(from)) continue;
      degree.set(from, degree.get(from)! - 1);
      if (degree.get(from) === 0) free.push(from);
    }
  }
}
