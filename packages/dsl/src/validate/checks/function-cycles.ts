import { childPointer } from '../../parse/pointer.ts';
import { quote } from '../describe.ts';
import type { Finding } from '../site.ts';
import type { CheckInput } from './check.ts';

/** A function that calls itself, directly or through others, never comes to an end. */
export function* checkFunctionCycles({ survey, symbols }: CheckInput): Generator<Finding> {
  const calls = callsByFunction(survey.references, symbols.functions);
  const done = new Set<string>();
  for (const name of symbols.functions) {
    const cycle = findCycle(name, calls, done);
    if (!cycle) continue;
    const [from, ...path] = cycle;
    const { pointer } = calls.get(from!)!.find((call) => call.name === (path[0] ?? from))!;
    const message = `The function ${quote(from!)} calls itself${path.length > 1 ? ` through ${path.slice(0, -1).join(', ')}` : ''}`;
    yield { code: 'recursive_function', pointer, message };
  }
}

interface CallSite {
  readonly name: string;
  readonly pointer: string;
}

function callsByFunction(
  references: CheckInput['survey']['references'],
  functions: ReadonlySet<string>,
): Map<string, CallSite[]> {
  const calls = new Map([...functions].map((name) => [name, [] as CallSite[]]));
  const owners = new Map([...functions].map((name) => [childPointer('/use/functions', name), name]));
  for (const { kind, name, pointer } of references) {
    if (kind !== 'function' || !pointer.startsWith('/use/functions/') || !calls.has(name)) continue;
    const owner = owners.get(pointer.split('/').slice(0, 4).join('/'));
    if (owner !== undefined) calls.get(owner)!.push({ name, pointer });
  }
  return calls;
}

/** A path that leads back to its beginning, first name first and last; depth first, each function visited once. */
function findCycle(start: string, calls: ReadonlyMap<string, CallSite[]>, done: Set<string>): string[] | undefined {
  const path = new Set<string>();
  const open: { name: string; next: number }[] = [];
  const enter = (name: string): void => {
    path.add(name);
    open.push({ name, next: 0 });
  };
  if (!done.has(start)) enter(start);
  while (open.length > 0) {
    const top = open.at(-1)!;
    const call = calls.get(top.name)?.[top.next++];
    if (!call) {
      done.add(top.name);
      open.pop();
      path.delete(top.name);
    } else if (path.has(call.name)) {
      for (const name of path) done.add(name);
      const names = [...path];
      return [...names.slice(names.indexOf(call.name)), call.name];
    } else if (!done.has(call.name)) enter(call.name);
  }
  return undefined;
}
