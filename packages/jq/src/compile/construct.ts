import type { ArrayConstruction, Format, Interpolation, ObjectConstruction, ObjectEntry, Span } from '../ast.ts';
import { formatValue } from '../builtins/formats.ts';
import { Afterwards } from '../runtime/choices.ts';
import type { Environment, Step, Stream } from '../runtime/environment.ts';
import { BACKTRACK, push, send } from '../runtime/machine.ts';
import { charge, chargeString, chargeText } from '../runtime/meter.ts';
import { located, raise } from '../runtime/raise.ts';
import { describe } from '../values/describe.ts';
import type { Json } from '../values/json.ts';
import { type MutableObject, setKey } from '../values/object.ts';
import { toText } from '../values/serialize.ts';
import { compileConstant } from './basics.ts';
import { areBounded, Code, computed, type Single, weightOf } from './code.ts';
import { forCombinations } from './combine.ts';
import type { Compiler } from './compiler.ts';
import { indexAt } from './field.ts';
import { type Glance, glanceAtObject } from './glance.ts';
import { collectLoop } from './item-loop.ts';
import { type Operand, operandsOf, read } from './operand.ts';
import type { Scope } from './scope.ts';

/** `[body]` */
export function compileArray(node: ArrayConstruction, scope: Scope, compiler: Compiler): Code {
  return node.body === null ? compileConstant([]) : collect(compiler.compile(node.body, scope));
}

/** Code for the array of all outputs. */
export function collect(body: Code): Code {
  const single = collectSingle(body);
  return new Code({
    single,
    weight: weightOf(body),
    stream: () => {
      const { stream } = body;
      return (environment, input, path, emit) => {
        if (single !== null && path === null) return send(emit, single(environment, input)!, null);
        const items: Json[] = [];
        push(new Afterwards(() => send(emit, items, path)));
        return stream(environment, input, path, (value) => {
          charge(0.5);
          items.push(value);
          return BACKTRACK;
        });
      };
    },
  });
}

function collectSingle(body: Code): Single | null {
  const { single, each, loop } = body;
  if (loop !== null) return collectLoop(loop);
  if (single !== null) {
    return (environment, input) => {
      const value = single(environment, input);
      charge(2);
      return value === undefined ? [] : [value];
    };
  }
  if (each === null) return null;
  return (environment, input) => {
    const items: Json[] = [];
    each(environment, input, (value) => {
      charge(0.5);
      items.push(value);
      return true;
    });
    return items;
  };
}

/** `{entries}`; the first entry is the outermost loop, a key is outside its value. */
export function compileObject(node: ObjectConstruction, scope: Scope, compiler: Compiler): Code {
  if (node.entries.length === 0) return compileConstant({});
  const entries = node.entries.map((entry) => compileEntry(entry, scope, compiler));
  const parts = entries.flatMap(({ key, value }) => (value === null ? [key] : [key, value]));
  const single = objectSingle(entries);
  return new Code({
    single,
    glance: objectGlance(entries),
    bounded: areBounded(...parts),
    weight: weightOf(...parts),
    stream: () => objectStream(entries, single),
  });
}

/** What an object costs in fuel besides its entries. */
const OBJECT_COST = 2;

/** A key with the code of its value; null stands for `.[key]`. */
interface Entry {
  readonly key: Code;
  readonly value: Code | null;
  readonly span: Span;
}

function compileEntry(entry: ObjectEntry, scope: Scope, compiler: Compiler): Entry {
  const key = compiler.compile(entry.key, scope);
  const derived = entry.shorthand && entry.key.kind === 'interpolation';
  return { key, value: derived ? null : compiler.compile(entry.value, scope), span: entry.key.span };
}

function keyName(key: Json, span: Span): string {
  if (typeof key === 'string') {
    chargeText(key);
    return key;
  }
  try {
    return raise(`Cannot use ${describe(key)} as object key`);
  } catch (error) {
    throw located(error, span);
  }
}

function objectGlance(entries: readonly Entry[]): Glance | null {
  const names = entries.map(({ key }) => key.constant);
  if (!names.every(isPlainName)) return null;
  const values = entries.map(({ value }) => value?.glance ?? null);
  return glanceAtObject(names, values, OBJECT_COST + names.length / 2);
}

function isPlainName(name: Json | undefined): name is string {
  return typeof name === 'string' && name !== '__proto__';
}

function objectSingle(entries: readonly Entry[]): Single | null {
  const values = operandsOf(entries.map(({ key, value }) => value ?? key));
  if (values === null || entries.some(({ value }) => value === null)) return null;
  const names = entries.map(({ key }) => key.constant);
  if (names.every(isPlainName)) return fixedKeys(names, values);
  const keys = operandsOf(entries.map(({ key }) => key));
  return keys === null ? null : computedKeys(entries, keys, values);
}

/**
 * The usual object: fixed names, written out for few entries. The names are assigned one by one, since a literal with
 * computed names takes the engine's slowest path once it has seen several sets of names (1 µs where this takes 60 ns).
 */
function fixedKeys(names: readonly string[], values: readonly Operand[]): Single {
  if (names.length === 1) return oneKey(names, values);
  if (names.length === 2) return twoKeys(names, values);
  if (names.length === 3) return threeKeys(names, values);
  const cost = OBJECT_COST + names.length / 2;
  return (environment, input) => {
    charge(cost);
    const object: MutableObject = {};
    for (let i = 0; i < names.length; i++) {
      const value = read(values[i]!, environment, input);
      if (value === undefined) return undefined;
      object[names[i]!] = value;
    }
    return object;
  };
}

