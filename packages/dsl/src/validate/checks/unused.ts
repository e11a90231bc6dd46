import { childPointer } from '../../parse/pointer.ts';
import { quote } from '../describe.ts';
import type { ReferenceKind } from '../shape.ts';
import type { Finding } from '../site.ts';
import type { Symbols } from '../symbols.ts';
import type { CheckInput } from './check.ts';

const GROUPS: readonly (readonly [keyof Symbols, ReferenceKind, string])[] = [
  ['functions', 'function', 'function'],
  ['retries', 'retry', 'retry policy'],
  ['timeouts', 'timeout', 'timeout'],
  ['errors', 'error', 'error'],
  ['authentications', 'authentication', 'authentication policy'],
];

/** Reusable components that nothing refers to. */
export function* checkUnused({ survey, symbols }: CheckInput): Generator<Finding> {
  const used = new Set(survey.references.map(({ kind, name }) => `${kind} ${name}`));
  for (const [group, kind, what] of GROUPS) {
    for (const name of symbols[group]) {
      if (used.has(`${kind} ${name}`)) continue;
      const pointer = childPointer(`/use/${group}`, name);
      yield { code: 'unused_definition', pointer, atKey: true, message: `Nothing uses the ${what} ${quote(name)}` };
    }
  }
}
