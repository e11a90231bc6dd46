import type { Span } from '../ast.ts';
import { index } from '../paths/access.ts';
import { located } from '../runtime/raise.ts';
import type { Json, JsonObject } from '../values/json.ts';
import type { Single } from './code.ts';

/** One step of `.a.b.c`. */
export interface Field {
  readonly name: string;
  readonly span: Span;
}

/**
 * Direct code for `.a.b.c` from the input, the most frequent expression of all. Objects are read without further checks
 * where no object inherits such a name; everything else goes step by step.
 */
export function fieldsSingle(fields: readonly Field[]): Single {
  const [first, second, third] = fields.map(({ name }) => name);
  if (!isDirect(fields)) return (_environment, input) => stepByStep(fields, input);
  if (second === undefined) return oneField(fields, first!);
  if (third === undefined) return twoFields(fields, first!, second);
  return threeFields(fields, first!, second, third);
}

function isDirect(fields: readonly Field[]): boolean {
  return fields.length > 0 && fields.length <= 3 && !fields.some(({ name }) => name in Object.prototype);
}

function isPlain(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function oneField(fields: readonly Field[], name: string): Single {
  return (_environment, input) => (isPlain(input) ? (input[name] ?? null) : stepByStep(fields, input));
}

function twoFields(fields: readonly Field[], first: string, second: string): Single {
  return (_environment, input) => {
    if (isPlain(input)) {
      const outer = input[first];
      if (isPlain(outer)) return outer[second] ?? null;
    }
    return stepByStep(fields, input);
  };
}

function threeFields(fields: readonly Field[], first: string, second: string, third: string): Single {
  return (_environment, input) => {
    if (isPlain(input)) {
      const outer = input[first];
      if (isPlain(outer)) {
        const inner = outer[second];
        if (isPlain(inner)) return inner[third] ?? null;
      }
    }
    return stepByStep(fields, input);
  };
}

function stepByStep(fields: readonly Field[], input: Json): Json {
  let value = input;
  for (const { name, span } of fields) value = indexAt(value, name, span);
  return value;
}

/** `index` with the place of the access in the error. */
export function indexAt(value: Json, key: Json, span: Span): Json {
  try {
    return index(value, key);
  } catch (error) {
    throw located(error, span);
  }
}

/** Direct code for `.name` of something computed. */
export function fieldOf(target: Single, name: string, span: Span): Single {
  if (name in Object.prototype) {
    return (environment, input) => {
      const value = target(environment, input);
      return value === undefined ? undefined : indexAt(value, name, span);
    };
  }
  return (environment, input) => {
    const value = target(environment, input);
    if (isPlain(value)) return value[name] ?? null;
    return value === undefined ? undefined : indexAt(value, name, span);
  };
}

/** Direct code for `.a.b[n]`, n a whole number from 0 on. */
export function itemOfFields(fields: readonly Field[], at: number, span: Span): Single {
  const [first, second] = fields.map(({ name }) => name);
  if (fields.length !== 2 || !isDirect(fields)) return itemOf(fieldsSingle(fields), at, span);
  return (_environment, input) => {
    if (isPlain(input)) {
      const outer = input[first!];
      if (isPlain(outer)) {
        const list = outer[second!];
        if (Array.isArray(list)) return (list as readonly Json[])[at] ?? null;
      }
    }
    return indexAt(stepByStep(fields, input), at, span);
  };
}

/** Direct code for `.[n]` of something computed, n a whole number from 0 on. */
export function itemOf(target: Single, at: number, span: Span): Single {
  return (environment, input) => {
    const value = target(environment, input);
    if (Array.isArray(value)) return (value as readonly Json[])[at] ?? null;
    return value === undefined ? undefined : indexAt(value, at, span);
  };
}
