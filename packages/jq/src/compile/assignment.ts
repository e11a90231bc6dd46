import type { Assignment, AssignmentOperator, Expression } from '../ast.ts';
import { deletePaths } from '../paths/delpaths.ts';
import { Draft } from '../paths/draft.ts';
import { setPath, updatePath } from '../paths/setpath.ts';
import { Afterwards } from '../runtime/choices.ts';
import type { Environment, Step } from '../runtime/environment.ts';
import { BACKTRACK, cut, height, push, runStream, send } from '../runtime/machine.ts';
import { charge } from '../runtime/meter.ts';
import { type Path, rootPath } from '../runtime/path.ts';
import { located, raise } from '../runtime/raise.ts';
import { excerpt } from '../values/describe.ts';
import type { Json } from '../values/json.ts';
import { isContainer, isTrue } from '../values/kind.ts';
import { areBounded, Code, firstOf, type Revise, type Single, streamOfSingle, weightOf } from './code.ts';
import type { Compiler } from './compiler.ts';
import { isFresh, isIsolated } from './isolation.ts';
import { updateWhole } from './lens.ts';
import { OPERATIONS } from './operators.ts';
import type { Scope } from './scope.ts';

/** `target = value`, `target |= filter`, `target += value` and their kin. */
export function compileAssignment(node: Assignment, scope: Scope, compiler: Compiler): Code {
  const target = compiler.compile(node.target, scope);
  const value = compiler.compile(node.value, scope);
  const keys = fixedPath(node.target, scope, compiler);
  if (node.operator === '|=') return modify(target, keys, value);
  const update = updateOf(node.operator, node);
  return assign(target, keys, value, update, reviseOf(node, keys, value.single, update));
}

/** In place: one path, one value. What may contain parts of the draft ends its ownership. */
function reviseOf(node: Assignment, fixed: FixedPath | null, value: Single | null, update: Update): Revise | null {
  if (fixed === null || value === null) return null;
  const isolated = isIsolated(node.value);
  const fresh = isFresh(node.value);
  return (environment, draft) => {
    const right = value(environment, draft.root);
    if (right === undefined) return false;
    const path = fixed(environment, draft.root);
    if (path === undefined) return true;
    if (!isolated && isContainer(right)) draft.disown();
    if (node.operator === '+=') draft.add(path, right, fresh, update!);
    else apply(draft, path, right, update);
    return true;
  };
}

/** What an operator makes of the old part and the value; null for `=`, which does not look at the old part. */
type Update = ((part: Json, value: Json) => Json) | null;

function updateOf(operator: AssignmentOperator, node: Assignment): Update {
  if (operator === '=') return null;
  if (operator === '//=') return (part, value) => (isTrue(part) ? part : value);
  const operation = OPERATIONS[operator[0] as '+'];
  return (part, value) => {
    try {
      return operation(part, value);
    } catch (error) {
      throw located(error, node.span);
    }
  };
}

/** The keys of a target like `.a.b[$i]`, which is always exactly one path. */
type FixedPath = (environment: Environment, input: Json) => readonly Json[] | undefined;

function fixedPath(target: Expression, scope: Scope, compiler: Compiler): FixedPath | null {
  const keys: Single[] = [];
  let node = target;
  for (; node.kind === 'index' && !node.optional; node = node.target) {
    const { single } = compiler.compile(node.key, scope);
    if (single === null) return null;
    keys.unshift(single);
  }
  if (node.kind !== 'identity') return null;
  return (environment, input) => {
    const path: Json[] = new Array<Json>(keys.length);
    for (let i = keys.length - 1; i >= 0; i--) {
      const key = keys[i]!(environment, input);
      if (key === undefined) return undefined;
      path[i] = key;
    }
    return path;
  };
}

/** The keys of a path that a path expression ended at; raises if its value is not the one there. */
export function keysAt(value: Json, path: Path | null): Json[] {
  if (path === null || !path.leadsTo(value)) raise(`Invalid path expression with result ${excerpt(value)}`);
  return path.keys();
}

