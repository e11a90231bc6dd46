import type { Expression } from './ast.ts';
import type { Code, Single, Visit } from './compile/code.ts';
import { compileProgram } from './compile/compile.ts';
import type { Glance } from './compile/glance.ts';
import { JqError, JqLimitError, JqSyntaxError } from './errors.ts';
import { parse } from './parse/parse.ts';
import { resetMachine, runStream } from './runtime/machine.ts';
import { DEFAULT_FUEL, meter } from './runtime/meter.ts';
import { Raise } from './runtime/raise.ts';
import { run as state } from './runtime/run-state.ts';
import type { Json } from './values/json.ts';
import { chargeForSize } from './values/measure.ts';
import { serialize } from './values/serialize.ts';

export interface CompileOptions {
  /** Names, without `$`, of the variables that every run binds. */
  readonly variables?: readonly string[];
}

export interface RunOptions {
  /** Values of the program's variables, by name without `$`; a variable that is not given is null. */
  readonly variables?: Readonly<Record<string, Json>>;
  /** Budget of steps and allocated size, DEFAULT_FUEL if not given. The same program and input always take the same. */
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

class CompiledProgram implements Program {
  readonly source: string;
  readonly ast: Expression;
  readonly variables: readonly string[];
  readonly code: Code;
  /** Direct code for the first output. */
  readonly first: Single;
  readonly glance: Glance | null;
  /** True if outputs must be measured; see `Amplification`. */
  readonly measured: boolean;

  constructor(source: string, ast: Expression, variables: readonly string[], code: Code, measured: boolean) {
    this.source = source;
    this.ast = ast;
    this.variables = variables;
    this.code = code;
    this.first = code.single ?? ((_environment, input) => firstOf(code, input));
    this.glance = measured ? null : code.glance;
    this.measured = measured;
  }
}

/**
 * Compiles a program once for many runs.
 * Throws JqSyntaxError with all diagnostics: syntax errors, or else names that mean nothing.
 */
export function compile(source: string, options: CompileOptions = {}): Program {
  const { ast, diagnostics } = parse(source);
  if (diagnostics.length > 0) throw new JqSyntaxError(diagnostics);
  const variables = options.variables ?? [];
  const compiled = compileProgram(ast, variables);
  if (compiled.diagnostics.length > 0) throw new JqSyntaxError(compiled.diagnostics);
  return new CompiledProgram(source, ast, variables, compiled.code, compiled.measured);
}

/**
 * All outputs for an input, in order. The input is never changed; outputs may share parts with it and are not to be
 * changed either. Throws JqError when the program raises an error that it does not catch, JqLimitError at a bound.
 */
export function run(program: Program, input: Json, options: RunOptions = NONE): Json[] {
  const outputs: Json[] = [];
  runEach(program, input, (value) => outputs.push(value) > 0, options);
  return outputs;
}

/**
 * Hands each output to `visit` as soon as there is one; returning false ends the run. Errors as for `run`, after the
 * outputs that came before. `visit` must not run another program.
 */
export function runEach(
  program: Program,
  input: Json,
  visit: (output: Json) => boolean,
  options: RunOptions = NONE,
): void {
  const { code, measured } = program as CompiledProgram;
  const take: Visit = measured ? (value) => visit(sized(value)) : visit;
  begin(options);
  try {
    visitAll(code, input, take);
  } catch (error) {
    throw ended(error);
  }
}

/** The first output, or undefined if there is none. Evaluates no further than that, and faster than `run`. */
export function runFirst(program: Program, input: Json, options: RunOptions = NONE): Json | undefined {
  const { first, glance, measured } = program as CompiledProgram;
  if (glance !== null && glance.cost <= (options.fuel ?? DEFAULT_FUEL)) {
    const seen = glance.read(input, options.variables ?? NO_VARIABLES);
    if (seen !== undefined) return seen;
  }
  begin(options);
  try {
    const output = first(null, input);
    return measured && output !== undefined ? sized(output) : output;
  } catch (error) {
    throw ended(error);
  }
}

function visitAll(code: Code, input: Json, visit: Visit): void {
  if (code.each !== null) code.each(null, input, visit);
  else runStream(code.stream, null, input, null, visit);
}

function firstOf(code: Code, input: Json): Json | undefined {
  let first: Json | undefined;
  visitAll(code, input, (value) => {
    first = value;
    return false;
  });
  return first;
}

/** Pays for an output as large as it is written out. */
function sized(value: Json): Json {
  chargeForSize(value);
  return value;
}

const NONE: RunOptions = {};
const NO_VARIABLES: Readonly<Record<string, Json>> = {};

/** Sets the stage for a run. */
function begin(options: RunOptions): void {
  meter.fuel = options.fuel ?? DEFAULT_FUEL;
  state.variables = options.variables ?? NO_VARIABLES;
  state.now = options.now;
  state.labels = 0;
  state.number++;
  state.patterns = null;
}

/** Cleans up after a run that ended in an error, and turns what was thrown inside into what callers see. */
function ended(error: unknown): unknown {
  resetMachine();
  if (error instanceof Raise) return withoutStack(() => new JqError(error.value, messageOf(error.value), error.span));
  if (error instanceof RangeError && /call stack/i.test(error.message)) {
    return new JqLimitError('depth', 'the program is nested too deep');
  }
  return error;
}

/** A stack of the interpreter says nothing about the program, and taking it costs more than most programs (V8 has the limit). */
function withoutStack<T>(make: () => T): T {
  const engine = Error as typeof Error & { stackTraceLimit?: number | undefined };
  const limit = engine.stackTraceLimit;
  engine.stackTraceLimit = 0;
  try {
    return make();
  } finally {
    engine.stackTraceLimit = limit;
  }
}

/** jq prints a raised string as it is, anything else as `(not a string): ` and its JSON. */
function messageOf(value: Json): string {
  if (typeof value === 'string') return value;
  meter.fuel = DEFAULT_FUEL;
  try {
    return `(not a string): ${serialize(value, 1000).slice(0, 1000)}`;
  } catch {
    return '(not a string)';
  }
}
