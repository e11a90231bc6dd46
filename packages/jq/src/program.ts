import type { Expression } from './ast.ts';
import { JqSyntaxError } from './errors.ts';
import { parse } from './parse/parse.ts';
import type { Json } from './values/json.ts';

export interface CompileOptions {
  /** Names, without `$`, of the variables that every run binds. */
  readonly variables?: readonly string[];
}

export interface RunOptions {
  /** Values of the program's variables, by name without `$`; a variable that is not given is null. */
  readonly variables?: Readonly<Record<string, Json>>;
  /** Budget of steps and allocated size; see DEFAULT_FUEL. */
  readonly fuel?: number;
  /** What `now` gives: seconds since 1970. Without it a program that calls `now` fails. */
  readonly now?: number;
}

/** A compiled program: immutable, may be run any number of times. */
export interface Program {
  readonly source: string;
  readonly ast: Expression;
  readonly variables: readonly string[];
}

/** Compiles a program. Throws JqSyntaxError with all diagnostics. */
export function compile(source: string, options: CompileOptions = {}): Program {
  const { ast, diagnostics } = parse(source);
  if (diagnostics.length > 0) throw new JqSyntaxError(diagnostics);
  return { source, ast, variables: options.variables ?? [] };
}

/** All outputs. Throws JqError when the program raises, JqLimitError at a bound. */
export function run(_program: Program, _input: Json, _options: RunOptions = {}): Json[] {
  throw new Error('evaluation is being written');
}

/** The first output, or undefined without any; stops there. */
export function runFirst(_program: Program, _input: Json, _options: RunOptions = {}): Json | undefined {
  throw new Error('evaluation is being written');
}