/** For each output of `value` (the outer loop): all paths of the target set to what `update` makes of it. */
function assign(target: Code, fixed: FixedPath | null, value: Code, update: Update, revise: Revise | null): Code {
  const direct = target.lens !== null || areBounded(target) ? assignDirect(target, fixed, update) : null;
  const { single } = value;
  return new Code({
    single:
      single &&
      direct &&
      ((environment, input) => {
        const right = single(environment, input);
        return right === undefined ? undefined : direct(environment, input, right);
      }),
    revise,
    bounded: areBounded(target, value),
    weight: weightOf(target, value) + 8,
    stream: () => {
      const values = value.stream;
      const targets = target.stream;
      return (environment, input, path, emit) =>
        values(environment, input, path, (right, at) => {
          if (direct !== null) return send(emit, direct(environment, input, right), at);
          const draft = new Draft(input);
          push(new Afterwards(() => send(emit, draft.root, at)));
          return targets(environment, input, rootPath(input), (part, where) => {
            apply(draft, keysAt(part, where), right, update);
            return BACKTRACK;
          });
        });
    },
  });
}

function assignDirect(target: Code, fixed: FixedPath | null, update: Update) {
  if (target.lens !== null) {
    return updateWhole(
      target.lens(
        update === null ? (_environment, _part, right) => right : (_environment, part, right) => update(part, right),
      ),
    );
  }
  return (environment: Environment, input: Json, right: Json): Json => {
    if (fixed !== null) {
      const path = fixed(environment, input);
      if (path === undefined) return input;
      return update === null ? setPath(input, path, right) : updatePath(input, path, (part) => update(part, right))!;
    }
    const draft = new Draft(input);
    runStream(target.stream, environment, input, rootPath(input), (part, where) => {
      apply(draft, keysAt(part, where), right, update);
      return true;
    });
    return draft.root;
  };
}

function apply(draft: Draft, path: readonly Json[], right: Json, update: Update): void {
  if (update === null) draft.set(path, right);
  else draft.update(path, (part) => update(part, right));
}

/** `target |= filter`: each part becomes the first output of the filter, or is deleted if there is none. */
function modify(target: Code, fixed: FixedPath | null, filter: Code): Code {
  const first = firstOf(filter);
  const single = first && modifySingle(target, fixed, first);
  return new Code({
    single,
    revise: first !== null && fixed !== null ? modifyRevise(fixed, first) : null,
    weight: weightOf(target, filter) + 8,
    stream: () => (single === null ? modifyStream(target, filter) : streamOfSingle(single)),
  });
}

function modifyRevise(fixed: FixedPath, first: Single): Revise {
  return (environment, draft) => {
    const path = fixed(environment, draft.root);
    if (path === undefined || draft.update(path, (part) => first(environment, part))) return true;
    draft.root = deletePaths(draft.root, [path]);
    draft.disown();
    return true;
  };
}

function modifySingle(target: Code, fixed: FixedPath | null, first: Single): Single | null {
  if (target.lens !== null) {
    const update = updateWhole(target.lens(first));
    return (environment, input) => update(environment, input, null);
  }
  if (!areBounded(target)) return null;
  return (environment, input) => {
    if (fixed !== null) {
      const path = fixed(environment, input);
      if (path === undefined) return input;
      return updatePath(input, path, (part) => first(environment, part)) ?? deletePaths(input, [path]);
    }
    const draft = new Draft(input);
    const doomed: Json[] = [];
    runStream(target.stream, environment, input, rootPath(input), (part, where) => {
      const path = keysAt(part, where);
      if (!draft.update(path, (old) => first(environment, old))) doomed.push(path);
      return true;
    });
    return doomed.length === 0 ? draft.root : deletePaths(draft.root, doomed);
  };
}

function modifyStream(target: Code, filter: Code) {
  return (
    environment: Environment,
    input: Json,
    path: Path | null,
    emit: (value: Json, path: Path | null) => Step,
  ): Step => {
    charge(8);
    const draft = new Draft(input);
    const doomed: Json[] = [];
    push(new Afterwards(() => send(emit, deletePaths(draft.root, doomed), path)));
    return target.stream(environment, input, rootPath(input), (part, where) => {
      const keys = keysAt(part, where);
      const base = height();
      push(
        new Afterwards(() => {
          doomed.push(keys);
          return BACKTRACK;
        }),
      );
      const old = draft.part(keys);
      return filter.stream(environment, old, null, (value) => {
        cut(base);
        draft.update(keys, () => value);
        return BACKTRACK;
      });
    });
  };
}
