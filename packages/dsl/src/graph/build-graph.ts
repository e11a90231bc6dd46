import { summarizeTask } from '../explain/summarize-task.ts';
import { stripExpression } from '../expression/syntax.ts';
import type { FlowDirective, SwitchTask, Task, TaskKind, TaskList, TryTask } from '../model/tasks.ts';
import { childLists, type ListRole, taskEntry, taskKind } from '../model/walk.ts';
import type { Workflow } from '../model/workflow.ts';
import { childPointer } from '../parse/pointer.ts';
import type { EdgeKind, GraphEdge, GraphNode, WorkflowGraph } from './graph.ts';

export const START = '#start';
export const END = '#end';

/** Builds the control flow graph of a definition, nested tasks as groups. Linear in the number of tasks. */
export function workflowGraph(workflow: Workflow): WorkflowGraph {
  const builder = new GraphBuilder();
  builder.add({ id: START, kind: 'start', label: 'Start', detail: '', parent: undefined, group: false, entry: [] });
  const end: GraphNode = { id: END, kind: 'end', label: 'End', detail: '', parent: undefined, group: false, entry: [] };
  const first = builder.list(workflow.do, { pointer: '/do', parent: undefined, after: END });
  builder.edge(START, first[0] ?? END, 'next');
  builder.add(end);
  return { nodes: builder.nodes, edges: builder.edges };
}

/** A list of tasks while it is drawn: where it is, the group around it and what follows its last task. */
interface ListPlace {
  readonly pointer: string;
  readonly parent: string | undefined;
  /** Undefined inside a group: a task without successor completes it. */
  readonly after: string | undefined;
  /** The branches of a fork run side by side, so nothing follows anything. */
  readonly parallel?: boolean;
}

class GraphBuilder {
  readonly nodes: GraphNode[] = [];
  readonly edges: GraphEdge[] = [];
  private readonly edgeIds = new Set<string>();

  add(node: GraphNode): void {
    this.nodes.push(node);
  }

  edge(source: string, target: string, kind: EdgeKind, label = '', condition?: string): void {
    let id = `${source}->${target}${label && `:${label}`}`;
    while (this.edgeIds.has(id)) id += "'";
    this.edgeIds.add(id);
    this.edges.push({ id, source, target, kind, label, ...(condition !== undefined && { condition }) });
  }

  /** Draws a list and answers its first nodes: one, or one per branch. */
  list(tasks: TaskList, place: ListPlace): string[] {
    const ids = tasks.map((item, index) => childPointer(childPointer(place.pointer, index), taskEntry(item)[0]));
    const byName = new Map(tasks.map((item, index) => [taskEntry(item)[0], ids[index]!]));
    for (const [index, item] of tasks.entries()) {
      const [name, task] = taskEntry(item);
      const id = ids[index]!;
      this.task(name, task, id, place.parent);
      if (place.parallel) continue;
      const next = ids[index + 1] ?? place.after;
      const goTo = (directive: FlowDirective | undefined) => this.resolve(directive, byName, next, place);
      this.leave(task, id, goTo);
    }
    return place.parallel ? ids : ids.slice(0, 1);
  }

  private resolve(
    directive: FlowDirective | undefined,
    byName: ReadonlyMap<string, string>,
    next: string | undefined,
    place: ListPlace,
  ): string | undefined {
    if (directive === undefined || directive === 'continue') return next;
    if (directive === 'end') return END;
    if (directive === 'exit') return place.parent === undefined ? END : this.exit(place);
    return byName.get(directive);
  }

  /** The mark that leaves a group early, made when first needed. */
  private exit(place: ListPlace): string {
    const id = `${place.pointer}#exit`;
    if (!this.nodes.some((node) => node.id === id)) {
      this.add({ id, kind: 'exit', label: 'Exit', detail: '', parent: place.parent, group: false, entry: [] });
    }
    return id;
  }

  /** The edges from a task to what follows it. */
  private leave(task: Task, id: string, goTo: (directive: FlowDirective | undefined) => string | undefined): void {
    const kind: EdgeKind = task.then === undefined || task.then === 'continue' ? 'next' : 'jump';
    const plain = goTo(task.then);
    if (taskKind(task) === 'switch') this.leaveSwitch(task as SwitchTask, id, plain, goTo);
    else if (plain !== undefined) this.edge(id, plain, kind);
    const afterCatch = taskKind(task) === 'try' ? (task as TryTask).catch.then : undefined;
    if (afterCatch === undefined) return;
    const target = goTo(afterCatch);
    if (target !== undefined) this.edge(id, target, 'catch', errorLabel(task as TryTask));
  }

