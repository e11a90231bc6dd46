import { standardError } from '@parley/engine';
import { isObject } from '@parley/kernel';

type Json = Readonly<Record<string, unknown>>;

/** How a well-known type looks in JSON (https://protobuf.dev/programming-guides/json/), and its fields. */
export interface WellKnown {
  /** The fields of what JSON says; raises a `validation` error that names `path`. */
  readonly toFields: (value: unknown, path: string) => Json;
  readonly fromFields: (fields: Json) => unknown;
}

function refuse(path: string, expected: string): never {
  throw standardError('validation', `${path} has to be ${expected}`);
}

const wrapper: WellKnown = { toFields: (value) => ({ value }), fromFields: ({ value }) => value };

/** `.5`, `.250` or `.000000001`: as few groups of three digits as it takes; nothing for 0. */
function fraction(nanos: unknown): string {
  const digits = String(Math.abs(Number(nanos))).padStart(9, '0');
  return Number(nanos) === 0 ? '' : `.${digits.replace(/(000){1,2}$/, '')}`;
}

const nanosOf = (digits = '') => Number(digits.padEnd(9, '0'));

const timestamp: WellKnown = {
  toFields(value, path) {
    const match = typeof value === 'string' ? /^([^.]+?)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/i.exec(value) : null;
    const ms = match ? Date.parse(`${match[1]}${match[3]}`) : Number.NaN;
    if (Number.isNaN(ms)) refuse(path, 'a time such as 2026-01-31T09:30:00Z');
    return { seconds: String(ms / 1000), nanos: nanosOf(match?.[2]) };
  },
  fromFields({ seconds, nanos }) {
    const time = new Date(Number(seconds) * 1000);
    if (Number.isNaN(time.getTime())) return { seconds, nanos };
    return time.toISOString().replace('.000Z', `${fraction(nanos)}Z`);
  },
};

const duration: WellKnown = {
  toFields(value, path) {
    const match = typeof value === 'string' ? /^(-?)(\d{1,12})(?:\.(\d{1,9}))?s$/.exec(value) : null;
    if (!match) return refuse(path, 'a duration such as 1.5s');
    const [, sign, seconds, digits] = match;
    const nanos = nanosOf(digits);
    return { seconds: `${sign}${seconds}`, nanos: sign && nanos > 0 ? -nanos : nanos };
  },
  fromFields({ seconds, nanos }) {
    const isNegative = String(seconds).startsWith('-') || Number(nanos) < 0;
    return `${isNegative ? '-' : ''}${String(seconds).replace('-', '')}${fraction(nanos)}s`;
  },
};

const fieldMask: WellKnown = {
  toFields(value, path) {
    if (typeof value !== 'string') return refuse(path, 'names joined by commas');
    const names = value === '' ? [] : value.split(',');
    return { paths: names.map((name) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)) };
  },
  fromFields: ({ paths }) =>
    (paths as string[]).map((path) => path.replaceAll(/_(\w)/g, (_, next: string) => next.toUpperCase())).join(','),
};

const struct: WellKnown = {
  toFields: (value, path) => ({ fields: isObject(value) ? value : refuse(path, 'an object') }),
  fromFields: ({ fields }) => fields,
};

const listValue: WellKnown = {
  toFields: (value, path) => ({ values: Array.isArray(value) ? value : refuse(path, 'a list') }),
  fromFields: ({ values }) => values,
};

const anyValue: WellKnown = {
  toFields(value) {
    if (value === null) return { nullValue: 0 };
    if (Array.isArray(value)) return { listValue: value };
    const kinds = { boolean: 'boolValue', number: 'numberValue', string: 'stringValue', object: 'structValue' };
    return { [kinds[typeof value as keyof typeof kinds]]: value };
  },
  fromFields(fields) {
    const [kind, value] = Object.entries(fields)[0] ?? ['nullValue', null];
    return kind === 'nullValue' ? null : value;
  },
};

/** By full name, with the dot that it begins with. `Any` is not here: its content is passed as it is. */
export const WELL_KNOWN: ReadonlyMap<string, WellKnown> = new Map<string, WellKnown>(
  [
    ['Timestamp', timestamp],
    ['Duration', duration],
    ['FieldMask', fieldMask],
    ['Struct', struct],
    ['ListValue', listValue],
    ['Value', anyValue],
    ...['Double', 'Float', 'Int64', 'UInt64', 'Int32', 'UInt32', 'Bool', 'String', 'Bytes'].map(
      (name): [string, WellKnown] => [`${name}Value`, wrapper],
    ),
  ].map(([name, type]) => [`.google.protobuf.${name}`, type as WellKnown]),
);
