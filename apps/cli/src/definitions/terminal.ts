import { readFile, writeFile } from 'node:fs/promises';
import colors from 'picocolors';

/** Where commands on definition files read and write; tests put memory in its place. */
export interface Terminal {
  readFile(path: string): Promise<string>;
  writeFile(path: string, text: string): Promise<void>;
  readInput(): Promise<string>;
  out(text: string): void;
  err(text: string): void;
  /** Colours on a terminal, none elsewhere or with NO_COLOR. */
  readonly colors: Pick<typeof colors, 'red' | 'yellow' | 'cyan' | 'green' | 'bold' | 'dim'>;
}

/** `0`: all is well. `1`: there are errors or differences. `2`: a file could not be read, or the command was wrong. */
export type ExitCode = 0 | 1 | 2;

export const processTerminal: Terminal = {
  readFile: (path) => readFile(path, 'utf8'),
  writeFile: (path, text) => writeFile(path, text),
  async readInput() {
    process.stdin.setEncoding('utf8');
    let text = '';
    for await (const chunk of process.stdin) text += String(chunk);
    return text;
  },
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  colors,
};
