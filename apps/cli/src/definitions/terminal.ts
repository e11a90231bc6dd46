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
  readFile: async (path) => decode(await readFile(path)),
  writeFile: (path, text) => writeFile(path, text),
  async readInput() {
    const chunks: Uint8Array[] = [];
    for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
    return decode(Buffer.concat(chunks));
  },
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  colors,
};

/** Text of bytes that are UTF-8; anything else would be damaged when it is written back. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Error('it is not UTF-8 text');
  }
}
