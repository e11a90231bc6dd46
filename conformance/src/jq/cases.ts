/** One case of jq's test files. */
export interface JqCase {
  /** File and program, or `file: program (n)` where a file has the same program more than once. */
  readonly id: string;
  readonly program: string;
  /** The program must not compile; `message` is what jq says, null if that does not matter. */
  readonly fails: { readonly message: string | null } | null;
  /** JSON text of the input. */
  readonly input: string;
  /** JSON texts of the expected outputs. */
  readonly outputs: readonly string[];
}

/** Module directives are left out by design, so cases about them do not apply. */
const MODULES = /^\s*(?:import|include|module)\b|\bmodulemeta\b/;

/**
 * Reads jq's format: blocks separated by blank lines, `#` comments; a block is a program, an input and one expected output
 * a line, or `%%FAIL` (possibly `IGNORE MSG`), a program and the expected message.
 */
export function readCases(file: string, text: string): JqCase[] {
  const seen = new Map<string, number>();
  const cases: JqCase[] = [];
  for (const block of blocksOf(text)) {
    const one = toCase(block);
    if (MODULES.test(one.program)) continue;
    const key = `${file}: ${one.program}`;
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    cases.push({ ...one, id: count === 1 ? key : `${key} (${count})` });
  }
  return cases;
}

function blocksOf(text: string): string[][] {
  const blocks: string[][] = [];
  let block: string[] = [];
  for (const line of [...text.split('\n'), '']) {
    if (line.trim() !== '' && !/^\s*#/.test(line)) block.push(line.trimStart());
    else if (block.length > 0) {
      blocks.push(block);
      block = [];
    }
  }
  return blocks;
}

function toCase([first, second, ...rest]: string[]): Omit<JqCase, 'id'> {
  if (!first!.startsWith('%%FAIL')) {
    return { program: first!, fails: null, input: second ?? 'null', outputs: rest };
  }
  const message = first!.includes('IGNORE') ? null : (rest[0] ?? null);
  return { program: second!, fails: { message }, input: 'null', outputs: [] };
}
