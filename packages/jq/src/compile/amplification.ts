import type { Expression } from '../ast.ts';

/** Copies of a part that outputs may contain without being measured. */
const HARMLESS = 1000;

/** Nodes that repeat something an unknown number of times, or whose repetition is not followed here. */
const LOOPS: ReadonlySet<string> = new Set(['reduce', 'foreach', 'define', 'bind', 'label']);

/** Builtins that do. */
const LOOPING_CALLS: ReadonlySet<string> = new Set([
  'until',
  'while',
  'repeat',
  'recurse',
  'walk',
  'limit',
  'range',
  'combinations',
  'fromstream',
]);

/**
 * Whether outputs of a program may be much larger, written out, than what it took to make them, because they refer to
 * the same parts again and again: `[., .] | [., .] | ...`. Decided from the nodes of the program alone, on the safe side:
 * anything that loops counts, and so does a program whose lists multiply to more than a thousand.
 */
export class Amplification {
  #factor = 1;

  /** Looks at one node of the program. */
  note(node: Expression): void {
    if (node.kind === 'binary') this.#factor *= 2;
    else if (node.kind === 'comma') this.#factor *= node.items.length;
    else if (node.kind === 'object') this.#factor *= Math.max(1, node.entries.length);
    else if (node.kind === 'call' ? LOOPING_CALLS.has(node.name) : LOOPS.has(node.kind)) this.#factor = Infinity;
  }

  get isPossible(): boolean {
    return this.#factor > HARMLESS;
  }
}
