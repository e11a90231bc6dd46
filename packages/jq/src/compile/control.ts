import type { If, Try } from '../ast.ts';
import { TryExit, TryMark } from '../runtime/choices.ts';
import type { Stream } from '../runtime/environment.ts';
import { push, send } from '../runtime/machine.ts';
import { Raise } from '../runtime/raise.ts';
import type { Json } from '../values/json.ts';
import { isTrue } from '../values/kind.ts';
import { IDENTITY } from './basics.ts';
import { areBounded, Code, type Each, type Revise, type Single, weightOf } from './code.ts';
import type { Compiler } from './compiler.ts';
import { type Operand, operandOf, read } from './operand.ts';
import type { Scope } from './scope.ts';

/** `if condition then consequent else alternative end` */
export function compileIf(node: If, scope: Scope, compiler: Compiler): Code {
  const condition = compiler.compile(node.condition, scope);
  const consequent = compiler.compile(node.consequent, scope);
  const alternative = node.alternative === null ? IDENTITY : compiler.compile(node.alternative, scope);
  return branch(condition, consequent, alternative);
}

/** Code that chooses by each output of the condition. */
export function branch(condition: Code, consequent: Code, alternative: Code): Code {
  return new Code({
    single: branchSingle(operandOf(condition), operandOf(consequent), operandOf(alternative)),
    each: branchEach(condition.single, consequent.each, alternative.each),
    revise: branchRevise(condition.single, consequent.revise, alternative.revise),
    bounded: areBounded(condition, consequent, alternative),
    weight: weightOf(condition, consequent, alternative),
    stream: () => branchStream(condition.stream, consequent.stream, alternative.stream),
  });
}

function branchSingle(condition: Operand | null, yes: Operand | null, no: Operand | null): Single | null {
  if (condition === null || yes === null || no === null) return null;
  return (environment, input) => {
    const value = read(condition, environment, input);
    if (value === undefined) return undefined;
    return read(value === null || value === false ? no : yes, environment, input);
  };
}

function branchEach(condition: Single | null, yes: Each | null, no: Each | null): Each | null {
  if (condition === null || yes === null || no === null) return null;
  return (environment, input, visit) => {
    const value = condition(environment, input);
    if (value === undefined) return true;
    return isTrue(value) ? yes(environment, input, visit) : no(environment, input, visit);
  };
}

function branchRevise(condition: Single | null, yes: Revise | null, no: Revise | null): Revise | null {
  if (condition === null || yes === null || no === null) return null;
  return (environment, draft) => {
    const value = condition(environment, draft.root);
    if (value === undefined) return false;
    return isTrue(value) ? yes(environment, draft) : no(environment, draft);
  };
}

function branchStream(condition: Stream, yes: Stream, no: Stream): Stream {
  return (environment, input, path, emit) =>
    condition(environment, input, null, (value) =>
      isTrue(value) ? yes(environment, input, path, emit) : no(environment, input, path, emit),
    );
}

/** `try body catch handler`: catches what the body raises, not what is raised by those who use its outputs. */
export function compileTry(node: Try, scope: Scope, compiler: Compiler): Code {
  const body = compiler.compile(node.body, scope);
  const handler = node.handler === null ? null : compiler.compile(node.handler, scope);
  const parts = handler === null ? [body] : [body, handler];
  return new Code({
    single: trySingle(body.single, handler),
    each: tryEach(body.each, handler),
    weight: weightOf(...parts),
    stream: () => {
      const { stream } = body;
      const handlerStream = handler?.stream ?? null;
      return (environment, input, path, emit) => {
        push(new TryMark(handlerStream, environment, path, emit));
        return stream(environment, input, path, (value, at) => {
          push(new TryExit());
          return send(emit, value, at);
        });
      };
    },
  });
}

function trySingle(body: Single | null, handler: Code | null): Single | null {
  if (body === null || handler?.single === null) return null;
  const handle = handler?.single;
  return (environment, input) => {
    try {
      return body(environment, input);
    } catch (error) {
      if (!(error instanceof Raise)) throw error;
      return handle?.(environment, error.value);
    }
  };
}

function tryEach(body: Each | null, handler: Code | null): Each | null {
  if (body === null || handler?.each === null) return null;
  const handle = handler?.each;
  return (environment, input, visit) => {
    let outside = false;
    let raised: Json;
    try {
      return body(environment, input, (value) => {
        outside = true;
        const going = visit(value);
        outside = false;
        return going;
      });
    } catch (error) {
      if (outside || !(error instanceof Raise)) throw error;
      raised = error.value;
    }
    return handle === undefined || handle(environment, raised, visit);
  };
}
