import type { Bind, Expression, Foreach, Pattern, Reduce } from '../ast.ts';
import type { Engine } from './engine.ts';
import { type Flow, forEach, MANY, one } from './flow.ts';
import { readItem, readProperty } from './infer-access.ts';
import { join } from './join.ts';
import { bindVariable, findVariable, type Scope } from './scope.ts';
import { isNever, neverType, nullType, type Type, unknownType } from './type.ts';
import { fixedPoint } from './widen.ts';

/** `source as pattern | body` */
export function inferBind(engine: Engine, node: Bind, input: Type, scope: Scope): Flow {
  const { findings } = engine;
  const source = engine.flow(node.source, input, scope);
  if (isNever(source.type)) return source;
  const mark = findings.mark;
  const bound = bindPatterns(engine, node.patterns, source.type, input, scope);
  const isDoubtful = source.min === 0 || bound.min === 0;
  if (isDoubtful) findings.doubt(mark);
  if (bound.isImpossible) return { type: neverType, min: isDoubtful ? 0 : 1, max: source.max, fails: true };
  const body = engine.flow(node.body, input, bound.scope);
  if (isDoubtful) findings.doubt(mark);
  if (node.patterns.length > 1) {
    findings.soften(mark);
    return { ...forEach(source, body), max: MANY, fails: true };
  }
  return forEach(source, bound.fails ? { ...body, fails: true, min: bound.min < body.min ? 0 : body.min } : body);
}

/** The scope after destructuring, whether that may fail, and `min` 0 if it may happen not at all. */
export interface Bound {
  readonly scope: Scope;
  readonly fails: boolean;
  readonly min: 0 | 1;
  readonly isImpossible: boolean;
}

/** Binds the variables of a pattern; of several (`?//`) each pattern's variables, null where another one is taken. */
export function bindPatterns(
  engine: Engine,
  patterns: readonly Pattern[],
  value: Type,
  input: Type,
  scope: Scope,
): Bound {
  const [only] = patterns;
  if (only === undefined || patterns.length > 1) return bindAlternatives(engine, patterns, value, input, scope);
  const binder = new Binder(engine, input, scope);
  binder.bind(only, value);
  return binder;
}

function bindAlternatives(engine: Engine, patterns: readonly Pattern[], value: Type, input: Type, scope: Scope): Bound {
  const types = new Map<string, Type>();
  for (const pattern of patterns) {
    const binder = new Binder(engine, input, scope);
    binder.bind(pattern, value);
    for (const name of binder.names) {
      const type = findVariable(binder.scope, name) ?? unknownType;
      types.set(name, join(types.get(name) ?? nullType, type));
    }
  }
  let bound = scope;
  for (const [name, type] of types) bound = bindVariable(bound, name, type);
  return { scope: bound, fails: true, min: 1, isImpossible: false };
}

/** Follows one pattern into a value. */
class Binder implements Bound {
  scope: Scope;
  fails = false;
  min: 0 | 1 = 1;
  isImpossible = false;
  readonly names: string[] = [];
  readonly #engine: Engine;
  readonly #input: Type;

  constructor(engine: Engine, input: Type, scope: Scope) {
    this.#engine = engine;
    this.#input = input;
    this.scope = scope;
  }

