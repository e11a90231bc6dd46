import { isObject } from '@parley/kernel';
import type { TaskSite } from '../validate/site.ts';
import type { Snapshot } from './snapshot.ts';

/** A variable that a loop, a catch or an iterator defines. */
export interface Declaration {
  readonly name: string;
  /** Pointer of the text that names it; undefined when it has its usual name. */
  readonly pointer: string | undefined;
  /** Pointer of what defines it: `.../for`, `.../catch`, `.../foreach`. */
  readonly construct: string;
  /** Pointers below which expressions can use it. */
  readonly regions: readonly string[];
}

/** The variables that a definition defines, outer ones first. */
export function declarations(snapshot: Snapshot): Declaration[] {
  return snapshot.survey.tasks.flatMap((task) => [...declaredBy(task)]);
}

function* declaredBy({ kind, value, pointer }: TaskSite): Generator<Declaration> {
  if (kind === 'for') {
    const regions = [`${pointer}/do`, `${pointer}/while`];
    yield* variables(value.for, `${pointer}/for`, { each: 'item', at: 'index' }, regions);
  }
  if (kind === 'try') {
    const construct = `${pointer}/catch`;
    const regions = ['when', 'exceptWhen', 'retry', 'do'].map((key) => `${construct}/${key}`);
    yield* variables(value.catch, construct, { as: 'error' }, regions);
  }
  if (kind === 'listen') yield* iterator(value.foreach, `${pointer}/foreach`);
  const subscription = isObject(value.with) ? value.with.subscription : undefined;
  if (isObject(subscription)) yield* iterator(subscription.foreach, `${pointer}/with/subscription/foreach`);
}

function iterator(value: unknown, construct: string): Iterable<Declaration> {
  const regions = ['do', 'output', 'export'].map((key) => `${construct}/${key}`);
  return variables(value, construct, { item: 'item', at: 'index' }, regions);
}

function* variables(
  value: unknown,
  construct: string,
  defaults: Readonly<Record<string, string>>,
  regions: readonly string[],
): Generator<Declaration> {
  if (!isObject(value)) return;
  for (const [key, usual] of Object.entries(defaults)) {
    const given = value[key];
    const named = typeof given === 'string';
    yield { name: named ? given : usual, pointer: named ? `${construct}/${key}` : undefined, construct, regions };
  }
}

/** The declaration that a variable of an expression refers to: the innermost one around it. */
export function declarationOf(all: readonly Declaration[], name: string, pointer: string): Declaration | undefined {
  return all.findLast(
    (declaration) =>
      declaration.name === name &&
      declaration.regions.some((region) => pointer === region || pointer.startsWith(`${region}/`)),
  );
}
