import { INPUT } from './flow/origin.ts';
import { OUTPUT, type Trace } from './flow/trace.ts';

/** One task takes something from another, through the chain of outputs or the context. */
export interface Dependency {
  /** Pointer of the task that reads. */
  readonly task: string;
  /** Pointer of the task that it depends on. */
  readonly on: string;
  /** Where it reads, and which part when that is known: `items[].price`. */
  readonly reads: readonly { readonly pointer: string; readonly path: readonly string[] | undefined }[];
}

/** Which tasks depend on which, in document order of the reading task as far as it was met. */
export function dependenciesOf({ reads }: Trace): Dependency[] {
  const found = new Map<string, { task: string; on: string; reads: Dependency['reads'][number][] }>();
  for (const { by, source, pointer, path } of reads) {
    if (by === source || !isTask(by) || !isTask(source)) continue;
    const key = `${by}\n${source}`;
    const known = found.get(key);
    if (known) known.reads.push({ pointer, path });
    else found.set(key, { task: by, on: source, reads: [{ pointer, path }] });
  }
  return [...found.values()];
}

function isTask(pointer: string): boolean {
  return pointer !== INPUT && pointer !== OUTPUT;
}
