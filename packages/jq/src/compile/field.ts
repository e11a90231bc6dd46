import type { Span } from '../ast.ts';
import { index } from '../paths/access.ts';
import { located } from '../runtime/raise.ts';
import type { Json } from '../values/json.ts';
import type { Single } from './code.ts';
import { type Holder, isOwnOnly } from './glance.ts';

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
  return fields.length > 0 && fields.length <= 3 && fields.every(({ name }) => isOwnOnly(name));
}

function oneField(fields: readonly Field[], name: string): Single {
  return (_environment, input) => {
    const value = (input as Holder)?.[name];
    return value === undefined ? stepByStep(fields, input) : (value as Json);
  };
}

function twoFields(fields: readonly Field[], first: string, second: string): Single {
  return (_environment, input) => {
    const value = (input as Holder)?.[first]?.[second];
    return value === undefined ? stepByStep(fields, input) : (value as Json);
  };
}

function threeFields(fields: readonly Field[], first: string, second: string, third: string): Single {
  return (_environment, input) => {
    const value = (input as Holder)?.[first]?.[second]?.[third];
    return value === undefined ? stepByStep(fields, input) : (value as Json);
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
  const direct = isOwnOnly(name);
  return (environment, input) => {
    const value = target(environment, input);
    const found = direct ? (value as Holder)?.[name] : undefined;
    if (found !== undefined) return found as Json;
    return value === undefined ? undefined : indexAt(value, name, span);
  };
}

/** Direct code for `.a.b[n]`, n a whole number from 0 on. */
export function itemOfFields(fields: readonly Field[], at: number, span: Span): Single {
  const [first, second] = fields.map(({ name }) => name);
  if (fields.length !== 2 || !isDirect(fields)) return itemOf(fieldsSingle(fields), at, span);
  return (_environment, input) => {
    const list = (input as Holder)?.[first!]?.[second!];
    if (Array.isArray(list)) return (list as readonly Json[])[at] ?? null;
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
