import { canonicalJson } from './same-json.ts';
import { ownPart, type TaskNode } from './task-tree.ts';

/** Numbers that two tasks share exactly when they and everything inside them are the same, names inside included. */
export class Fingerprints {
  private readonly known = new Map<string, number>();
  private readonly done = new Map<TaskNode, number>();

  of(node: TaskNode): number {
    const cached = this.done.get(node);
    if (cached !== undefined) return cached;
    const inner = node.lists.map(({ path, tasks }) => [path, ...tasks.map((task) => [task.name, this.of(task)])]);
    const text = `${canonicalJson(ownPart(node))} ${JSON.stringify(inner)}`;
    const number = this.known.get(text) ?? this.known.size;
    this.known.set(text, number);
    this.done.set(node, number);
    return number;
  }
}
