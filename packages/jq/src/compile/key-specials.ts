import { BY_KEYS, COLLECTION_FUNCTIONS } from '../builtins/collection-functions.ts';
import { charge } from '../runtime/meter.ts';
import { located } from '../runtime/raise.ts';
import type { Json } from '../values/json.ts';
import { isArray } from '../values/kind.ts';
import { partsOf } from './access.ts';
import type { Single } from './code.ts';
import { type Operand, operandOf, read } from './operand.ts';
import { type BuiltinCall, faster, type Special } from './special.ts';

/** `sort_by(f)` and its kin where f has at most one output: keys are computed once and compared as they are. */
function byKeys(name: keyof typeof BY_KEYS, f: Operand, { span }: BuiltinCall): Single {
  const general = COLLECTION_FUNCTIONS[`_${name}/1`]!;
  return (environment, input) => {
    const items = partsOf(input, false, span);
    charge(2 + items.length * 3);
    const keys: (Json | undefined)[] = [];
    for (let i = 0; i < items.length; i++) keys.push(read(f, environment, items[i]!));
    try {
      if (isArray(input) && !keys.includes(undefined)) return BY_KEYS[name]({ keys: keys as Json[], items });
      return general(
        input,
        keys.map((key) => (key === undefined ? [] : [key])),
      );
    } catch (error) {
      throw located(error, span);
    }
  };
}

function special(name: keyof typeof BY_KEYS): Special {
  return (list, call) => {
    const f = operandOf(list[0]!);
    return faster({ single: f && byKeys(name, f, call) }, list, call);
  };
}

/** Builtins that order items by keys. */
export const KEY_SPECIALS: Readonly<Record<string, Special>> = {
  'sort_by/1': special('sort_by'),
  'group_by/1': special('group_by'),
  'unique_by/1': special('unique_by'),
  'min_by/1': special('min_by'),
  'max_by/1': special('max_by'),
};
