import { isObject } from '@parley/kernel';
import { childPointer } from '../../parse/pointer.ts';
import type { Finding } from '../site.ts';
import type { CheckInput } from './check.ts';

/** A switch has at most one case without a condition. */
export function* checkSwitches({ survey }: CheckInput): Generator<Finding> {
  for (const { kind, value, pointer } of survey.tasks) {
    if (kind !== 'switch' || !Array.isArray(value.switch)) continue;
    const [first, ...more] = value.switch.flatMap((item, index) => defaultCase(item, `${pointer}/switch/${index}`));
    for (const at of more) {
      const related = { pointer: first!, message: 'This is the first default' };
      const message = 'A switch has one default, but this is another case without "when"';
      yield { code: 'several_defaults', pointer: at, atKey: true, message, related };
    }
  }
}

/** The pointer of a case that has no condition. */
function defaultCase(item: unknown, pointer: string): string[] {
  const [name, branch] = isObject(item) ? (Object.entries(item)[0] ?? []) : [];
  return name !== undefined && isObject(branch) && branch.when === undefined ? [childPointer(pointer, name)] : [];
}