function oneKey([name]: readonly string[], [value]: readonly Operand[]): Single {
  return (environment, input) => {
    const a = read(value!, environment, input);
    if (a === undefined) return undefined;
    charge(OBJECT_COST + 0.5);
    const object: MutableObject = {};
    object[name!] = a;
    return object;
  };
}

function twoKeys([name1, name2]: readonly string[], [first, second]: readonly Operand[]): Single {
  return (environment, input) => {
    const a = read(first!, environment, input);
    if (a === undefined) return undefined;
    const b = read(second!, environment, input);
    if (b === undefined) return undefined;
    charge(OBJECT_COST + 1);
    const object: MutableObject = {};
    object[name1!] = a;
    object[name2!] = b;
    return object;
  };
}

function threeKeys([name1, name2, name3]: readonly string[], [first, second, third]: readonly Operand[]): Single {
  return (environment, input) => {
    const a = read(first!, environment, input);
    if (a === undefined) return undefined;
    const b = read(second!, environment, input);
    if (b === undefined) return undefined;
    const c = read(third!, environment, input);
    if (c === undefined) return undefined;
    charge(OBJECT_COST + 1.5);
    const object: MutableObject = {};
    object[name1!] = a;
    object[name2!] = b;
    object[name3!] = c;
    return object;
  };
}

function computedKeys(entries: readonly Entry[], keys: readonly Operand[], values: readonly Operand[]): Single {
  return (environment, input) => {
    charge(OBJECT_COST + entries.length);
    const object: MutableObject = {};
    for (let i = 0; i < entries.length; i++) {
      const key = read(keys[i]!, environment, input);
      if (key === undefined) return undefined;
      const value = read(values[i]!, environment, input);
      if (value === undefined) return undefined;
      setKey(object, keyName(key, entries[i]!.span), value);
    }
    return object;
  };
}

function objectStream(entries: readonly Entry[], single: Single | null): Stream {
  return (environment, input, path, emit) => {
    if (single !== null) {
      const object = single(environment, input);
      return object === undefined ? BACKTRACK : send(emit, object, path);
    }
    const values: Json[] = [];
    return eachEntry(entries, 0, values, environment, input, () => {
      charge(OBJECT_COST + entries.length * 3);
      const object: MutableObject = {};
      for (let i = 0; i < entries.length; i++) setKey(object, values[2 * i] as string, values[2 * i + 1]!);
      return send(emit, object, path);
    });
  };
}

/** Fills `values` with keys and values from an entry on, in all combinations. */
function eachEntry(
  entries: readonly Entry[],
  at: number,
  values: Json[],
  environment: Environment,
  input: Json,
  then: () => Step,
): Step {
  const entry = entries[at];
  if (entry === undefined) return then();
  return entry.key.stream(environment, input, null, (key) => {
    if (entry.value === null) {
      return derivedEntry(key, input, entry.span, (name, value) => {
        values[2 * at] = name;
        values[2 * at + 1] = value;
        return eachEntry(entries, at + 1, values, environment, input, then);
      });
    }
    return entry.value.stream(environment, input, null, (value) => {
      values[2 * at] = keyName(key, entry.span);
      values[2 * at + 1] = value;
      return eachEntry(entries, at + 1, values, environment, input, then);
    });
  });
}

function derivedEntry(key: Json, input: Json, span: Span, then: (name: string, value: Json) => Step): Step {
  const name = keyName(key, span);
  return then(name, indexAt(input, name, span));
}

/** `"text \(expression) text"`; the last expression is the outermost loop. */
export function compileInterpolation(node: Interpolation, scope: Scope, compiler: Compiler): Code {
  const format = node.format ?? 'text';
  const texts: string[] = [''];
  const codes: Code[] = [];
  for (const part of node.parts) {
    if (part.kind === 'text') texts[texts.length - 1] += part.value;
    else {
      codes.unshift(compiler.compile(part, scope));
      texts.push('');
    }
  }
  const join = (values: readonly Json[]): string => interpolate(texts, values, format, node.span);
  const operands = operandsOf(codes);
  return new Code({
    single: operands && interpolationSingle(operands, join),
    bounded: areBounded(...codes),
    weight: weightOf(...codes),
    stream: () => (environment, input, path, emit) =>
      forCombinations(codes, environment, input, (values) => {
        const text = join(values);
        return send(emit, text, path);
      }),
  });
}

/** Puts a string together; `values` are in reverse order. */
function interpolate(texts: readonly string[], values: readonly Json[], format: string, span: Span): string {
  let text = texts[0]!;
  try {
    charge(values.length);
    for (let i = 1; i < texts.length; i++) text += formatted(format, values[values.length - i]!) + texts[i]!;
    chargeString(text.length);
    return text;
  } catch (error) {
    throw located(error, span);
  }
}

function formatted(format: string, value: Json): string {
  return format === 'text' ? toText(value) : formatValue(format, value);
}

function interpolationSingle(operands: readonly Operand[], join: (values: readonly Json[]) => string): Single {
  return (environment, input) => {
    const values: Json[] = [];
    for (const operand of operands) {
      const value = read(operand, environment, input);
      if (value === undefined) return undefined;
      values.push(value);
    }
    return join(values);
  };
}

/** `@base64` on its own. */
export function compileFormat(node: Format): Code {
  return computed((_environment, input) => {
    try {
      return formatValue(node.name, input);
    } catch (error) {
      throw located(error, node.span);
    }
  }, 1);
}
