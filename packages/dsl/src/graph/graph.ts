import type { TaskKind } from '../model/tasks.ts';

/**
 * The control flow of a definition for drawing and analysis. Node ids are JSON pointers into the definition, so they
 * stay the same as long as the task stays where it is; start and end are `#start` and `#end`.
 *
 * The flow inside a group begins at the group's `entry` (a fork has one per branch) and goes on behind the group after
 * a node that `completes` it. Leaving the whole workflow is always an edge to `#end`.
 */
export interface WorkflowGraph {
  /** A group stands before its members. */
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

export interface GraphNode {
  /** Pointer of the task, or of the list for a block inside a task; `#start` and `#end` for the workflow. */
  readonly id: string;
  readonly kind: TaskKind | 'start' | 'end' | 'block';
  /** The task's name, or what the block is: `try`, `catch`, `undo`. */
  readonly label: string;
  /** A few plain words about what it does. */
  readonly detail: string;
  /** The group the node lies in. */
  readonly parent: string | undefined;
  /** True when other nodes have this one as their parent. */
  readonly group: boolean;
  /** First nodes of a group's flow, in order; several for a fork, empty otherwise. */
  readonly entry: readonly string[];
  /** True when the list that holds the node can be done after it: it is the last one, or it goes to `exit`. */
  readonly completes: boolean;
  /** Condition without which the task is skipped. */
  readonly condition?: string;
}

/**
 * `next` follows in the list, `skip` does so only when the task's condition does not hold, `jump` is a flow directive,
 * `case` and `default` leave a switch, `loop` starts the next iteration, `catch` handles an error, `compensate` undoes.
 */
export type EdgeKind = 'next' | 'skip' | 'jump' | 'case' | 'default' | 'loop' | 'catch' | 'compensate';

export interface GraphEdge {
  /** Unique: source, target and what tells parallel edges apart. */
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly kind: EdgeKind;
  /** The case's name, the error that is caught ...; empty when there is nothing to say. */
  readonly label: string;
  /** The condition of a case. */
  readonly condition?: string;
}
