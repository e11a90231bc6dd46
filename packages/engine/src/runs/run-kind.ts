import type { RunTask } from '@parley/dsl';
import type { TaskBody } from '../compile/compiled.ts';
import type { CompileContext } from '../compile/context.ts';

/** One of the things a `run` task can run. */
export interface RunKind {
  /** The key that marks it. */
  readonly key: 'workflow' | 'script' | 'shell' | 'container';
  /** `pointer` is that of `run`. */
  compile(task: RunTask, pointer: string, context: CompileContext): TaskBody;
}
