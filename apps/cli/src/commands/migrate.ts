import { hasErrors, type Migration, migrateWorkflow } from '@parley/dsl';
import { type ArgsDef, defineCommand } from 'citty';
import { formatFindings } from '../definitions/print-findings.ts';
import { type DefinitionText, readDefinitions, STANDARD_INPUT } from '../definitions/read-definitions.ts';
import { type ExitCode, processTerminal, type Terminal } from '../definitions/terminal.ts';

export interface MigrateOptions {
  readonly json: boolean;
  /** Where the new text goes instead of the standard output. */
  readonly out?: string | undefined;
}

/**
 * `parley migrate FILE`: a definition of DSL 0.8, 0.9 or an alpha version of 1.0 as one of 1.0, and a report of what was
 * lost or changed on the way. Exit code 1 when something was lost.
 */
export async function migrate(
  files: readonly string[],
  options: MigrateOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  if (files.length > 1) {
    terminal.err('Name one file: parley migrate FILE\n');
    return 2;
  }
  const { definitions, exitCode } = await readDefinitions(files, terminal);
  const [definition] = definitions;
  if (!definition) return exitCode;
  const migration = migrateWorkflow(definition.text);
  if (options.json) terminal.out(`${JSON.stringify({ file: definition.file, ...migration }, null, 2)}\n`);
  if (migration.text === undefined) return refuse(definition, migration, options, terminal);
  if (!options.json) tell(definition, migration, terminal);
  const written = await write(migration.text, options, terminal);
  const lost = migration.report.some(({ kind }) => kind === 'lost') || hasErrors(migration.diagnostics);
  return written ? (lost ? 1 : 0) : 2;
}

function refuse(
  definition: DefinitionText,
  { diagnostics }: Migration,
  { json }: MigrateOptions,
  terminal: Terminal,
): ExitCode {
  if (json) return 2;
  if (diagnostics.length > 0) terminal.err(formatFindings(diagnostics, definition, terminal));
  else terminal.err(`${definition.file} is no definition: it has neither states (0.8, 0.9) nor a document (1.0)\n`);
  return 2;
}

async function write(text: string, { out, json }: MigrateOptions, terminal: Terminal): Promise<boolean> {
  if (out === undefined) {
    if (!json) terminal.out(text);
    return true;
  }
  try {
    await terminal.writeFile(out, text);
    return true;
  } catch (error) {
    terminal.err(`${terminal.colors.red('✗')} ${out} cannot be written: ${(error as Error).message}\n`);
    return false;
  }
}

/** The report as a table: what became of it, where, why and what to do. */
function tell(definition: DefinitionText, { report, diagnostics, text, from }: Migration, terminal: Terminal): void {
  const { colors } = terminal;
  const paint = { lost: colors.red, changed: colors.yellow, renamed: colors.dim };
  const place = (line: number): string => `${definition.file === STANDARD_INPUT ? '' : definition.file}:${line}`;
  const width = Math.max(0, ...report.map(({ line }) => place(line).length));
  for (const { kind, line, message, advice } of report) {
    const indent = `\n${' '.repeat(width + 11)}`;
    const todo = advice === undefined ? '' : `${indent}${colors.dim(advice)}`;
    terminal.err(`${paint[kind](kind.padEnd(7))}  ${place(line).padEnd(width)}  ${message}${todo}\n`);
  }
  const wrong = diagnostics.filter(({ severity }) => severity === 'error');
  if (wrong.length > 0) terminal.err(formatFindings(wrong, { file: 'the new definition', text: text! }, terminal));
  const count = (wanted: string): number => report.filter(({ kind }) => kind === wanted).length;
  const summary = `${count('lost')} lost, ${count('changed')} changed, ${count('renamed')} renamed`;
  if (from === '1.0') {
    terminal.err(`${colors.green('✓')} It is a definition of 1.0 already, and was only formatted\n`);
    return;
  }
  terminal.err(`${count('lost') > 0 ? colors.yellow('!') : colors.green('✓')} ${from} -> 1.0.3: ${summary}\n`);
}

const ARGS = {
  files: { type: 'positional', description: 'The file, or - for the standard input', required: false },
  out: { type: 'string', alias: 'o', description: 'Write the new definition to this file' },
  json: { type: 'boolean', description: 'Print the new text, the report and the findings as JSON', default: false },
} as const satisfies ArgsDef;

export const migrateCommand = defineCommand({
  meta: {
    name: 'migrate',
    description:
      'Migrate a definition of 0.8, 0.9 or a 1.0 alpha to 1.0. Exit code 0: all carried over, 1: something was lost, 2: no definition, or a file cannot be read or written',
  },
  args: ARGS,
  async run({ args }) {
    process.exitCode = await migrate(args._, args, processTerminal);
  },
});
