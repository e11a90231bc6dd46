import type { Environment } from '../runtime/environment.ts';
import { charge } from '../runtime/meter.ts';
import type { Json } from '../values/json.ts';
import type { Single } from './code.ts';

/** A generator of the form `container[] | body`, where the body has at most one output: a plain loop. */
export interface ItemLoop {
  /** The items of the container for an input; undefined if there is no container. */
  readonly items: (environment: Environment, input: Json) => readonly Json[] | undefined;
  /** What is done to each item; null for nothing. */
  readonly body: Single | null;
}

/** The loop with one more step at its end. */
export function thenDo(loop: ItemLoop, step: Single): ItemLoop {
  const { items, body } = loop;
  if (body === null) return { items, body: step };
  return {
    items,
    body: (environment, item) => {
      const value = body(environment, item);
      return value === undefined ? undefined : step(environment, value);
    },
  };
}

/** Direct code for the array of all outputs of a loop. */
export function collectLoop({ items, body }: ItemLoop): Single {
  return (environment, input) => {
    const list = items(environment, input);
    if (list === undefined) return [];
    charge(1 + list.length * 1.5);
    if (body === null) return list.slice();
    const outputs: Json[] = [];
    for (let i = 0; i < list.length; i++) {
      const value = body(environment, list[i]!);
      if (value !== undefined) outputs.push(value);
    }
    return outputs;
  };
}
