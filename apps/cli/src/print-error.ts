import { ParleyError } from '@parley/kernel';
import colors from 'picocolors';

/** An error as a person at the terminal needs it: what, what to do next, and the code to search for. */
export function printError(error: unknown): void {
  if (!(error instanceof ParleyError)) {
    process.stderr.write(
      `${colors.red('✗')} ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    return;
  }
  const hint = error.hint === undefined ? '' : `\n  ${error.hint}`;
  process.stderr.write(`${colors.red('✗')} ${error.message}${hint}\n  ${colors.dim(error.code)}\n`);
}
