import type { JsonSchema } from '@parley/dsl';
import { isObject } from '@parley/kernel';
import { pointerSteps } from '../pointer.ts';
import { checkArray, checkNumber, checkObject, checkString, type Inspect } from './checks.ts';
import { describe, typeOf, type Violation } from './values.ts';

const MAX_VIOLATIONS = 50;
const MAX_DEPTH = 200;
const MAX_STEPS = 200_000;

/**
 * Checks a value against a JSON Schema (2020-12). A `$ref` may be a JSON Pointer into the schema itself; any other fits.
 * Interprets the schema rather than compiling it to code, as schemas come from tenants; takes bounded time (what lies
 * beyond the bounds is taken to fit) and finds at most 50 violations. The annotation-only keywords and `unevaluated...` are not looked at.
 */
export function validateJson(value: unknown, schema: JsonSchema): Violation[] {
  const found: Violation[] = [];
  new Validation(schema).inspect(value, schema, '', found, 0);
  return found.slice(0, MAX_VIOLATIONS);
}

class Validation {
  readonly #root: JsonSchema;
  #steps = 0;

  constructor(root: JsonSchema) {
    this.#root = root;
  }

  inspect(value: unknown, schema: JsonSchema, pointer: string, found: Violation[], depth: number): void {
    this.#steps += 1;
    if (schema === true || depth > MAX_DEPTH || this.#steps > MAX_STEPS || found.length >= MAX_VIOLATIONS) return;
    if (!isObject(schema)) {
      found.push({ pointer, message: 'must not be there' });
      return;
    }
    if (typeof schema.$ref === 'string') {
      const target = this.#resolve(schema.$ref);
      if (target !== undefined) this.inspect(value, target, pointer, found, depth + 1);
    }
    if (!fitsType(value, schema.type)) {
      found.push({ pointer, message: `must be ${typeNames(schema.type)}, but is ${describe(value)}` });
      return;
    }
    checkFixed(value, schema, pointer, found);
    const inspect: Inspect = (child, sub, place) => this.inspect(child, sub, place, found, depth + 1);
    if (typeof value === 'string') checkString(value, schema, pointer, found);
    else if (typeof value === 'number') checkNumber(value, schema, pointer, found);
    else if (Array.isArray(value)) checkArray(value, schema, pointer, found, inspect);
    else if (isObject(value)) checkObject(value, schema, pointer, found, inspect);
    this.#combine(value, schema, pointer, found, depth + 1);
  }

  #combine(
    value: unknown,
    schema: Readonly<Record<string, unknown>>,
    pointer: string,
    found: Violation[],
    depth: number,
  ): void {
    const attempt = (sub: JsonSchema): Violation[] => {
      const attempted: Violation[] = [];
      this.inspect(value, sub, pointer, attempted, depth);
      return attempted;
    };
    for (const sub of list(schema.allOf)) this.inspect(value, sub, pointer, found, depth);
    found.push(...noneFits(list(schema.anyOf).map(attempt)));
    const alternatives = list(schema.oneOf).map(attempt);
    found.push(...noneFits(alternatives));
    const fitting = alternatives.filter((violations) => violations.length === 0).length;
    if (fitting > 1) found.push({ pointer, message: `must fit one alternative only, but fits ${fitting}` });
    const { not: excluded, if: condition } = schema as Readonly<Record<string, JsonSchema | undefined>>;
    if (excluded !== undefined && attempt(excluded).length === 0)
      found.push({ pointer, message: 'must be something else' });
    if (condition === undefined) return;
    const branch = (attempt(condition).length === 0 ? schema.then : schema.else) as JsonSchema | undefined;
    if (branch !== undefined) this.inspect(value, branch, pointer, found, depth);
  }

  #resolve(reference: string): JsonSchema | undefined {
    if (reference === '#') return this.#root;
    if (!reference.startsWith('#/')) return undefined;
    let place: unknown = this.#root;
    for (const step of pointerSteps(reference.slice(1))) {
      if (typeof place !== 'object' || place === null || !Object.hasOwn(place, step)) return undefined;
      place = (place as Record<string, unknown>)[step];
    }
    return typeof place === 'boolean' || isObject(place) ? place : undefined;
  }
}

/** When no alternative fits: the violations of the one that was probably meant, which has the fewest. */
function noneFits(attempts: readonly Violation[][]): Violation[] {
  const [nearest = []] = [...attempts].sort((a, b) => a.length - b.length);
  return nearest;
}

const list = (value: unknown) => (Array.isArray(value) ? (value as JsonSchema[]) : []);

function fitsType(value: unknown, type: unknown): boolean {
  if (type === undefined) return true;
  const actual = typeOf(value);
  return (Array.isArray(type) ? type : [type]).some(
    (wanted) => wanted === actual || (wanted === 'number' && actual === 'integer'),
  );
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  integer: 'a whole number',
  null: 'null',
  number: 'a number',
  object: 'an object',
  string: 'text',
};

const typeNames = (type: unknown) =>
  (Array.isArray(type) ? type : [type]).map((name) => TYPE_NAMES[String(name)] ?? String(name)).join(' or ');

function checkFixed(
  value: unknown,
  schema: Readonly<Record<string, unknown>>,
  pointer: string,
  found: Violation[],
): void {
  const text = JSON.stringify(value);
  if (Array.isArray(schema.enum) && !schema.enum.some((allowed) => JSON.stringify(allowed) === text)) {
    const allowed = schema.enum.slice(0, 20).map((item) => JSON.stringify(item));
    found.push({ pointer, message: `must be one of ${allowed.join(', ')}, but is ${describe(value)}` });
  }
  if (schema.const !== undefined && JSON.stringify(schema.const) !== text) {
    found.push({ pointer, message: `must be ${JSON.stringify(schema.const)}, but is ${describe(value)}` });
  }
}
