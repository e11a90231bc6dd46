import { summarizeTask } from '../explain/summarize-task.ts';
import { Fingerprints } from './fingerprints.ts';
import { allTasks, type ListNode, type TaskNode } from './task-tree.ts';

/** Which task of the first definition is which of the second. */
export interface TaskMatching {
  readonly toAfter: ReadonlyMap<TaskNode, TaskNode>;
  readonly toBefore: ReadonlyMap<TaskNode, TaskNode>;
}

/** Finds the tasks that are the same in two trees: by name, by content where they moved, by what they do where renamed. */
export function matchTasks(before: ListNode, after: ListNode): TaskMatching {
  return new Matcher(before, after).run();
}

class Matcher {
  private readonly toAfter = new Map<TaskNode, TaskNode>();
  private readonly toBefore = new Map<TaskNode, TaskNode>();
  private readonly fingerprints = new Fingerprints();
  /** Lists that correspond, in the order in which that became known. */
  private readonly lists: (readonly [ListNode, ListNode])[] = [];
  private readonly before: ListNode;
  private readonly after: ListNode;

  constructor(before: ListNode, after: ListNode) {
    this.before = before;
    this.after = after;
  }

  /** From the surest sign of sameness to the weakest. */
  run(): TaskMatching {
    this.pairLists(this.before, this.after);
    this.everywhere((task) => `${task.name} ${this.fingerprints.of(task)}`);
    this.withinLists((task) => `${this.fingerprints.of(task)}`);
    this.everywhere((task) => `${task.name} ${task.kind}`);
    this.withinLists((task) => `${task.kind} ${summarizeTask(task.task)}`);
    this.withinLists((task) => task.name);
    return { toAfter: this.toAfter, toBefore: this.toBefore };
  }

  /** Matches the tasks of two lists by name and type, and what is inside those. */
  private pairLists(before: ListNode, after: ListNode): void {
    this.lists.push([before, after]);
    this.pairTasks(before.tasks, after.tasks, (task) => `${task.kind} ${task.name}`);
  }

  private match(before: TaskNode, after: TaskNode): void {
    this.toAfter.set(before, after);
    this.toBefore.set(after, before);
    for (const list of before.lists) {
      const other = after.lists.find(({ path }) => path === list.path);
      if (other) this.pairLists(list, other);
    }
  }

  private pairTasks(before: Iterable<TaskNode>, after: Iterable<TaskNode>, key: (task: TaskNode) => string): void {
    const open = this.unmatchedByKey(before, key);
    if (open.size === 0) return;
    for (const task of after) {
      // Matching a task matches what is inside it, which may come later in this loop, on either side.
      if (this.toBefore.has(task)) continue;
      const candidates = open.get(key(task)) ?? [];
      let found = candidates.pop();
      while (found && this.toAfter.has(found)) found = candidates.pop();
      if (found) this.match(found, task);
    }
  }

  /** Tasks without a counterpart, the last one first. */
  private unmatchedByKey(tasks: Iterable<TaskNode>, key: (task: TaskNode) => string): Map<string, TaskNode[]> {
    const open = new Map<string, TaskNode[]>();
    for (const task of tasks) {
      if (this.toAfter.has(task)) continue;
      const own = key(task);
      const list = open.get(own);
      if (list) list.push(task);
      else open.set(own, [task]);
    }
    for (const list of open.values()) list.reverse();
    return open;
  }

  private everywhere(key: (task: TaskNode) => string): void {
    this.pairTasks(allTasks(this.before), allTasks(this.after), key);
  }

  private withinLists(key: (task: TaskNode) => string): void {
    // The list grows while it is read: lists inside newly matched tasks come to its end.
    for (const [before, after] of this.lists) this.pairTasks(before.tasks, after.tasks, key);
  }
}
