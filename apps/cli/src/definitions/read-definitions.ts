import type { ExitCode, Terminal } from './terminal.ts';

/** A definition's text and what to call it in messages. */
export interface DefinitionText {
  readonly file: string;
  readonly text: string;
}

/** Name of the standard input in messages. */
export const STANDARD_INPUT = '(standard input)';

/** Reads the named files, `-` being the standard input. Says which ones cannot be read; the exit code is then 2. */
export async function readDefinitions(
  files: readonly string[],
  terminal: Terminal,
): Promise<{ definitions: DefinitionText[]; exitCode: ExitCode }> {
  if (files.length === 0) {
    terminal.err('Name the files with the definitions, or - for the standard input.\n');
    return { definitions: [], exitCode: 2 };
  }
  const definitions: DefinitionText[] = [];
  let exitCode: ExitCode = 0;
  for (const file of files) {
    try {
      const text = file === '-' ? await terminal.readInput() : await terminal.readFile(file);
      definitions.push({ file: file === '-' ? STANDARD_INPUT : file, text });
    } catch (error) {
      terminal.err(`${terminal.colors.red('✗')} ${file} cannot be read: ${reason(error)}\n`);
      exitCode = 2;
    }
  }
  return { definitions, exitCode };
}

function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file';
  return code === 'EISDIR' ? 'it is a directory' : message;
}

/** The worse of two exit codes. */
export function worse(a: ExitCode, b: ExitCode): ExitCode {
  return a > b ? a : b;
}
