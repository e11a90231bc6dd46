import type { Expression, Span } from '../ast.ts';
import { type Diagnostic, MAX_DIAGNOSTICS, type SyntaxCode } from '../diagnostic.ts';
import { compileIndex, compileIterate, compileSlice } from './access.ts';
import { Amplification } from './amplification.ts';
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

/** Compiles a whole program; `measured` says that its outputs must be. Names that mean nothing become diagnostics. */
export function compileProgram(
  ast: Expression,
  variables: readonly string[],
): { readonly code: Code; readonly measured: boolean; readonly diagnostics: readonly Diagnostic[] } {
  const compiler = new ProgramCompiler();
  const code = compiler.compile(ast, Scope.of(variables));
  return { code, measured: compiler.amplification.isPossible, diagnostics: compiler.diagnostics };
}

type NodeCompiler<Node> = (node: Node, scope: Scope, compiler: Compiler) => Code;

/** How each kind of node is compiled. */
const COMPILERS: { readonly [K in Expression['kind']]: NodeCompiler<Extract<Expression, { kind: K }>> } = {
  identity: () => IDENTITY,
  recurse: (node, scope, compiler) => compiler.builtin('recurse/0', [], scope, node.span)!,
  literal: (node) => compileConstant(node.value),
  interpolation: compileInterpolation,
  format: compileFormat,
  index: compileIndex,
  slice: compileSlice,
  iterate: compileIterate,
  array: compileArray,
  object: compileObject,
  variable: compileVariable,
  location: compileLocation,
  call: compileCall,
  pipe: compilePipe,
  comma: compileComma,
  binary: compileBinary,
  logical: compileLogical,
  alternative: compileAlternative,
  negate: compileNegate,
  assignment: compileAssignment,
  if: compileIf,
  try: compileTry,
  bind: compileBind,
  reduce: compileReduce,
  foreach: compileForeach,
  define: compileDefine,
  label: compileLabel,
  break: compileBreak,
  invalid: () => EMPTY,
};

class ProgramCompiler implements Compiler {
  readonly diagnostics: Diagnostic[] = [];
  readonly amplification = new Amplification();
  #inlineBudget = INLINE_BUDGET;

  compile(node: Expression, scope: Scope): Code {
    this.amplification.note(node);
    const compileNode = COMPILERS[node.kind] as NodeCompiler<Expression>;
    return compileNode(node, scope, this);
  }

  report(code: SyntaxCode, span: Span, message: string, hint?: string): void {
    if (this.diagnostics.length >= MAX_DIAGNOSTICS) return;
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
