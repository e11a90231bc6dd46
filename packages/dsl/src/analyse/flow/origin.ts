/**
 * Where a value comes from. A `part` is found on a path in what a source gave: the execution's input, or the raw output of
 * a task. Maps and lists are those that an expression or a `set` put together; `made` says which task did. Everything
 * computed is `other`.
 */
export type Origin =
  | { readonly kind: 'part'; readonly source: string; readonly path: readonly string[] }
  | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, Origin>; readonly rest: Origin }
  | { readonly kind: 'list'; readonly item: Origin }
  | { readonly kind: 'made'; readonly by: string; readonly value: Origin }
  | { readonly kind: 'either'; readonly options: readonly Origin[] }
  | { readonly kind: 'other' };

/** The source of the execution's input. */
export const INPUT = '#input';
/** The step of a path that stands for every item of a list. */
export const ITEM = '[]';

export const OTHER: Origin = { kind: 'other' };

/** Deeper paths are cut: what lies there counts as the place where they were cut. */
const MAX_PATH = 12;
/** More alternatives than this become `other`. */
const MAX_OPTIONS = 16;
/** Values put together from more parts than this become `other`. */
const MAX_WEIGHT = 500;

export function partOf(source: string, path: readonly string[] = []): Origin {
  return { kind: 'part', source, path };
}

/** What is found under a key of a value; `ITEM` for any item of a list. */
export function step(origin: Origin, key: string): Origin {
  switch (origin.kind) {
    case 'part':
      return origin.path.length < MAX_PATH ? partOf(origin.source, [...origin.path, key]) : origin;
    case 'map':
      return key === ITEM
        ? join([...origin.entries.values(), origin.rest])
        : (origin.entries.get(key) ?? step(origin.rest, key));
    case 'list':
      return key === ITEM ? origin.item : OTHER;
    case 'made':
      return made(origin.by, step(origin.value, key));
    case 'either':
      return join(origin.options.map((option) => step(option, key)));
    case 'other':
      return OTHER;
  }
}

/** A map that an expression puts together; keys that are not known lead to `rest`. */
export function mapOf(entries: ReadonlyMap<string, Origin>, rest: Origin = OTHER): Origin {
  return bounded({ kind: 'map', entries, rest });
}

/** What is left of a value when other entries take the place of some of its own; where nothing is, nothing is taken. */
export function without(origin: Origin, hidden: ReadonlyMap<string, unknown>): Origin {
  if (origin.kind === 'either') return join(origin.options.map((option) => without(option, hidden)));
  if (origin.kind === 'made') {
    const value = without(origin.value, hidden);
    return value === origin.value ? origin : value === OTHER ? OTHER : made(origin.by, value);
  }
  if (origin.kind !== 'map') return origin;
  const entries = new Map([...origin.entries].filter(([key]) => !hidden.has(key)));
  const rest = without(origin.rest, hidden);
  if (entries.size === origin.entries.size && rest === origin.rest) return origin;
  return entries.size === 0 ? rest : mapOf(entries, rest);
}

/** A list whose items all come from the same place. */
export function listOf(item: Origin): Origin {
  return bounded({ kind: 'list', item });
}

const weights = new WeakMap<Origin, number>();

function bounded(origin: Origin): Origin {
  const parts = origin.kind === 'map' ? [...origin.entries.values(), origin.rest] : childrenOf(origin);
  const weight = parts.reduce((sum, part) => sum + weightOf(part), 1);
  if (weight > MAX_WEIGHT) return OTHER;
  weights.set(origin, weight);
  return origin;
}

function weightOf(origin: Origin): number {
  return weights.get(origin) ?? 1;
}

function childrenOf(origin: Origin): readonly Origin[] {
  if (origin.kind === 'list') return [origin.item];
  if (origin.kind === 'made') return [origin.value];
  return origin.kind === 'either' ? origin.options : [];
}

/**
 * A value that a task put together. Of what it only handed on from another that did, the other task is not told again: it
 * was read by this one, and chains of hands would grow with every task.
 */
export function made(by: string, value: Origin): Origin {
  if (value.kind !== 'made') return bounded({ kind: 'made', by, value });
  return value.by === by ? value : bounded({ kind: 'made', by, value: value.value });
}

/** One of several values. */
export function join(origins: readonly Origin[]): Origin {
  if (origins.length > 0 && origins.every((origin) => origin === origins[0])) return origins[0]!;
  const options = new Map<string, Origin>();
  for (const origin of origins.flatMap((one) => (one.kind === 'either' ? one.options : [one]))) {
    if (origin.kind !== 'other') options.set(keyOf(origin), origin);
  }
  if (options.size === 0 || options.size > MAX_OPTIONS) return OTHER;
  const [first] = options.values();
  return options.size === 1 ? first! : bounded({ kind: 'either', options: [...options.values()] });
}

const keys = new WeakMap<Origin, string>();

/** Text that equal origins share. */
function keyOf(origin: Origin): string {
  const known = keys.get(origin);
  if (known !== undefined) return known;
  const key = writeKey(origin);
  keys.set(origin, key);
  return key;
}

function writeKey(origin: Origin): string {
  switch (origin.kind) {
    case 'part':
      return JSON.stringify([origin.source, ...origin.path]);
    case 'map':
      return `{${[...origin.entries].map(([key, value]) => `${JSON.stringify(key)}:${keyOf(value)}`).join()}|${keyOf(origin.rest)}}`;
    case 'list':
      return `[${keyOf(origin.item)}]`;
    case 'made':
      return `<${origin.by} ${keyOf(origin.value)}>`;
    case 'either':
      return `(${origin.options.map(keyOf).join('|')})`;
    case 'other':
      return '?';
  }
}

/** A place that a value was taken from; `path` is unknown where a task only passed it on in a new shape. */
export interface Taken {
  readonly source: string;
  readonly path: readonly string[] | undefined;
}

/** Every place that a value, used as a whole, was taken from. */
export function takenFrom(origin: Origin, visit: (taken: Taken) => void): void {
  if (origin.kind === 'part') visit({ source: origin.source, path: origin.path });
  else if (origin.kind === 'made') {
    visit({ source: origin.by, path: undefined });
    takenFrom(origin.value, visit);
  } else if (origin.kind === 'map') {
    for (const value of origin.entries.values()) takenFrom(value, visit);
    takenFrom(origin.rest, visit);
  } else if (origin.kind === 'list') takenFrom(origin.item, visit);
  else if (origin.kind === 'either') for (const option of origin.options) takenFrom(option, visit);
}