  bind(pattern: Pattern, value: Type): void {
    if (isNever(value)) return;
    switch (pattern.kind) {
      case 'variable-pattern':
        this.#set(pattern.name, value);
        break;
      case 'array-pattern':
        pattern.items.forEach((item, i) => {
          this.bind(item, this.#use(readItem(this.#engine, value, i, item.span)));
        });
        break;
      case 'object-pattern':
        for (const entry of pattern.entries) {
          const part = this.#use(this.#entry(entry.key, value));
          if (entry.variable !== null) this.#set(entry.variable, part);
          if (entry.pattern !== null) this.bind(entry.pattern, part);
        }
        break;
    }
  }

  #entry(key: Expression, value: Type): Flow {
    if (key.kind === 'literal' && typeof key.value === 'string') {
      return readProperty(this.#engine, value, key.value, key.span);
    }
    const flow = this.#engine.flow(key, this.#input, this.scope);
    const [name] = flow.type.strings?.values?.size === 1 ? flow.type.strings.values : [];
    if (name !== undefined) return forEach(flow, readProperty(this.#engine, value, name, key.span));
    return { ...flow, type: isNever(flow.type) ? flow.type : unknownType, fails: true };
  }

  #use(flow: Flow): Type {
    if (flow.fails) this.fails = true;
    if (flow.min === 0) this.min = 0;
    if (isNever(flow.type)) this.isImpossible = true;
    return flow.type;
  }

  #set(name: string, type: Type): void {
    this.names.push(name);
    this.scope = bindVariable(this.scope, name, type);
  }
}

/** `reduce source as pattern (initial; update)` */
export function inferReduce(engine: Engine, node: Reduce, input: Type, scope: Scope): Flow {
  const loop = inferLoop(engine, node, input, scope);
  if ('stopped' in loop) return loop.stopped;
  const { source, initial, state, update, last } = loop;
  const type = source.min === 1 ? last : state;
  return forEach(initial, { type, min: 1, max: 1, fails: source.fails || update.fails });
}

/** `foreach source as pattern (initial; update; extract)` */
export function inferForeach(engine: Engine, node: Foreach, input: Type, scope: Scope): Flow {
  const loop = inferLoop(engine, node, input, scope);
  if ('stopped' in loop) return loop.stopped;
  const { source, initial, update, scope: inner, mark } = loop;
  if (node.extract === null) return forEach(initial, forEach(source, update));
  if (isNever(update.type)) return forEach(initial, forEach(source, update));
  const extracted = engine.flow(node.extract, update.type, inner);
  if (source.min === 0 || initial.min === 0 || update.min === 0) engine.findings.doubt(mark);
  return forEach(initial, forEach(source, forEach(update, extracted)));
}

interface Loop {
  readonly source: Flow;
  readonly initial: Flow;
  /** The state before any round. */
  readonly state: Type;
  /** The state after a round. */
  readonly last: Type;
  readonly update: Flow;
  readonly scope: Scope;
  readonly mark: number;
}

/** The rounds of a loop: the state is the least type that holds the initial value and every update's outputs. */
function inferLoop(
  engine: Engine,
  node: Reduce | Foreach,
  input: Type,
  scope: Scope,
): Loop | { readonly stopped: Flow } {
  const { findings } = engine;
  const initial = engine.flow(node.initial, input, scope);
  if (isNever(initial.type)) return { stopped: initial };
  const afterInitial = findings.mark;
  const dot = initial.max === MANY ? join(input, nullType) : input;
  const source = inferSource(engine, node, input, dot, scope);
  if (initial.min === 0) findings.doubt(afterInitial);
  if (isNever(source.type)) return { stopped: stoppedLoop(node, initial, source) };
  const mark = findings.mark;
  const bound = bindPatterns(engine, node.patterns, source.type, dot, scope);
  const step = (state: Type): Flow => engine.flow(node.update, state, bound.scope);
  const state = findings.muted(() => fixedPoint(initial.type, (before) => nextState(step(before))));
  const update = step(state);
  if (source.min === 0 || initial.min === 0 || bound.min === 0) findings.doubt(mark);
  if (node.patterns.length > 1) findings.soften(mark);
  const fails = update.fails || bound.fails;
  const failing = fails === update.fails ? update : { ...update, fails };
  return { source, initial, state, last: nextState(update), update: failing, scope: bound.scope, mark };
}

/** The source of a loop. With several initial values jq evaluates it for `.` with the first, and for null with the others. */
function inferSource(engine: Engine, node: Reduce | Foreach, input: Type, dot: Type, scope: Scope): Flow {
  const source = engine.flow(node.source, input, scope);
  return dot === input ? source : engine.findings.muted(() => engine.flow(node.source, dot, scope));
}

/** An update without an output leaves null behind. */
const nextState = (update: Flow): Type => (update.min === 0 ? join(update.type, nullType) : update.type);

/** A loop whose source has no output, or always fails. */
function stoppedLoop(node: Reduce | Foreach, initial: Flow, source: Flow): Flow {
  if (node.kind === 'foreach' || source.min === 1) return forEach(initial, source);
  return forEach(initial, { ...one(initial.type), fails: source.fails });
}
