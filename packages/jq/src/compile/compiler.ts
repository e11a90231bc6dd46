import type { Expression, Span } from '../ast.ts';
import type { SyntaxCode } from '../diagnostic.ts';
import type { Code } from './code.ts';
import type { FunctionInfo, Scope } from './scope.ts';

/** What the compilers of single nodes need: the way to compile their parts, and a place for findings. */
export interface Compiler {
  compile(node: Expression, scope: Scope): Code;
  report(code: SyntaxCode, span: Span, message: string, hint?: string): void;
  /** Code for a call of a builtin under its `name/arity`, undefined if there is none. */
  builtin(name: string, list: readonly Code[], scope: Scope, span: Span): Code | undefined;
  /** Whether a function is to be compiled into the place of a call; takes from the budget for that. */
  mayInline(info: FunctionInfo, longest: number): boolean;
}
