import { entry } from './cursor.ts';
import { type EditChild, type EditNode, editedValue, newLeaf, opened } from './edit-tree.ts';

/** Lets the flow directives of a task follow a sibling that got another name: its own, its cases', its catch's. */
export function followRename(task: EditChild, from: string, to: string): void {
  task.node = opened(task.node);
  follow(task.node, from, to);
  followIn(task.node, 'catch', from, to);
  const cases = openEntry(task.node, 'switch');
  for (const item of cases?.kind === 'list' ? cases.children : []) {
    item.node = opened(item.node);
    const named = item.node.kind === 'map' ? item.node.children[0] : undefined;
    if (!named) continue;
    named.node = opened(named.node);
    follow(named.node, from, to);
  }
}

function followIn(node: EditNode, key: string, from: string, to: string): void {
  const inner = openEntry(node, key);
  if (inner) follow(inner, from, to);
}

function openEntry(node: EditNode, key: string): EditNode | undefined {
  const found = node.kind === 'map' ? entry(node, key) : undefined;
  if (!found) return undefined;
  found.node = opened(found.node);
  return found.node;
}

function follow(node: EditNode, from: string, to: string): void {
  const then = node.kind === 'map' ? entry(node, 'then') : undefined;
  if (then && editedValue(then.node) === from) then.node = newLeaf(to);
}
