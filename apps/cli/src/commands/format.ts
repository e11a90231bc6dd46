import { formatWorkflow, hasErrors, parseWorkflow } from '@parley/dsl';
import { type ArgsDef, defineCommand } from 'citty';
import { formatFindings } from '../definitions/print-findings.ts';
import { readDefinitions, STANDARD_INPUT, worse } from '../definitions/read-definitions.ts';
import { type ExitCode, processTerminal, type Terminal } from '../definitions/terminal.ts';

export interface FormatOptions {
  /** Writes the files instead of printing them. */
  readonly write: boolean;
  /** Only tells which files are not formatted; exit code 1 when there are any. */
  readonly check: boolean;
}

/** `parley format FILE...`: prints definitions in canonical form, writes them back, or tells which are not. */
export async function format(files: readonly string[], options: FormatOptions, terminal: Terminal): Promise<ExitCode> {
  const { definitions, exitCode } = await readDefinitions(files, terminal);
  let result = exitCode;
  for (const definition of definitions) {
    const { file, text } = definition;
    // Errors of the text alone matter here: a definition can be formatted before it is right.
    const unreadable = parseWorkflow(text).diagnostics.filter(({ pointer, code }) => pointer === '' && isSyntax(code));
    if (hasErrors(unreadable)) {
      terminal.err(formatFindings(unreadable, definition, terminal));
      result = worse(result, 1);
      continue;
    }
    const formatted = formatWorkflow(text);
    if (options.check) result = worse(result, tell(file, formatted !== text, terminal));
    else if (!options.write || file === STANDARD_INPUT) terminal.out(formatted);
    else if (formatted !== text) {
      await terminal.writeFile(file, formatted);
      terminal.err(`${terminal.colors.green('✓')} ${file}\n`);
    }
  }
  return result;
}

const SYNTAX_CODES = ['yaml_syntax', 'several_documents', 'limit_exceeded', 'duplicate_key', 'unsupported_yaml'];

function isSyntax(code: string): boolean {
  return SYNTAX_CODES.includes(code);
}

function tell(file: string, differs: boolean, { out, colors }: Terminal): ExitCode {
  if (!differs) return 0;
  out(`${colors.yellow('✗')} ${file} is not formatted\n`);
  return 1;
}

const ARGS = {
  files: { type: 'positional', description: 'Files, or - for the standard input', required: false },
  write: { type: 'boolean', description: 'Write the files instead of printing them', default: false },
  check: { type: 'boolean', description: 'Only tell which files are not formatted', default: false },
} as const satisfies ArgsDef;

export const formatCommand = defineCommand({
  meta: {
    name: 'format',
    description: 'Format definitions. Exit code 0: done, 1: not formatted or not YAML, 2: a file cannot be read',
  },
  args: ARGS,
  async run({ args }) {
    process.exitCode = await format(args._, args, processTerminal);
  },
});
