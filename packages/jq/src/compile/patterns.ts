import type { ObjectPatternEntry, Pattern } from '../ast.ts';
import { index } from '../paths/access.ts';
import { NextPattern } from '../runtime/choices.ts';
import { Cell, type Environment, type Step } from '../runtime/environment.ts';
import { push } from '../runtime/machine.ts';
import { Path } from '../runtime/path.ts';
import { raise } from '../runtime/raise.ts';
import { excerpt } from '../values/describe.ts';
import type { Json } from '../values/json.ts';
import { areBounded, type Code, type Single } from './code.ts';
import type { Compiler } from './compiler.ts';
import type { Scope } from './scope.ts';

/** Takes the environment with the variables bound, and the path as the destructuring left it. */
type Then = (environment: Environment, path: Path | null) => Step;

/** Compiled `patterns`: how to bind their variables. */
export interface Binder {
  /** The scope of what comes after the patterns. */
  readonly scope: Scope;
  /** Binds directly; undefined if a key has no output. Null if that is not possible. */
  readonly direct: ((environment: Environment, value: Json) => Environment | undefined) | null;
  /** True for `as $x`, which binds the whole value. */
  readonly isPlain: boolean;
  readonly bounded: boolean;
  readonly weight: number;
  readonly stream: (environment: Environment, value: Json, path: Path | null, then: Then) => Step;
}

/**
 * One step of a destructuring: take the part at a key, and keep it. Steps are done in order; `from` says of which step's
 * part this is a part (-1: of the whole). `slots` are the variables that get the part.
 */
interface PatternStep {
  readonly from: number;
  readonly key: Code;
  readonly slots: readonly number[];
}

/** Compiles what comes after `as`. */
export function compilePatterns(patterns: readonly Pattern[], scope: Scope, compiler: Compiler): Binder {
  const names = [...new Set(patterns.flatMap((pattern) => namesIn(pattern)))];
  const inner = names.reduce((wider, name) => wider.withVariable(name), scope);
  const [only] = patterns;
  if (only!.kind === 'variable-pattern' && patterns.length === 1) return wholeBinder(inner);
  if (patterns.length === 1) return singleBinder(only!, names, scope, inner, compiler);
  return alternativesBinder(patterns, names, inner, compiler);
}

function namesIn(pattern: Pattern): string[] {
  switch (pattern.kind) {
    case 'variable-pattern':
      return [pattern.name];
    case 'array-pattern':
      return pattern.items.flatMap((item) => namesIn(item));
    case 'object-pattern':
      return pattern.entries.flatMap(({ variable, pattern: inner }) => [
        ...(variable === null ? [] : [variable]),
        ...(inner === null ? [] : namesIn(inner)),
      ]);
  }
}

/** `as $x` */
function wholeBinder(scope: Scope): Binder {
  return {
    scope,
    direct: (environment, value) => new Cell(value, null, environment),
    isPlain: true,
    bounded: true,
    weight: 1,
    stream: (environment, value, path, then) => then(new Cell(value, null, environment), path),
  };
}

/** One pattern: its keys do not see its variables. Where a name stands twice, the part that is taken first wins. */
function singleBinder(pattern: Pattern, names: string[], scope: Scope, inner: Scope, compiler: Compiler): Binder {
  const steps = compileSteps(pattern, names, scope, compiler);
  return {
    scope: inner,
    direct: directBinder(steps, names.length),
    isPlain: false,
    bounded: areBounded(...steps.map(({ key }) => key)),
    weight: Math.max(1, ...steps.map(({ key }) => key.weight)) + 1,
    stream: (environment, value, path, then) =>
      runSteps(
        steps,
        [],
        [],
        keepFirst,
        () => environment,
        value,
        path,
        (values, at) => then(bindAll(values, names.length, environment), at),
      ),
  };
}

function keepFirst(values: Json[], slot: number, part: Json): void {
  if (values[slot] === undefined) values[slot] = part;
}

function bindAll(values: readonly Json[], count: number, environment: Environment): Environment {
  let bound = environment;
  for (let i = 0; i < count; i++) bound = new Cell(values[i] ?? null, null, bound);
  return bound;
}

