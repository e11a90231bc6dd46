import { ParleyError } from '@parley/kernel';
import colors from 'picocolors';
import type { ExitCode } from './definitions/terminal.ts';

/** An error as a person at the terminal needs it: what, what to do next, and the code to search for. */
export function printError(error: unknown): void {
  process.stderr.write(`${colors.red('✗')} ${textOf(error)}\n`);
}

function textOf(error: unknown): string {
  if (isWrongUse(error)) return `${error.message}\n  --help behind the command tells what it takes.`;
  if (!(error instanceof ParleyError)) return error instanceof Error ? (error.stack ?? error.message) : String(error);
  const hint = error.hint === undefined ? '' : `\n  ${error.hint}`;
  return `${error.message}${hint}\n  ${colors.dim(error.code)}`;
}

/** 2 when the command was wrong, or a file that it names. */
export function exitCodeOf(error: unknown): ExitCode {
  return isWrongUse(error) || (error instanceof ParleyError && error.code === 'invalid_request') ? 2 : 1;
}

/** citty does not export its class of errors about arguments. */
function isWrongUse(error: unknown): error is Error {
  return error instanceof Error && error.name === 'CLIError';
}
