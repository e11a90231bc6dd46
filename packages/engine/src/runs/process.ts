import type { ProcessReturn } from '@parley/dsl';
import { isObject } from '@parley/kernel';
import type { CompileContext } from '../compile/context.ts';
import type { Scope } from '../interpret/scope.ts';
import type { ProcessResult } from '../ports/effects.ts';
import { standardError } from '../problem.ts';

/** What a process is given besides its command, evaluated. */
export interface ProcessInput {
  readonly stdin?: string;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

interface ProcessOptions {
  readonly stdin?: string;
  readonly arguments?: readonly string[] | string;
  readonly environment?: Readonly<Record<string, unknown>>;
}

/** Compiles `stdin`, `arguments` and `environment`. */
export function compileProcessInput(
  options: ProcessOptions,
  pointer: string,
  context: CompileContext,
): (scope: Scope, input: unknown) => ProcessInput {
  const stdin = options.stdin === undefined ? undefined : context.template(options.stdin, `${pointer}/stdin`);
  const args = context.template(options.arguments ?? [], `${pointer}/arguments`);
  const environment = context.template(options.environment ?? {}, `${pointer}/environment`);
  return (scope, input) => ({
    ...(stdin && { stdin: text(stdin.evaluate(scope, input)) }),
    arguments: list(args.evaluate(scope, input)),
    environment: texts(environment.evaluate(scope, input)),
  });
}

function list(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(text);
  throw standardError('expression', 'arguments has to be a list');
}

function texts(value: unknown): Record<string, string> {
  if (!isObject(value)) throw standardError('expression', 'environment has to be an object');
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, text(item)]));
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/**
 * The output of a task that ran a process. A process that failed is a `runtime` error, unless the task asks for the code
 * or for everything.
 */
export function processOutput(result: ProcessResult, wanted: ProcessReturn = 'stdout', input: unknown = null): unknown {
  const { code, stdout, stderr } = result;
  if (wanted === 'code') return code;
  if (wanted === 'all') return { code, stdout, stderr };
  if (code !== 0)
    throw standardError('runtime', `The process ended with code ${code}: ${(stderr || stdout).slice(-500).trim()}`);
  if (wanted === 'none') return input;
  return wanted === 'stderr' ? stderr : stdout;
}