function directBinder(steps: readonly PatternStep[], count: number): Binder['direct'] {
  const keys: Single[] = [];
  for (const { key } of steps) {
    if (key.single === null) return null;
    keys.push(key.single);
  }
  return (environment, value) => {
    const parts: Json[] = [];
    const values: Json[] = [];
    for (let i = 0; i < steps.length; i++) {
      const { from, slots } = steps[i]!;
      const whole = from < 0 ? value : parts[from]!;
      const key = keys[i]!(environment, whole);
      if (key === undefined) return undefined;
      const part = index(whole, key);
      parts.push(part);
      for (const slot of slots) keepFirst(values, slot, part);
    }
    return bindAll(values, count, environment);
  };
}

/** The steps of a pattern in jq's order: the items of an array last to first, the entries of an object in order. */
function compileSteps(pattern: Pattern, names: readonly string[], scope: Scope, compiler: Compiler): PatternStep[] {
  const steps: PatternStep[] = [];
  const add = (from: number, key: Code, names_: readonly string[], inner: Pattern | null): void => {
    const direct = inner?.kind === 'variable-pattern' ? [...names_, inner.name] : names_;
    steps.push({ from, key, slots: direct.map((name) => names.indexOf(name)) });
    if (inner !== null) visit(inner, steps.length - 1);
  };
  const visit = (inner: Pattern, from: number): void => {
    if (inner.kind === 'array-pattern') {
      for (let i = inner.items.length - 1; i >= 0; i--)
        add(from, compileItemKey(i, inner, scope, compiler), [], inner.items[i]!);
    } else if (inner.kind === 'object-pattern') {
      for (const entry of inner.entries) {
        add(
          from,
          compileEntryKey(entry, scope, compiler),
          entry.variable === null ? [] : [entry.variable],
          entry.pattern,
        );
      }
    }
  };
  visit(pattern, -1);
  return steps;
}

function compileItemKey(at: number, pattern: Pattern, scope: Scope, compiler: Compiler): Code {
  return compiler.compile({ kind: 'literal', value: at, span: pattern.span }, scope);
}

function compileEntryKey(entry: ObjectPatternEntry, scope: Scope, compiler: Compiler): Code {
  return compiler.compile(entry.key, scope);
}

/** Does the steps from `parts.length` on; keys may have several outputs, which are tried in turn. */
function runSteps(
  steps: readonly PatternStep[],
  parts: readonly Json[],
  values: readonly Json[],
  take: (values: Json[], slot: number, part: Json) => void,
  environmentOf: (values: readonly Json[]) => Environment,
  whole: Json,
  path: Path | null,
  then: (values: readonly Json[], path: Path | null) => Step,
): Step {
  const step = steps[parts.length];
  if (step === undefined) return then(values, path);
  const value = step.from < 0 ? whole : parts[step.from]!;
  return step.key.stream(environmentOf(values), value, null, (key) => {
    if (path !== null && !path.leadsTo(value)) {
      raise(`Invalid path expression near attempt to access element ${excerpt(key)} of ${excerpt(value)}`);
    }
    const part = index(value, key);
    const taken = values.slice();
    for (const slot of step.slots) take(taken, slot, part);
    const after = path === null ? null : new Path(path, key, part);
    return runSteps(steps, [...parts, part], taken, take, environmentOf, whole, after, then);
  });
}

/**
 * `a ?// b`: all variables exist in all patterns, null where a pattern has no such name, and keys see what was bound
 * before them. Never direct, because the next pattern is tried after errors of what comes after, too.
 */
function alternativesBinder(patterns: readonly Pattern[], names: string[], inner: Scope, compiler: Compiler): Binder {
  const alternatives = patterns.map((pattern) =>
    pattern.kind === 'variable-pattern' ? names.indexOf(pattern.name) : compileSteps(pattern, names, inner, compiler),
  );
  const take = (values: Json[], slot: number, part: Json): void => {
    values[slot] = part;
  };
  return {
    scope: inner,
    direct: null,
    isPlain: false,
    bounded: false,
    weight: 1,
    stream: (environment, value, path, then) => {
      const bind = (values: readonly Json[]): Environment => bindAll(values, names.length, environment);
      const attempt = (at: number): Step => {
        if (at < alternatives.length - 1) push(new NextPattern(() => attempt(at + 1)));
        const steps = alternatives[at]!;
        if (typeof steps !== 'number') {
          return runSteps(steps, [], [], take, bind, value, path, (values, after) => then(bind(values), after));
        }
        const values: Json[] = [];
        values[steps] = value;
        return then(bind(values), path);
      };
      return attempt(0);
    },
  };
}
