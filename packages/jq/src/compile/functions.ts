import type { Call, Define, FunctionDefinition } from '../ast.ts';
import { UNSUPPORTED } from '../builtins/signatures.ts';
import { Cell, type Closure, type Environment, outer, type Step, type Stream } from '../runtime/environment.ts';
import { call } from '../runtime/machine.ts';
import { charge } from '../runtime/meter.ts';
import type { Json } from '../values/json.ts';
import { IDENTITY } from './basics.ts';
import { bind } from './bind.ts';
import { Code, type Each, type Single, weightOf } from './code.ts';
import { singlesOf } from './combine.ts';
import type { Compiler } from './compiler.ts';
import type { FunctionInfo, Parameter, Scope } from './scope.ts';

/** Longest function, in characters of source, that is compiled into the place of a call. */
const MAX_INLINED = 500;

/** `def f: ...; body` */
export function compileDefine(node: Define, scope: Scope, compiler: Compiler): Code {
  const info: FunctionInfo = { definition: node.definition, scope, body: null, recursive: false, called: [] };
  info.scope = scope.withFunction(info);
  info.body = compiler.compile(node.definition.body, bodyScope(info));
  return compiler.compile(node.body, info.scope);
}

/** The scope of a function's body: all parameters as functions, then those with `$` as variables in the same slots. */
function bodyScope(info: FunctionInfo): Scope {
  const { parameters } = info.definition;
  const base = info.scope.depth;
  let scope = info.scope;
  parameters.forEach(({ name }, position) => {
    scope = scope.withParameter(name, info, position);
  });
  parameters.forEach(({ name, byValue }, position) => {
    if (byValue) scope = scope.withVariableAt(name, base + position);
  });
  return scope;
}

/** `f`, `f(a; b)`: a parameter, a function of the program or a builtin. */
export function compileCall(node: Call, scope: Scope, compiler: Compiler): Code {
  const callee = scope.callee(node.name, node.arguments.length);
  if (callee !== undefined && !('definition' in callee)) return compileParameter(callee);
  const list = node.arguments.map((argument) => compiler.compile(argument, scope));
  if (callee === undefined) return compileBuiltin(node, list, scope, compiler);
  if (callee.body === null) callee.recursive = true;
  if (compiler.mayInline(callee, MAX_INLINED)) return inline(callee.definition, callee.scope, list, scope, compiler);
  return callFunction(callee, list, scope.depth - callee.scope.depth);
}

function compileBuiltin(node: Call, list: readonly Code[], scope: Scope, compiler: Compiler): Code {
  const name = `${node.name}/${list.length}`;
  const code = compiler.builtin(name, list, scope, node.span);
  if (code !== undefined) return code;
  const reason = Object.hasOwn(UNSUPPORTED, name) ? UNSUPPORTED[name] : undefined;
  if (reason !== undefined) {
    compiler.report('unsupported_function', node.nameSpan, `${name} is not supported: it ${reason}`);
  } else {
    compiler.report('undefined_function', node.nameSpan, `${name} is not defined`);
  }
  return IDENTITY;
}

/** A parameter that is called. */
function compileParameter(parameter: Parameter): Code {
  const { levels } = parameter;
  if ('code' in parameter) return shifted(parameter.code, levels);
  parameter.owner.called[parameter.position] = true;
  return new Code({
    weight: 1,
    forwards: levels,
    stream: () => (environment, input, path, emit) => {
      const closure = outer(environment, levels)!.closure!;
      return call(closure.code.stream, closure.environment, input, path, emit);
    },
  });
}

/** Code that was compiled some bindings further out. */
function shifted(code: Code, levels: number): Code {
  if (levels === 0) return code;
  const { single, each, forwards } = code;
  return new Code({
    single: single && ((environment, input) => single(outer(environment, levels), input)),
    each: each && ((environment, input, visit) => each(outer(environment, levels), input, visit)),
    weight: code.weight,
    ...(code.constant === undefined ? {} : { constant: code.constant }),
    ...(forwards === undefined ? {} : { forwards: forwards + levels }),
    stream: () => {
      const { stream } = code;
      return (environment, input, path, emit) => stream(outer(environment, levels), input, path, emit);
    },
  });
}

