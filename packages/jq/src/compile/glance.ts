import type { Json } from '../values/json.ts';
import type { MutableObject } from '../values/object.ts';

/** Values of a program's variables by name. */
export type Variables = Readonly<Record<string, Json>>;

/**
 * A shortcut for what programs do most, reading fields and putting them into an object: no meter, no machine, no setting up
 * of a run. `read` gives the output, or undefined where there is more to it (a missing field, an error): then the program
 * runs as usual. It may be taken where the fuel is enough for `cost`, which is what the usual way takes.
 */
export interface Glance {
  readonly read: (input: Json, variables: Variables) => Json | undefined;
  readonly cost: number;
}

/** Something that may have properties. */
export type Holder = { readonly [name: string]: Holder | undefined } | null | undefined;

/** True if only an object that has such a key itself has such a property, and no array, string or number. */
export function isOwnOnly(name: string): boolean {
  return !INHERITED.some((prototype) => name in prototype) && !/^[0-9]/.test(name);
}

const INHERITED: readonly object[] = [Array.prototype, String.prototype, Number.prototype, Boolean.prototype];

/** At a fixed value. */
export function glanceAtConstant(value: Json): Glance {
  return { read: () => value, cost: 0 };
}

/** At a variable of the whole program. */
export function glanceAtVariable(name: string): Glance | null {
  return isOwnOnly(name) ? { read: (_input, variables) => variables[name], cost: 0 } : null;
}

/** At `.a`, `.a.b` or `.a.b.c`. */
export function glanceAtFields(names: readonly string[]): Glance | null {
  const [first, second, third] = names;
  if (first === undefined || names.length > 3 || !names.every(isOwnOnly)) return null;
  if (second === undefined) return { read: (input) => (input as Holder)?.[first] as Json | undefined, cost: 0 };
  if (third === undefined)
    return { read: (input) => (input as Holder)?.[first]?.[second] as Json | undefined, cost: 0 };
  return { read: (input) => (input as Holder)?.[first]?.[second]?.[third] as Json | undefined, cost: 0 };
}

/** At a field or item of something. */
export function glanceInto(target: Glance | null, key: Json | undefined): Glance | null {
  if (target === null) return null;
  const { read, cost } = target;
  if (typeof key === 'string' && isOwnOnly(key)) {
    return { read: (input, variables) => (read(input, variables) as Holder)?.[key] as Json | undefined, cost };
  }
  if (typeof key !== 'number' || !Number.isInteger(key) || key < 0) return null;
  return {
    read: (input, variables) => {
      const list = read(input, variables);
      return Array.isArray(list) ? (list as readonly Json[])[key] : undefined;
    },
    cost,
  };
}

/** At an object of one to three entries; `own` is what the object itself costs. */
export function glanceAtObject(
  names: readonly string[],
  values: readonly (Glance | null)[],
  own: number,
): Glance | null {
  const [first, second, third] = values;
  if (!first || names.length > 3 || values.includes(null)) return null;
  const [name1, name2, name3] = names as [string, string, string];
  const cost = values.reduce((sum, value) => sum + value!.cost, own);
  const readFirst = first.read;
  if (!second) {
    return { read: (input, variables) => objectOrNothing(name1, readFirst(input, variables)), cost };
  }
  const readSecond = second.read;
  if (!third) {
    return {
      read: (input, variables) => {
        const a = readFirst(input, variables);
        const b = readSecond(input, variables);
        if (a === undefined || b === undefined) return undefined;
        const object: MutableObject = {};
        object[name1] = a;
        object[name2] = b;
        return object;
      },
      cost,
    };
  }
  const readThird = third.read;
  return {
    read: (input, variables) => {
      const a = readFirst(input, variables);
      const b = readSecond(input, variables);
      const c = readThird(input, variables);
      if (a === undefined || b === undefined || c === undefined) return undefined;
      const object: MutableObject = {};
      object[name1] = a;
      object[name2] = b;
      object[name3] = c;
      return object;
    },
    cost,
  };
}

function objectOrNothing(name: string, value: Json | undefined): Json | undefined {
  if (value === undefined) return undefined;
  const object: MutableObject = {};
  object[name] = value;
  return object;
}
