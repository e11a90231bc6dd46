import type { Break, Comma, Label, Location, Pipe, Variable } from '../ast.ts';
import { Fork, LabelMark } from '../runtime/choices.ts';
import { Cell, outer, type Stream } from '../runtime/environment.ts';
import { BACKTRACK, push, send } from '../runtime/machine.ts';
import { charge } from '../runtime/meter.ts';
import { raise } from '../runtime/raise.ts';
import { run } from '../runtime/run-state.ts';
import type { Json } from '../values/json.ts';
import { Code, type Each, type Revise, type Single, weightOf } from './code.ts';
import type { Compiler } from './compiler.ts';
import { glanceAtConstant, glanceAtVariable } from './glance.ts';
import { selectThen, thenDo } from './item-loop.ts';
import { throughBoth } from './lens.ts';
import { type Operand, operandOf, read } from './operand.ts';
import type { Scope } from './scope.ts';

/** `.` */
export const IDENTITY = new Code({
  single: (_environment, input) => input,
  fields: [],
  revise: () => true,
  lens: (inner) => inner,
  weight: 1,
  stream: () => (_environment, input, path, emit) => send(emit, input, path),
});

/** A fixed value. */
export function compileConstant(value: Json): Code {
  return new Code({
    single: () => value,
    weight: 1,
    constant: value,
    glance: glanceAtConstant(value),
    stream: () => (_environment, _input, path, emit) => send(emit, value, path),
  });
}

/** `$__loc__` */
export function compileLocation(node: Location): Code {
  return compileConstant({ file: '<top-level>', line: node.line });
}

/** `$x` */
export function compileVariable(node: Variable, scope: Scope, compiler: Compiler): Code {
  const found = scope.variable(node.name);
  if (found === undefined) {
    reportVariable(node, compiler);
    return IDENTITY;
  }
  const single: Single = found === 'global' ? globalSingle(node.name) : localSingle(found);
  return new Code({
    single,
    glance: found === 'global' ? glanceAtVariable(node.name) : null,
    local: found === 'global' ? undefined : found,
    weight: 1,
    stream: () => (environment, input, path, emit) => send(emit, single(environment, input)!, path),
  });
}

function reportVariable(node: Variable, compiler: Compiler): void {
  if (node.name === 'ENV') {
    const message = '$ENV is not supported: programs see no environment';
    compiler.report('unsupported_function', node.span, message, 'Pass what is needed as a variable.');
  } else {
    compiler.report('undefined_variable', node.span, `$${node.name} is not defined`);
  }
}

function globalSingle(name: string): Single {
  if (name in Object.prototype) {
    return () => (Object.hasOwn(run.variables, name) ? run.variables[name]! : null);
  }
  return () => run.variables[name] ?? null;
}

function localSingle(levels: number): Single {
  if (levels === 0) return (environment) => environment!.value;
  if (levels === 1) return (environment) => environment!.parent!.value;
  return (environment) => outer(environment, levels)!.value;
}

/** `left | right` */
export function compilePipe(node: Pipe, scope: Scope, compiler: Compiler): Code {
  return pipe(compiler.compile(node.left, scope), compiler.compile(node.right, scope));
}

/** Code that feeds every output of `left` to `right`. */
export function pipe(left: Code, right: Code): Code {
  return new Code({
    single: pipeSingle(operandOf(left), right.single),
    each: pipeEach(left, right),
    revise: pipeRevise(left.revise, right.revise),
    loop: left.loop && thenDo(left.loop, right),
    selection: left.selection && selectThen(left.selection, right),
    lens: throughBoth(left.lens, right.lens),
    weight: weightOf(left, right),
    stream: () => pipeStream(left, right),
  });
}

function pipeSingle(left: Operand | null, right: Single | null): Single | null {
  if (left === null || right === null) return null;
  return (environment, input) => {
    const value = read(left, environment, input);
    return value === undefined ? undefined : right(environment, value);
  };
}

function pipeEach(left: Code, right: Code): Each | null {
  const { each } = left;
  if (each === null) return null;
  const { single } = right;
  if (single !== null) {
    return (environment, input, visit) =>
      each(environment, input, (value) => {
        const output = single(environment, value);
        return output === undefined || visit(output);
      });
  }
  const inner = right.each;
  if (inner === null) return null;
  return (environment, input, visit) => each(environment, input, (value) => inner(environment, value, visit));
}

function pipeRevise(left: Revise | null, right: Revise | null): Revise | null {
  if (left === null || right === null) return null;
  return (environment, draft) => left(environment, draft) && right(environment, draft);
}

function pipeStream(left: Code, right: Code): Stream {
  const first = left.stream;
  const second = right.stream;
  return (environment, input, path, emit) =>
    first(environment, input, path, (value, at) => second(environment, value, at, emit));
}

/** `a, b, c` */
export function compileComma(node: Comma, scope: Scope, compiler: Compiler): Code {
  const items = node.items.map((item) => compiler.compile(item, scope));
  return new Code({
    each: commaEach(items),
    weight: weightOf(...items),
    stream: () => items.map((item) => item.stream).reduceRight((rest, item) => forkStream(item, rest)),
  });
}

function commaEach(items: readonly Code[]): Each | null {
  const eaches = items.map((item) => item.each);
  if (eaches.includes(null)) return null;
  return (environment, input, visit) => {
    charge(1);
    for (const each of eaches) if (!each!(environment, input, visit)) return false;
    return true;
  };
}

function forkStream(first: Stream, rest: Stream): Stream {
  return (environment, input, path, emit) => {
    push(new Fork(rest, environment, input, path, emit));
    return first(environment, input, path, emit);
  };
}

/** `label $name | body` */
export function compileLabel(node: Label, scope: Scope, compiler: Compiler): Code {
  const body = compiler.compile(node.body, scope.withLabel(node.name));
  return new Code({
    bounded: body.each !== null,
    weight: weightOf(body),
    stream: () => {
      const { stream } = body;
      return (environment, input, path, emit) => {
        const token: Json = { __jq: run.labels++ };
        push(new LabelMark(token));
        return stream(new Cell(token, null, environment), input, path, emit);
      };
    },
  });
}

/** `break $name`: raises the label's token, which any `try` in between may catch, as in jq. */
export function compileBreak(node: Break, scope: Scope, compiler: Compiler): Code {
  const levels = scope.label(node.name);
  if (levels === undefined) {
    const message = `$*label-${node.name} is not defined`;
    compiler.report('undefined_label', node.span, message, `Put label $${node.name} | before it.`);
    return IDENTITY;
  }
  return new Code({
    bounded: true,
    weight: 1,
    stream: () => (environment) => raise(outer(environment, levels)!.value),
  });
}

/** `empty` */
export const EMPTY = new Code({ single: () => undefined, weight: 1, stream: () => () => BACKTRACK });
