import { summarizeTask } from '../explain/summarize-task.ts';
import { stripExpression } from '../expression/syntax.ts';
import type { FlowDirective, Task, TaskList, TryTask } from '../model/tasks.ts';
import { type ChildList, childLists, taskEntry, taskKind } from '../model/walk.ts';
import type { Workflow } from '../model/workflow.ts';
import { childPointer } from '../parse/pointer.ts';
import type { EdgeKind, GraphEdge, GraphNode, WorkflowGraph } from './graph.ts';
import { errorLabel, successors } from './successors.ts';

const START = '#start';
const END = '#end';

/** Builds the control flow graph of a definition, nested tasks as groups. Linear in the number of tasks. */
export function workflowGraph(workflow: Workflow): WorkflowGraph {
  const builder = new GraphBuilder();
  builder.mark(START, 'start', 'Start');
  const { entry } = builder.list(workflow.do, { pointer: '/do', parent: undefined });
  builder.edge(START, entry[0] ?? END, 'next');
  builder.mark(END, 'end', 'End');
  return { nodes: builder.nodes, edges: builder.edges };
}

/** A list of tasks while it is drawn. The branches of a fork run side by side, so nothing there follows anything. */
interface Place {
  readonly pointer: string;
  readonly parent: string | undefined;
  readonly parallel?: boolean;
}

/** Where the flow of a list begins and after which nodes the list can be done. */
interface Flow {
  readonly entry: readonly string[];
  readonly completing: readonly string[];
}

class GraphBuilder {
  readonly nodes: GraphNode[] = [];
  readonly edges: GraphEdge[] = [];
  private readonly edgeIds = new Set<string>();

  mark(id: string, kind: 'start' | 'end', label: string): void {
    this.nodes.push({ id, kind, label, detail: '', parent: undefined, group: false, entry: [], completes: false });
  }

  edge(source: string, target: string, kind: EdgeKind, label = '', condition?: string): void {
    let id = `${source}->${target}${label && `:${label}`}`;
    while (this.edgeIds.has(id)) id += "'";
    this.edgeIds.add(id);
    this.edges.push({ id, source, target, kind, label, ...(condition !== undefined && { condition }) });
  }

  list(tasks: TaskList, place: Place): Flow {
    const entries = tasks.map((item) => taskEntry(item));
    const ids = entries.map(([name], index) => childPointer(childPointer(place.pointer, index), name));
    const byName = new Map(entries.map(([name], index) => [name, ids[index]!]));
    const completing: string[] = [];
    for (const [index, [name, task]] of entries.entries()) {
      const id = ids[index]!;
      const next = place.parallel ? undefined : ids[index + 1];
      const resolve = (directive: FlowDirective): string | undefined => {
        if (directive === 'continue') return next;
        if (directive === 'end') return END;
        return directive === 'exit' ? undefined : byName.get(directive);
      };
      const at = this.nodes.push(this.taskNode(name, task, id, place.parent)) - 1;
      const entry = this.inside(task, id, place.parent);
      const completes = this.leave(task, id, place, resolve);
      if (completes) completing.push(id);
      this.nodes[at] = { ...this.nodes[at]!, entry, completes: completes && place.parent !== undefined };
    }
    return { entry: place.parallel ? ids : ids.slice(0, 1), completing };
  }

  /** Draws the ways on from a task and tells whether one of them completes the list. */
  private leave(
    task: Task,
    id: string,
    place: Place,
    resolve: (directive: FlowDirective) => string | undefined,
  ): boolean {
    let completes = false;
    for (const { directive, kind, label, condition } of successors(task)) {
      // The top list has nothing around it: whatever completes it ends the workflow.
      const target = resolve(directive) ?? (place.parent === undefined ? END : undefined);
      if (target === undefined) completes = true;
      else this.edge(id, target, kind, label, condition);
    }
    return completes;
  }

  private taskNode(name: string, task: Task, id: string, parent: string | undefined): GraphNode {
    return {
      id,
      kind: taskKind(task),
      label: name,
      detail: summarizeTask(task),
      parent,
      group: childLists(task, id).some(({ role }) => role !== 'compensate'),
      entry: [],
      completes: false,
      ...(task.if !== undefined && { condition: stripExpression(task.if) }),
    };
  }

  /** Draws what lies in a task and answers where its flow begins. */
  private inside(task: Task, id: string, parent: string | undefined): string[] {
    const entry: string[] = [];
    for (const list of childLists(task, id)) {
      switch (list.role) {
        case 'try':
          entry.push(this.block('try', list, id));
          break;
        case 'catch':
          this.edge(`${id}/try`, this.block('catch', list, id), 'catch', errorLabel(task as TryTask));
          break;
        case 'compensate':
          this.edge(id, this.block('undo', list, parent), 'compensate', 'undo');
          break;
        default:
          entry.push(...this.content(task, list, id));
      }
    }
    return entry;
  }

  private content(task: Task, { role, pointer, tasks }: ChildList, id: string): readonly string[] {
    const { entry, completing } = this.list(tasks, { pointer, parent: id, parallel: role === 'branches' });
    if (taskKind(task) === 'for' || role === 'foreach') {
      for (const last of completing) this.edge(last, entry[0]!, 'loop', 'next item');
    }
    return entry;
  }

  private block(label: string, { pointer, tasks }: ChildList, parent: string | undefined): string {
    const node = {
      id: pointer,
      kind: 'block' as const,
      label,
      detail: '',
      parent,
      group: true,
      completes: label !== 'undo',
    };
    const at = this.nodes.push({ ...node, entry: [] }) - 1;
    const { entry } = this.list(tasks, { pointer, parent: pointer });
    this.nodes[at] = { ...node, entry };
    return pointer;
  }
}
