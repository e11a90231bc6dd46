import { isObject } from '@parley/kernel';
import { isExpression } from '../../expression/syntax.ts';
import { childPointer } from '../../parse/pointer.ts';
import { pathWords, type SchemaChange } from '../schema/schema-change.ts';
import { readSchema } from '../schema/schema-node.ts';
import type { Break } from './affected.ts';
import type { ContractChange } from './catalog-changes.ts';

/** Arguments of a call that were right and no longer are. `args` may be an expression that gives all of them. */
export function* brokenArguments(change: ContractChange, args: unknown, pointer: string): Generator<Break> {
  const given = args ?? {};
  for (const one of change.input) {
    const found = follow(given, one.path, pointer);
    if (found) yield* breakOf(one, found, change);
  }
}

interface Given {
  /** The argument, or the innermost part of it that is there. */
  readonly value: unknown;
  readonly pointer: string;
  /** False when the call leaves out what the path leads to. */
  readonly there: boolean;
}

/** What a call gives at a path; undefined when something in front of the last step is left out, so nothing changes. */
function follow(value: unknown, path: readonly string[], pointer: string): Given | undefined {
  const [step, ...rest] = path;
  // What an expression gives is not known here.
  if (step === undefined || typeof value === 'string') return { value, pointer, there: true };
  if (step === '[]') {
    return Array.isArray(value) && value.length > 0 ? follow(value[0], rest, childPointer(pointer, 0)) : undefined;
  }
  if (!isObject(value)) return undefined;
  if (Object.hasOwn(value, step)) return follow(value[step], rest, childPointer(pointer, step));
  return rest.length === 0 ? { value, pointer, there: false } : undefined;
}

function* breakOf(change: SchemaChange, given: Given, contract: ContractChange): Generator<Break> {
  const { pointer, there, value } = given;
  const subject = contract.name;
  const what = `“${pathWords(change.path)}” of ${subject}`;
  const computed = typeof value === 'string' && isExpression(value);
  switch (change.kind) {
    case 'property_added':
    case 'now_required':
      if (there) return;
      yield { kind: 'argument_missing', pointer, subject, message: `${what} ${change.words}, but it is not given` };
      return;
    case 'property_removed':
      if (there && !computed) {
        yield { kind: 'argument_removed', pointer, subject, message: `${what} is not taken any more` };
      }
      return;
    case 'closed':
      return;
    default:
      if (there && (computed || !isStillRight(value, change, contract))) {
        yield { kind: 'argument_changed', pointer, subject, message: `${what} ${change.words}` };
      }
  }
}

/** True when a literal argument has a type and a value that the new schema allows; constraints are not looked at. */
function isStillRight(value: unknown, { path, kind }: SchemaChange, { inputSchema }: ContractChange): boolean {
  if (kind === 'constraint_changed') return false;
  let schema: unknown = inputSchema;
  for (const step of path) {
    const node = readSchema(schema, inputSchema);
    schema = step === '[]' ? node.items : step === '*' ? node.others : node.properties[step];
  }
  const { types, values } = readSchema(schema, inputSchema);
  if (values) return values.some((allowed) => JSON.stringify(allowed) === JSON.stringify(value));
  return types === undefined || typesOf(value).some((type) => types.has(type));
}

function typesOf(value: unknown): string[] {
  if (value === null) return ['null'];
  if (Array.isArray(value)) return ['array'];
  if (typeof value === 'number') return Number.isInteger(value) ? ['integer', 'number'] : ['number'];
  return [typeof value];
}
