import { compile, JqError, JqLimitError, type Json, type Program, runFirst } from '@parley/jq';
import type { Scope } from '../interpret/scope.ts';
import { standardError } from '../problem.ts';
import { variableNames } from './variable-names.ts';

/** The variables that the specification defines, without `$`. */
const STANDARD_VARIABLES = [
  'context',
  'input',
  'output',
  'secrets',
  'authorization',
  'task',
  'workflow',
  'runtime',
] as const;

const STANDARD: ReadonlySet<string> = new Set(STANDARD_VARIABLES);
const NOTHING: Readonly<Record<string, Json>> = Object.freeze(Object.create(null) as Record<string, Json>);

/** A compiled jq expression that finds its variables in a scope. */
export class Expression {
  readonly source: string;
  readonly #program: Program;
  /** The variables that the program reads. */
  readonly #names: readonly string[];
  readonly #identity: boolean;

  /** `variables` are the names that tasks around it bring in. Throws JqSyntaxError. */
  constructor(source: string, variables: readonly string[]) {
    this.source = source;
    this.#program = compile(source, { variables: [...STANDARD_VARIABLES, ...variables] });
    this.#names = variableNames(this.#program.ast);
    this.#identity = source === '.';
  }

  /** The first result for `data` as `.`; null when there is none. Raises an `expression` error. */
  evaluate(scope: Scope, data: unknown): unknown {
    if (this.#identity) return data;
    const variables = this.#bind(scope);
    try {
      const now = scope.durable.now() / 1000;
      return runFirst(this.#program, data as Json, { variables, now }) ?? null;
    } catch (error) {
      if (error instanceof JqError || error instanceof JqLimitError) {
        throw standardError('expression', `${error.message} in the expression: ${this.source}`, undefined, error);
      }
      throw error;
    }
  }

  /** True unless the result is false or null, as jq's own `if` has it. */
  test(scope: Scope, data: unknown): boolean {
    const result = this.evaluate(scope, data);
    return result !== false && result !== null;
  }

  #bind(scope: Scope): Readonly<Record<string, Json>> {
    if (this.#names.length === 0) return NOTHING;
    const bound: Record<string, Json> = Object.create(null);
    for (const name of this.#names) {
      const own = scope.variables[name];
      bound[name] = (own === undefined && STANDARD.has(name) ? scope.execution.standard(name, scope) : own) as Json;
    }
    return bound;
  }
}