/**
 * Compiles a function's body into the place of a call: each parameter that is called becomes the argument's code, each
 * `$` parameter a binding. Gives direct code for functions that take closures, which a real call cannot.
 */
export function inline(
  definition: FunctionDefinition,
  names: Scope,
  list: readonly Code[],
  scope: Scope,
  compiler: Compiler,
): Code {
  const { parameters } = definition;
  let inner = names.at(scope.depth);
  const sources: Code[] = [];
  parameters.forEach(({ name, byValue }, position) => {
    const code = list[position]!;
    inner = inner.withInlined(name, code, scope.depth);
    if (byValue) {
      sources.push(shifted(code, sources.length));
    }
  });
  for (const { name, byValue } of parameters) if (byValue) inner = inner.withVariable(name);
  const body = compiler.compile(definition.body, inner);
  return sources.reduceRight((rest, source) => bind(source, rest), body);
}

/** A real call. `levels` leads from the environment of the call to that of the definition. */
function callFunction(info: FunctionInfo, list: readonly Code[], levels: number): Code {
  const { body } = info;
  return new Code({
    single: body && callSingle(info, body, list, levels),
    each: body && callEach(info, body, list, levels),
    weight: weightOf(...(body === null ? list : [body, ...list])) + 1,
    stream: () => (list.length === 0 ? callPlain(info, levels) : callStream(info, list, levels)),
  });
}

/** Values of the `$` parameters, put on the environment of the definition; null if an argument has no direct code. */
function bindDirect(info: FunctionInfo, list: readonly Code[], levels: number): BindArguments | null {
  const { parameters } = info.definition;
  const values = list.map((code, i) => (parameters[i]!.byValue ? code : IDENTITY));
  const singles = singlesOf(values);
  if (singles === null || info.called.includes(true)) return null;
  return (environment, input) => {
    let bound = outer(environment, levels);
    for (const single of singles) {
      const value = single(environment, input);
      if (value === undefined) return undefined;
      bound = new Cell(value, null, bound);
    }
    return bound;
  };
}

type BindArguments = (environment: Environment, input: Json) => Environment | undefined;

function callSingle(info: FunctionInfo, body: Code, list: readonly Code[], levels: number): Single | null {
  const { single } = body;
  const binder = single && bindDirect(info, list, levels);
  if (single === null || binder === null) return null;
  return (environment, input) => {
    charge(1);
    const bound = binder(environment, input);
    return bound === undefined ? undefined : single(bound, input);
  };
}

function callEach(info: FunctionInfo, body: Code, list: readonly Code[], levels: number): Each | null {
  const { each } = body;
  const binder = each && bindDirect(info, list, levels);
  if (each === null || binder === null) return null;
  return (environment, input, visit) => {
    charge(1);
    const bound = binder(environment, input);
    return bound === undefined || each(bound, input, visit);
  };
}

function callPlain(info: FunctionInfo, levels: number): Stream {
  return (environment, input, path, emit) => call(info.body!.stream, outer(environment, levels), input, path, emit);
}

function callStream(info: FunctionInfo, list: readonly Code[], levels: number): Stream {
  const { parameters } = info.definition;
  return (environment, input, path, emit) => {
    const next = (at: number, bound: Environment): Step => {
      const code = list[at];
      if (code === undefined) return call(info.body!.stream, bound, input, path, emit);
      const closure = info.called[at] === true ? closureOf(code, environment) : null;
      if (!parameters[at]!.byValue) return next(at + 1, new Cell(null, closure, bound));
      return code.stream(environment, input, null, (value) => next(at + 1, new Cell(value, closure, bound)));
    };
    return next(0, outer(environment, levels));
  };
}

/** An argument that is itself a parameter is passed on, so that recursion does not build chains of closures. */
function closureOf(code: Code, environment: Environment): Closure {
  if (code.forwards !== undefined) return outer(environment, code.forwards)!.closure!;
  return { code, environment };
}
