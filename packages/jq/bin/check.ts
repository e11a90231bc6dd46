import { parseArgs } from 'node:util';
import {
  compile,
  fromJsonSchema,
  type Inference,
  infer,
  JqError,
  JqLimitError,
  type Json,
  type JsonSchema,
  printType,
  run,
  type Type,
  type TypeDiagnostic,
  toJsonSchema,
  unknownType,
} from '../src/index.ts';
import { pointAt } from './point-at.ts';

const USAGE = `Usage: jq-check [--type SCHEMA.json] [--input FILE] [--json] EXPRESSION
Says what is wrong with a jq expression, what type it gives, and with an input what it gives.
--type SCHEMA.json  JSON Schema of the input (default: nothing is known about it)
--input FILE        JSON to run the expression on
--json              a JSON object: { diagnostics, type, outputs, error }
Exit code: 0 nothing wrong, 1 an error (in the expression, or raised by it), 2 wrong usage or an unreadable file`;

/** The command was called in a way that makes no sense; the message says how it is meant. */
export class UsageError extends Error {}

/** What the command prints, and its exit code. */
export interface Report {
  readonly lines: readonly string[];
  readonly exitCode: 0 | 1;
}

/** What running the expression gave. */
interface Outcome {
  readonly outputs: readonly Json[];
  readonly error: string | null;
}

/** Does what the command line says; `read` gives the text of a file. Throws UsageError. */
export function check(commandLine: readonly string[], read: (path: string) => string): Report {
  const { values, positionals } = parseCommandLine(commandLine);
  if (values.help === true) return { lines: [USAGE], exitCode: 0 };
  const [source] = positionals;
  if (source === undefined || positionals.length > 1) throw new UsageError(USAGE);
  const input = values.input === undefined ? undefined : readJson(values.input, read);
  const inference = infer(source, values.type === undefined ? unknownType : schemaType(values.type, read));
  const isBroken = inference.diagnostics.some(({ severity }) => severity === 'error');
  const doesNotCompile = isBroken && !compiles(source);
  const outcome = input === undefined || doesNotCompile ? null : evaluate(source, input);
  const exitCode = isBroken || (outcome !== null && outcome.error !== null) ? 1 : 0;
  const lines = values.json === true ? [asJson(inference, outcome)] : asText(source, inference, outcome);
  return { lines, exitCode };
}

function parseCommandLine(commandLine: readonly string[]) {
  try {
    return parseArgs({
      args: [...commandLine],
      allowPositionals: true,
      options: {
        type: { type: 'string' },
        input: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${USAGE}`);
  }
}

function readJson(path: string, read: (path: string) => string): Json {
  try {
    return JSON.parse(read(path)) as Json;
  } catch (error) {
    throw new UsageError(`${path}: ${(error as Error).message}`);
  }
}

function schemaType(path: string, read: (path: string) => string): Type {
  return fromJsonSchema(readJson(path, read) as JsonSchema);
}

function compiles(source: string): boolean {
  try {
    compile(source);
    return true;
  } catch {
    return false;
  }
}

function evaluate(source: string, input: Json): Outcome {
  const outputs: Json[] = [];
  try {
    outputs.push(...run(compile(source), input));
    return { outputs, error: null };
  } catch (error) {
    if (error instanceof JqError || error instanceof JqLimitError) return { outputs, error: error.message };
    throw error;
  }
}

function asJson({ diagnostics, type }: Inference, outcome: Outcome | null): string {
  return JSON.stringify({ diagnostics, type: toJsonSchema(type), ...outcome });
}

function asText(source: string, { diagnostics, type }: Inference, outcome: Outcome | null): string[] {
  const lines = diagnostics.flatMap((found) => {
    const { severity, code, message, hint, span } = found;
    const { fix } = found as Partial<TypeDiagnostic>;
    const { line, column, excerpt } = pointAt(source, span);
    return [
      `${line}:${column} ${severity} ${code}: ${message}`,
      ...excerpt,
      ...(fix === undefined
        ? []
        : [`  Write: ${source.slice(0, fix.span.start)}${fix.text}${source.slice(fix.span.end)}`]),
      ...(hint === undefined ? [] : [`  ${hint}`]),
    ];
  });
  lines.push(`type: ${printType(type)}`);
  if (outcome === null) return lines;
  for (const output of outcome.outputs) lines.push(JSON.stringify(output));
  if (outcome.error !== null) lines.push(`error: ${outcome.error}`);
  return lines;
}
