import { stripExpression } from '../expression/syntax.ts';
import type { FlowDirective, SwitchTask, Task, TryTask } from '../model/tasks.ts';
import { taskKind } from '../model/walk.ts';
import type { EdgeKind } from './graph.ts';

/** One way on from a task. */
export interface Successor {
  /** `continue` stands for the next task of the list. */
  readonly directive: FlowDirective;
  readonly kind: EdgeKind;
  readonly label: string;
  readonly condition?: string;
}

/** Every way on from a task; none after a task that always raises. */
export function successors(task: Task): Successor[] {
  const ways = waysOn(task);
  const carriesOn = ways.some(({ directive }) => directive === 'continue');
  if (task.if === undefined || carriesOn) return ways;
  return [...ways, { directive: 'continue', kind: 'skip', label: 'skipped' }];
}

function waysOn(task: Task): Successor[] {
  const directive = task.then ?? 'continue';
  const plain: Successor = { directive, kind: directive === 'continue' ? 'next' : 'jump', label: '' };
  switch (taskKind(task)) {
    case 'raise':
      return [];
    case 'switch':
      return cases(task as SwitchTask, directive);
    case 'try': {
      const { catch: handler } = task as TryTask;
      if (handler.then === undefined) return [plain];
      return [plain, { directive: handler.then, kind: 'catch', label: errorLabel(task as TryTask) }];
    }
    default:
      return [plain];
  }
}

function cases(task: SwitchTask, otherwise: FlowDirective): Successor[] {
  const ways = task.switch.map((item): Successor => {
    const [label, { when, then }] = Object.entries(item)[0]!;
    if (when === undefined) return { directive: then, kind: 'default', label };
    return { directive: then, kind: 'case', label, condition: stripExpression(when) };
  });
  if (ways.some(({ kind }) => kind === 'default')) return ways;
  return [...ways, { directive: otherwise, kind: 'default', label: 'otherwise' }];
}

/** What a catch takes, in a few characters. */
export function errorLabel(task: TryTask): string {
  const filter = task.catch.errors?.with;
  const parts = [filter?.type?.split('/').at(-1), filter?.status, filter?.title].filter((part) => part !== undefined);
  return parts.length === 0 ? 'any error' : parts.join(' ');
}