  private leaveSwitch(
    task: SwitchTask,
    id: string,
    otherwise: string | undefined,
    goTo: (directive: FlowDirective | undefined) => string | undefined,
  ): void {
    let open = true;
    for (const item of task.switch) {
      const [name, branch] = Object.entries(item)[0]!;
      const target = goTo(branch.then);
      const condition = branch.when === undefined ? undefined : stripExpression(branch.when);
      if (condition === undefined) open = false;
      if (target !== undefined) this.edge(id, target, condition === undefined ? 'default' : 'case', name, condition);
    }
    if (open && otherwise !== undefined) this.edge(id, otherwise, 'default', 'otherwise');
  }

  private task(name: string, task: Task, id: string, parent: string | undefined): void {
    const kind = taskKind(task);
    const lists = childLists(task, id);
    const flows = lists.filter((list) => list.role !== 'compensate');
    const node = {
      id,
      kind,
      label: name,
      detail: summarizeTask(task),
      parent,
      group: flows.length > 0,
      ...(task.if !== undefined && { condition: stripExpression(task.if) }),
    };
    const at = this.nodes.push({ ...node, entry: [] }) - 1;
    const entry = kind === 'try' ? this.tryBlocks(task as TryTask, id, flows) : this.content(kind, id, flows);
    this.nodes[at] = { ...node, entry };
    for (const list of lists) if (list.role === 'compensate') this.compensation(list.tasks, list.pointer, id, parent);
  }

  /** The nodes inside a group; the last ones of a loop lead back to the first. */
  private content(
    kind: TaskKind,
    id: string,
    lists: readonly { role: ListRole; pointer: string; tasks: TaskList }[],
  ): string[] {
    const entries: string[] = [];
    for (const { role, pointer, tasks } of lists) {
      const from = this.edges.length;
      const first = this.list(tasks, { pointer, parent: id, after: undefined, parallel: role === 'branches' });
      entries.push(...first);
      if (kind === 'for' || role === 'foreach') this.loop(tasks, pointer, first[0], from);
    }
    return entries;
  }

  private loop(tasks: TaskList, pointer: string, first: string | undefined, from: number): void {
    const last = tasks.length - 1;
    if (first === undefined) return;
    const id = childPointer(childPointer(pointer, last), taskEntry(tasks[last]!)[0]);
    const leaves = this.edges.slice(from).some((edge) => edge.source === id && edge.kind === 'jump');
    if (!leaves) this.edge(id, first, 'loop', 'next item');
  }

  private tryBlocks(
    task: TryTask,
    id: string,
    lists: readonly { role: ListRole; pointer: string; tasks: TaskList }[],
  ): string[] {
    const [body, handler] = [lists.find((list) => list.role === 'try'), lists.find((list) => list.role === 'catch')];
    if (body) this.block('try', body.pointer, body.tasks, id);
    if (handler) {
      this.block('catch', handler.pointer, handler.tasks, id);
      this.edge(body!.pointer, handler.pointer, 'catch', errorLabel(task));
    }
    return body ? [body.pointer] : [];
  }

  private block(label: string, pointer: string, tasks: TaskList, parent: string): void {
    const at = this.nodes.push({ id: pointer, kind: 'block', label, detail: '', parent, group: true, entry: [] }) - 1;
    const entry = this.list(tasks, { pointer, parent: pointer, after: undefined });
    this.nodes[at] = { ...this.nodes[at]!, entry };
  }

  private compensation(tasks: TaskList, pointer: string, of: string, parent: string | undefined): void {
    const at =
      this.nodes.push({ id: pointer, kind: 'block', label: 'undo', detail: '', parent, group: true, entry: [] }) - 1;
    const entry = this.list(tasks, { pointer, parent: pointer, after: undefined });
    this.nodes[at] = { ...this.nodes[at]!, entry };
    this.edge(of, pointer, 'compensate', 'undo');
  }
}

/** What a catch takes, in a few characters. */
function errorLabel(task: TryTask): string {
  const filter = task.catch.errors?.with;
  const parts = [filter?.type?.split('/').at(-1), filter?.status, filter?.title].filter((part) => part !== undefined);
  return parts.length === 0 ? 'any error' : parts.join(' ');
}
