import type { CallTask } from '../../model/calls.ts';
import type { ForTask, Task } from '../../model/tasks.ts';
import { taskKind } from '../../model/walk.ts';
import { lastStep, parentPointer, valueAt } from '../../parse/pointer.ts';
import { quote } from '../../validate/describe.ts';
import type { Finding } from '../../validate/site.ts';
import type { AnalysisInput } from '../check.ts';
import { knownCall } from '../effects.ts';

/** Calls in a row that only ask and do not need each other's answers. */
export function* checkSequences({ workflow, catalog, parallel }: AnalysisInput): Generator<Finding> {
  const asks = (pointer: string): boolean => {
    const task = valueAt(workflow, pointer) as Task;
    return taskKind(task) === 'call' && knownCall(task as CallTask, workflow, catalog).effect === 'safe';
  };
  for (const group of parallel()) {
    const asking = longestRun(group, asks);
    if (asking.length < 2) continue;
    const names = asking.map((pointer) => quote(lastStep(pointer)));
    yield {
      code: 'could_fork',
      pointer: asking[0]!,
      atKey: true,
      message: `${names.slice(0, -1).join(', ')} and ${names.at(-1)} do not need each other and could run side by side`,
      hint: 'Make them branches of a fork; its output is the list of theirs.',
    };
  }
}

function longestRun(items: readonly string[], holds: (item: string) => boolean): string[] {
  let best: string[] = [];
  let run: string[] = [];
  for (const item of items) {
    run = holds(item) ? [...run, item] : [];
    if (run.length > best.length) best = run;
  }
  return best;
}

/** Loops that run side by side although their iterations need each other, and loops that could. */
export function* checkLoops({ tasks, trace }: AnalysisInput): Generator<Finding> {
  const given = placesReadOutside(trace.reads);
  for (const { kind, task, pointer, name } of tasks) {
    if (kind !== 'for' || !pointer.startsWith('/do/')) continue;
    const [carried] = trace.carried.get(pointer) ?? [];
    const parallel = task.metadata?.parallel !== undefined;
    if (parallel && carried) {
      yield {
        code: 'dependent_iterations',
        pointer: `${pointer}/metadata/parallel`,
        message: `The iterations of ${quote(name)} run side by side, but one needs what the one before gave`,
        related: { pointer: carried.pointer, message: 'It is read here' },
      };
    } else if (!parallel && !carried && !given.has(pointer) && couldSpread(task as ForTask)) {
      yield {
        code: 'could_loop_in_parallel',
        pointer,
        atKey: true,
        message: `The iterations of ${quote(name)} do not need each other and could run side by side`,
        hint: 'Set metadata.parallel: { max: 5 }; the output is then the list of theirs.',
      };
    }
  }
}

/** A loop that calls something and does not stop early. */
function couldSpread(task: ForTask): boolean {
  const calls = task.do.some((item) => Object.values(item).some((one) => taskKind(one) === 'call'));
  return calls && task.while === undefined;
}

/** Pointers of what something outside of it takes a value from. Linear in the reads. */
function placesReadOutside(reads: AnalysisInput['trace']['reads']): Set<string> {
  const places = new Set<string>();
  for (const { by, source, pointer } of reads) {
    // That the last iteration's output happens to be the workflow's does not count.
    if (pointer === '') continue;
    let at = parentPointer(source);
    for (; at !== undefined && !by.startsWith(`${at}/`); at = parentPointer(at)) places.add(at);
  }
  return places;
}
