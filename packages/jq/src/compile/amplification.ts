import type { Expression } from '../ast.ts';

/** Copies of a part that outputs may contain without being measured. */
const HARMLESS = 1000;

/** Nodes that repeat something an unknown number of times, or whose repetition is not followed here. */
const LOOPS: ReadonlySet<string> = new Set(['reduce', 'foreach', 'define', 'bind', 'label']);

/** Builtins that do. */
const LOOPING_CALLS = new Set([
  'until',
  'while',
  'repeat',
  'recurse',
  'walk',
  'limit',
  'range',
  'combinations',
  'INDEX',
  'fromstream',
  'env',
]);

/**
 * Whether outputs of a program may be much larger, written out, than what it took to make them, because they refer to
 * the same parts again and again: `[., .] | [., .] | ...`. Decided from the program's text alone, on the safe side:
 * anything that loops counts, and so does a program whose lists multiply to more than a thousand.
 */
export function mayAmplify(ast: Expression): boolean {
  let factor = 1;
  const stack: unknown[] = [ast];
  while (stack.length > 0) {
    const node = stack.pop();
    if (typeof node !== 'object' || node === null) continue;
    if (isLoop(node)) return true;
    factor *= listLength(node);
    if (factor > HARMLESS) return true;
    stack.push(...Object.values(node));
  }
  return false;
}

function isLoop(node: object): boolean {
  const { kind, name } = node as { kind?: string; name?: string };
  if (kind === undefined) return false;
  return LOOPS.has(kind) || (kind === 'call' && LOOPING_CALLS.has(name!));
}

/** Entries of a list that are not fixed. */
function listLength(node: object): number {
  const { kind } = node as Partial<Expression>;
  if (kind === 'comma') return fluid((node as Expression & { kind: 'comma' }).items);
  if (kind === 'object') return fluid((node as Expression & { kind: 'object' }).entries.map(({ value }) => value));
  if (kind === 'binary') return 2;
  return 1;
}

function fluid(items: readonly Expression[]): number {
  return Math.max(1, items.filter(({ kind }) => kind !== 'literal').length);
}
