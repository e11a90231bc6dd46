import type { Expression, Span } from '../ast.ts';
import type { Diagnostic, SyntaxCode } from '../diagnostic.ts';
import { compileIndex, compileIterate, compileSlice } from './access.ts';
import { compileAssignment } from './assignment.ts';
import {
  compileBreak,
  compileComma,
  compileConstant,
  compileLabel,
  compileLocation,
  compilePipe,
  compileVariable,
  EMPTY,
  IDENTITY,
} from './basics.ts';
import { compileBuiltinCall } from './builtins.ts';
import type { Code } from './code.ts';
import type { Compiler } from './compiler.ts';
import { compileArray, compileFormat, compileInterpolation, compileObject } from './construct.ts';
import { compileIf, compileTry } from './control.ts';
import { compileCall, compileDefine } from './functions.ts';
import { compileBind, compileForeach, compileReduce } from './loops.ts';
import { compileAlternative, compileBinary, compileLogical, compileNegate } from './operators.ts';
import { type FunctionInfo, Scope } from './scope.ts';

/** Characters of source that functions compiled into the place of their calls may add up to. */
const INLINE_BUDGET = 20_000;

/** Compiles a whole program. Names that mean nothing become diagnostics. */
export function compileProgram(
  ast: Expression,
  variables: readonly string[],
): { readonly code: Code; readonly diagnostics: readonly Diagnostic[] } {
  const compiler = new ProgramCompiler();
  const code = compiler.compile(ast, Scope.of(variables));
  return { code, diagnostics: compiler.diagnostics };
}

class ProgramCompiler implements Compiler {
  readonly diagnostics: Diagnostic[] = [];
  #inlineBudget = INLINE_BUDGET;

  compile(node: Expression, scope: Scope): Code {
    switch (node.kind) {
      case 'identity':
        return IDENTITY;
      case 'recurse':
        return this.builtin('recurse/0', [], scope, node.span)!;
      case 'literal':
        return compileConstant(node.value);
      case 'interpolation':
        return compileInterpolation(node, scope, this);
      case 'format':
        return compileFormat(node);
      case 'index':
        return compileIndex(node, scope, this);
      case 'slice':
        return compileSlice(node, scope, this);
      case 'iterate':
        return compileIterate(node, scope, this);
      case 'array':
        return compileArray(node, scope, this);
      case 'object':
        return compileObject(node, scope, this);
      case 'variable':
        return compileVariable(node, scope, this);
      case 'location':
        return compileLocation(node);
      case 'call':
        return compileCall(node, scope, this);
      case 'invalid':
        return EMPTY;
      default:
        return this.#compound(node, scope);
    }
  }

  #compound(node: Exclude<Expression, { kind: Simple }>, scope: Scope): Code {
    switch (node.kind) {
      case 'pipe':
        return compilePipe(node, scope, this);
      case 'comma':
        return compileComma(node, scope, this);
      case 'binary':
        return compileBinary(node, scope, this);
      case 'logical':
        return compileLogical(node, scope, this);
      case 'alternative':
        return compileAlternative(node, scope, this);
      case 'negate':
        return compileNegate(node, scope, this);
      case 'assignment':
        return compileAssignment(node, scope, this);
      case 'if':
        return compileIf(node, scope, this);
      case 'try':
        return compileTry(node, scope, this);
      case 'bind':
        return compileBind(node, scope, this);
      case 'reduce':
        return compileReduce(node, scope, this);
      case 'foreach':
        return compileForeach(node, scope, this);
      case 'define':
        return compileDefine(node, scope, this);
      case 'label':
        return compileLabel(node, scope, this);
      case 'break':
        return compileBreak(node, scope, this);
    }
  }

  report(code: SyntaxCode, span: Span, message: string, hint?: string): void {
    if (this.diagnostics.some((known) => known.span.start === span.start && known.message === message)) return;
    this.diagnostics.push({ code, severity: 'error', span, message, ...(hint === undefined ? {} : { hint }) });
  }

  builtin(name: string, list: readonly Code[], scope: Scope, span: Span): Code | undefined {
    return compileBuiltinCall(name, list, scope, span, this);
  }

  mayInline({ definition, body, recursive }: FunctionInfo, longest: number): boolean {
    const length = definition.span.end - definition.span.start;
    const takesClosure = definition.parameters.some(({ byValue }) => !byValue);
    if (body === null || recursive || !takesClosure || length > longest || length > this.#inlineBudget) return false;
    this.#inlineBudget -= length;
    return true;
  }
}

type Simple =
  | 'identity'
  | 'recurse'
  | 'literal'
  | 'interpolation'
  | 'format'
  | 'index'
  | 'slice'
  | 'iterate'
  | 'array'
  | 'object'
  | 'variable'
  | 'location'
  | 'call'
  | 'invalid';
