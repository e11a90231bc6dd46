import type { Bind, Foreach, Reduce } from '../ast.ts';
import { Draft } from '../paths/draft.ts';
import { Afterwards } from '../runtime/choices.ts';
import { Cell, type Environment } from '../runtime/environment.ts';
import { BACKTRACK, push, send } from '../runtime/machine.ts';
import { charge } from '../runtime/meter.ts';
import type { Json } from '../values/json.ts';
import { IDENTITY } from './basics.ts';
import { bind } from './bind.ts';
import { areBounded, Code, type Each, lastOf, type Revise, type Single, weightOf } from './code.ts';
import type { Compiler } from './compiler.ts';
import { type ItemLoop, outputOf } from './item-loop.ts';
import { type Binder, compilePatterns } from './patterns.ts';
import type { Scope } from './scope.ts';

/** `source as patterns | body` */
export function compileBind(node: Bind, scope: Scope, compiler: Compiler): Code {
  const source = compiler.compile(node.source, scope);
  const binder = compilePatterns(node.patterns, scope, compiler);
  const body = compiler.compile(node.body, binder.scope);
  const [only] = node.patterns;
  if (only!.kind === 'variable-pattern' && node.patterns.length === 1) return bind(source, body);
  return new Code({
    single: bindSingle(source.single, binder, body.single),
    each: bindEach(source.each, binder, body.each),
    bounded: binder.bounded && areBounded(source, body),
    weight: Math.max(weightOf(source, body), binder.weight),
    stream: () => {
      const from = source.stream;
      const into = body.stream;
      return (environment, input, path, emit) =>
        from(environment, input, null, (value) =>
          binder.stream(environment, value, path, (bound, at) => into(bound, input, at, emit)),
        );
    },
  });
}

function bindSingle(source: Single | null, { direct }: Binder, body: Single | null): Single | null {
  if (source === null || direct === null || body === null) return null;
  return (environment, input) => {
    const value = source(environment, input);
    if (value === undefined) return undefined;
    const bound = direct(environment, value);
    return bound === undefined ? undefined : body(bound, input);
  };
}

function bindEach(source: Each | null, { direct }: Binder, body: Each | null): Each | null {
  if (source === null || direct === null || body === null) return null;
  return (environment, input, visit) =>
    source(environment, input, (value) => {
      const bound = direct(environment, value);
      return bound === undefined || body(bound, input, visit);
    });
}

/** `reduce source as patterns (initial; update)` */
export function compileReduce(node: Reduce, scope: Scope, compiler: Compiler): Code {
  const source = compiler.compile(node.source, scope);
  const initial = compiler.compile(node.initial, scope);
  const binder = compilePatterns(node.patterns, scope, compiler);
  const update = compiler.compile(node.update, binder.scope);
  return reduce(source, binder, initial, update);
}

/**
 * Code for a reduction. The state is null while the update runs, so an update without output leaves null. Where the
 * initial value has several outputs, the source sees null instead of the input from the second on; both as in jq.
 */
function reduce(source: Code, binder: Binder, initial: Code, update: Code): Code {
  return new Code({
    single: reduceSingle(source, binder, initial.single, update),
    bounded: binder.bounded && areBounded(source, initial, update),
    weight: Math.max(weightOf(source, initial, update), binder.weight),
    stream: () => {
      const from = source.stream;
      const first = initial.stream;
      const step = update.stream;
      return (environment, input, path, emit) => {
        let seen = input;
        return first(environment, input, path, (start, at) => {
          let state = start;
          const whole = seen;
          seen = null;
          push(new Afterwards(() => send(emit, state, at)));
          return from(environment, whole, at, (value, there) =>
            binder.stream(environment, value, there, (bound, after) => {
              const before = state;
              state = null;
              return step(bound, before, after, (next) => {
                state = next;
                return BACKTRACK;
              });
            }),
          );
        });
      };
    },
  });
}

