import { describeDiff, diffToPatch, diffWorkflows } from '@parley/dsl';
import { type ArgsDef, defineCommand } from 'citty';
import { readDefinitions } from '../definitions/read-definitions.ts';
import { type ExitCode, processTerminal, type Terminal } from '../definitions/terminal.ts';
import { validDefinition } from '../definitions/valid-definition.ts';

/** `parley diff OLD NEW`: what differs between two definitions by meaning. Exit code 0: nothing, 1: something, 2: trouble. */
export async function diff(
  files: readonly string[],
  options: { readonly json: boolean },
  terminal: Terminal,
): Promise<ExitCode> {
  if (files.length !== 2) {
    terminal.err('Name two files: parley diff OLD NEW\n');
    return 2;
  }
  const { definitions, exitCode } = await readDefinitions(files, terminal);
  if (exitCode !== 0) return exitCode;
  const [before, after] = definitions.map((definition) => validDefinition(definition, terminal));
  if (!before || !after) return 2;
  const found = diffWorkflows(before.workflow, after.workflow);
  if (options.json) {
    const { changes, breaking } = found;
    terminal.out(`${JSON.stringify({ changes, breaking, patch: diffToPatch(found) }, null, 2)}\n`);
  } else for (const line of describeDiff(found)) terminal.out(`${paint(line, terminal)}\n`);
  return found.changes.length === 0 ? 0 : 1;
}

function paint(line: string, { colors }: Terminal): string {
  if (line.startsWith('Breaking:')) return colors.red(line);
  if (line.startsWith('Adds ')) return colors.green(line);
  return line.startsWith('Removes ') ? colors.yellow(line) : line;
}

const ARGS = {
  old: { type: 'positional', description: 'The old definition, or -', required: false },
  new: { type: 'positional', description: 'The new definition, or -', required: false },
  json: { type: 'boolean', description: 'Print the changes and a patch as JSON', default: false },
} as const satisfies ArgsDef;

export const diffCommand = defineCommand({
  meta: {
    name: 'diff',
    description: 'Compare two definitions by meaning. Exit code 0: the same, 1: different, 2: one cannot be read',
  },
  args: ARGS,
  async run({ args }) {
    process.exitCode = await diff(args._, args, processTerminal);
  },
});
