import type { Expression } from '../ast.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { parse } from '../parse/parse.ts';
import type { TypeDiagnostic } from './findings.ts';
import { ANYTHING } from './flow.ts';
import { Inferrer, type Probe } from './inferrer.ts';
import { checkNames } from './names.ts';
import { bindVariable, type Scope } from './scope.ts';
import type { Type } from './type.ts';

/** A finding of the parser, seen as one about the whole program: it does not compile. */
export interface SyntaxDiagnostic extends Diagnostic {
  readonly severity: 'error';
  readonly certain: true;
}

/** What a program does with inputs of a type. */
export interface Inference {
  /** The type of each output. */
  readonly type: Type;
  /** How many outputs a run has that does not fail. */
  readonly outputs: { readonly min: 0 | 1; readonly max: 0 | 1 | 'many' };
  /** False if no input of the type makes the program fail (but for its limits). */
  readonly canFail: boolean;
  /** In the order of the source. */
  readonly diagnostics: readonly (TypeDiagnostic | SyntaxDiagnostic)[];
}

/** Types of the variables that a run binds, by name without `$`. */
export type VariableTypes = Readonly<Record<string, Type>>;

/**
 * The type of a program's outputs for inputs of a type, and what is wrong with it for them. Takes a source or a syntax
 * tree; a source that can not be read gives its syntax errors too. Sound: every output of a run on a matching input, with
 * matching variables, has the type, and a `certain` error means that every such run fails. Never throws; what is too
 * large to follow is unknown. A variable that has no type here is an error.
 */
export function infer(program: string | Expression, input: Type, variables: VariableTypes = {}): Inference {
  const parsed = typeof program === 'string' ? parse(program) : { ast: program, diagnostics: [] };
  const inferrer = new Inferrer();
  const { findings } = inferrer;
  const { hasAlternatives } = checkNames(findings, parsed.ast, Object.keys(variables));
  const mark = findings.mark;
  const flow = inferrer.flow(parsed.ast, input, scopeOf(variables));
  // In jq, `?//` also catches what fails after it, anywhere up to the end of the program, and starts over from there.
  if (hasAlternatives) findings.doubt(mark);
  const { type, min, max, fails } = hasAlternatives ? ANYTHING : flow;
  const syntax = parsed.diagnostics.map((found): SyntaxDiagnostic => ({ ...found, severity: 'error', certain: true }));
  return {
    type,
    outputs: { min, max: max === 2 ? 'many' : max },
    canFail: fails,
    diagnostics: [...syntax, ...findings.list()],
  };
}

/** Follows a program and shows a probe every part, those of functions that nobody calls only if `everything` is set. */
export function probe(
  program: Expression,
  input: Type,
  variables: VariableTypes,
  visit: Probe,
  everything = false,
): void {
  new Inferrer(visit, everything).flow(program, input, scopeOf(variables));
}

function scopeOf(variables: VariableTypes): Scope {
  let scope: Scope;
  for (const name of Object.keys(variables)) scope = bindVariable(scope, name, variables[name]!);
  return scope;
}
