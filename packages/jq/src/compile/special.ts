import type { Span } from '../ast.ts';
import { getPath, pathOf } from '../paths/setpath.ts';
import { Afterwards, RemainingRange } from '../runtime/choices.ts';
import type { Environment } from '../runtime/environment.ts';
import { BACKTRACK, push, runStream, send } from '../runtime/machine.ts';
import { charge } from '../runtime/meter.ts';
import { Path, rootPath } from '../runtime/path.ts';
import { located, raise } from '../runtime/raise.ts';
import type { Json } from '../values/json.ts';
import { accessKey, iterate } from './access.ts';
import { keysAt } from './assignment.ts';
import { EMPTY, IDENTITY, pipe } from './basics.ts';
import { areBounded, Code, type Each, firstOf, lastOf, type Single, streamOfSingle, weightOf } from './code.ts';
import { forCombinations } from './combine.ts';
import { collect } from './construct.ts';
import { branch } from './control.ts';
import { lensOfSelection, updateWhole } from './lens.ts';

/** Where a builtin is called, and its definition in jq if it has one. */
export interface BuiltinCall {
  readonly span: Span;
  /** The code of the definition in jq, for what the faster code here cannot do. */
  readonly byDefinition: () => Code;
}

/** A builtin with code of its own. */
export type Special = (list: readonly Code[], call: BuiltinCall) => Code;

/** Code with a faster form, if there is one, and else that of the definition in jq. */
export function faster(
  form: { readonly single?: Single | null; readonly each?: Each | null },
  list: readonly Code[],
  call: BuiltinCall,
): Code {
  if (!form.single && !form.each) return call.byDefinition();
  const { single } = form;
  return new Code({
    ...form,
    weight: weightOf(...list) + 2,
    stream: () => {
      const { stream } = call.byDefinition();
      if (!single) return stream;
      const direct = streamOfSingle(single);
      return (environment, input, path, emit) =>
        path === null ? direct(environment, input, null, emit) : stream(environment, input, path, emit);
    },
  });
}

/** `path(f)` */
function pathCode(f: Code): Code {
  return new Code({
    each: areBounded(f) ? pathEach(f) : null,
    weight: weightOf(f) + 8,
    stream: () => {
      const { stream } = f;
      return (environment, input, path, emit) =>
        stream(environment, input, rootPath(input), (value, at) => {
          const keys = keysAt(value, at);
          charge(2 + keys.length);
          return send(emit, keys, path);
        });
    },
  });
}

function pathEach(f: Code): Each {
  return (environment, input, visit) => {
    let going = true;
    runStream(f.stream, environment, input, rootPath(input), (value, at) => {
      const keys = keysAt(value, at);
      charge(2 + keys.length);
      going = visit(keys);
      return going;
    });
    return going;
  };
}

/** `getpath(path)`: follows the path also for `path(...)`, unless the input is not the value there any more. */
function getPathCode(argument: Code, span: Span): Code {
  const get = (input: Json, value: Json): Json => {
    try {
      return getPath(input, pathOf(value));
    } catch (error) {
      throw located(error, span);
    }
  };
  const { single } = argument;
  return new Code({
    single: single && getPathSingle(single, get),
    bounded: areBounded(argument),
    weight: weightOf(argument) + 2,
    stream: () => (environment, input, path, emit) =>
      forCombinations([argument], environment, input, ([keys]) => {
        const found = get(input, keys!);
        if (path === null) return send(emit, found, null);
        if (!path.leadsTo(input)) return send(emit, found, path);
        let at = path;
        for (const key of keys as readonly Json[]) at = new Path(at, key, found);
        return send(emit, found, at);
      }),
  });
}

function getPathSingle(single: Single, get: (input: Json, value: Json) => Json): Single {
  return (environment, input) => {
    const keys = single(environment, input);
    return keys === undefined ? undefined : get(input, keys);
  };
}

/** `range(from; to)` */
function rangeCode(from: Code, to: Code): Code {
  return new Code({
    each: rangeEach(from.single, to.single),
    bounded: areBounded(from, to),
    weight: weightOf(from, to),
    stream: () => (environment, input, path, emit) =>
      forCombinations([from, to], environment, input, ([start, end]) =>
        new RemainingRange(bound(start!), bound(end!), path, emit).resume(),
      ),
  });
}

function bound(value: Json): number {
  return typeof value === 'number' ? value : raise('Range bounds must be numeric');
}

function rangeEach(from: Single | null, to: Single | null): Each | null {
  if (from === null || to === null) return null;
  return (environment, input, visit) => {
    const start = from(environment, input);
    if (start === undefined) return true;
    const end = to(environment, input);
    if (end === undefined) return true;
    const last = bound(end);
    for (let i = bound(start); !(i >= last); i++) {
      charge(1);
      if (!visit(i)) return false;
    }
    return true;
  };
}

/** `select(condition)` */
function selectCode(condition: Code): Code {
  const { single } = condition;
  const general = branch(condition, IDENTITY, EMPTY);
  if (single === null) return general;
  return new Code({
    single: (environment, input) => {
      const value = single(environment, input);
      return value === undefined || value === null || value === false ? undefined : input;
    },
    selection: { condition: { single, comparison: condition.comparison }, body: null },
    lens: lensOfSelection(single),
    weight: general.weight,
    stream: () => general.stream,
  });
}

/** `last(f)` */
function lastCode(f: Code): Code {
  return new Code({
    single: lastOf(f),
    weight: weightOf(f),
    stream: () => {
      const { stream } = f;
      return (environment, input, path, emit) => {
        let last: Json | undefined;
        push(new Afterwards(() => (last === undefined ? BACKTRACK : send(emit, last, path))));
        return stream(environment, input, path, (value) => {
          last = value;
          return BACKTRACK;
        });
      };
    },
  });
}

/** `del(f)` */
function deleteSingle({ lens }: Code): Single | null {
  if (lens === null) return null;
  const update = updateWhole(lens(() => undefined));
  return (environment, input) => update(environment, input, null);
}

/** `isempty(f)` */
function isEmptySingle({ each }: Code): Single | null {
  return each && ((environment: Environment, input: Json) => each(environment, input, () => false));
}

/** Builtins that control evaluation. */
export const CONTROL_SPECIALS: Readonly<Record<string, Special>> = {
  'empty/0': () => EMPTY,
  'select/1': ([condition]) => selectCode(condition!),
  'map/1': ([f], { span }) => collect(pipe(iterate(IDENTITY, false, span), f!)),
  'first/0': (_list, { span }) => accessKey(0, span),
  'last/0': (_list, { span }) => accessKey(-1, span),
  'path/1': ([f]) => pathCode(f!),
  'getpath/1': ([path], { span }) => getPathCode(path!, span),
  'range/2': ([from, to]) => rangeCode(from!, to!),
  'last/1': ([f]) => lastCode(f!),
  'del/1': (list, call) => faster({ single: deleteSingle(list[0]!) }, list, call),
  'first/1': (list, call) => faster({ single: firstOf(list[0]!) }, list, call),
  'isempty/1': (list, call) => faster({ single: isEmptySingle(list[0]!) }, list, call),
};