function reduceSingle(source: Code, { direct, isPlain }: Binder, initial: Single | null, update: Code): Single | null {
  const step = lastOf(update);
  if (source.each === null || direct === null || initial === null || step === null) return null;
  const advance = advanceOf(direct, step, update.revise);
  if (source.loop !== null) {
    return isPlain && update.revise === null
      ? reduceItemsPlainly(source.loop, initial, step)
      : reduceItems(source.loop, initial, advance);
  }
  const { each } = source;
  return (environment, input) => {
    const start = initial(environment, input);
    if (start === undefined) return undefined;
    const state: ReduceState = { value: start, draft: null };
    each(environment, input, (value) => {
      advance(environment, value, state);
      return true;
    });
    return state.value;
  };
}

/** A reduction over the items of one container. */
function reduceItems(loop: ItemLoop, initial: Single, advance: Advance): Single {
  return (environment, input) => {
    const start = initial(environment, input);
    if (start === undefined) return undefined;
    const state: ReduceState = { value: start, draft: null };
    const list = loop.items(environment, input) ?? [];
    charge(list.length);
    for (let i = 0; i < list.length; i++) {
      const value = outputOf(loop, environment, list[i]!);
      if (value !== undefined) advance(environment, value, state);
    }
    return state.value;
  };
}

/** The same where items are bound as they are and the state is no draft. */
function reduceItemsPlainly(loop: ItemLoop, initial: Single, step: Single): Single {
  const plain = loop.condition === null && loop.body === null;
  return (environment, input) => {
    const start = initial(environment, input);
    if (start === undefined) return undefined;
    const list = loop.items(environment, input) ?? [];
    charge(list.length);
    let state = start;
    for (let i = 0; i < list.length; i++) {
      const value = plain ? list[i]! : outputOf(loop, environment, list[i]!);
      if (value !== undefined) state = step(new Cell(value, null, environment), state) ?? null;
    }
    return state;
  };
}

/** The state of a reduction; an array or object that is changed here and there is changed in a draft. */
interface ReduceState {
  value: Json;
  draft: Draft | null;
}

/** Takes one item into the state. */
type Advance = (environment: Environment, item: Json, state: ReduceState) => void;

function advanceOf(direct: NonNullable<Binder['direct']>, step: Single, revise: Revise | null): Advance {
  return (environment, item, state) => {
    const bound = direct(environment, item);
    if (bound === undefined) return;
    const { value } = state;
    if (revise === null || value === null || typeof value !== 'object') {
      state.value = step(bound, value) ?? null;
      return;
    }
    if (state.draft?.root !== value) state.draft = new Draft(value);
    state.value = revise(bound, state.draft!) ? state.draft!.root : null;
  };
}

/** `foreach source as patterns (initial; update; extract)` */
export function compileForeach(node: Foreach, scope: Scope, compiler: Compiler): Code {
  const source = compiler.compile(node.source, scope);
  const initial = compiler.compile(node.initial, scope);
  const binder = compilePatterns(node.patterns, scope, compiler);
  const update = compiler.compile(node.update, binder.scope);
  const extract = node.extract === null ? IDENTITY : compiler.compile(node.extract, binder.scope);
  return new Code({
    each: foreachEach(source.each, binder, initial.each, update.each, extract.each),
    bounded: binder.bounded && areBounded(source, initial, update, extract),
    weight: Math.max(weightOf(source, initial, update, extract), binder.weight),
    stream: () => {
      const from = source.stream;
      const first = initial.stream;
      const step = update.stream;
      const output = extract.stream;
      return (environment, input, path, emit) =>
        first(environment, input, path, (start, at) => {
          let state = start;
          return from(environment, input, at, (value, there) =>
            binder.stream(environment, value, there, (bound, after) => {
              const before = state;
              state = null;
              return step(bound, before, after, (next, then) => {
                state = next;
                return output(bound, next, then, emit);
              });
            }),
          );
        });
    },
  });
}

function foreachEach(
  source: Each | null,
  { direct }: Binder,
  initial: Each | null,
  update: Each | null,
  extract: Each | null,
): Each | null {
  if (source === null || direct === null || initial === null || update === null || extract === null) return null;
  return (environment, input, visit) =>
    initial(environment, input, (start) => {
      let state = start;
      return source(environment, input, (value) => {
        const bound = direct(environment, value);
        if (bound === undefined) return true;
        const before = state;
        state = null;
        return update(bound, before, (next) => {
          state = next;
          return extract(bound, next, visit);
        });
      });
    });
}
