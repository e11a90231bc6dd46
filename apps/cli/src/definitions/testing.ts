import { createColors } from 'picocolors';
import type { Terminal } from './terminal.ts';

/** A terminal in memory: files by name, `-` under the name "-". */
export interface FakeTerminal extends Terminal {
  readonly files: Record<string, string>;
  /** What was written so far. */
  readonly written: { out: string; err: string };
}

export function fakeTerminal(files: Record<string, string>, { color = false } = {}): FakeTerminal {
  const written = { out: '', err: '' };
  const read = (name: string): string => {
    const text = files[name];
    if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
    return text;
  };
  return {
    files,
    written,
    readFile: async (path) => read(path),
    readInput: async () => read('-'),
    async writeFile(path, text) {
      files[path] = text;
    },
    out(text) {
      written.out += text;
    },
    err(text) {
      written.err += text;
    },
    colors: createColors(color),
  };
}
