import { analyseWorkflow, type Diagnostic, hasErrors, parseWorkflow, portability, typeWorkflow } from '@parley/dsl';
import { type ArgsDef, defineCommand } from 'citty';
import { AddressedCatalog } from '../definitions/addressed-catalog.ts';
import { CATALOG_OPTION, catalogOptions, readCatalogFiles } from '../definitions/catalog-files.ts';
import { countFindings, formatFindings } from '../definitions/print-findings.ts';
import { type DefinitionText, readDefinitions, worse } from '../definitions/read-definitions.ts';
import { type ExitCode, processTerminal, type Terminal } from '../definitions/terminal.ts';

export interface CheckOptions {
  readonly json: boolean;
  /** Leaves out advice. */
  readonly quiet: boolean;
  /** Counts warnings as errors. */
  readonly strict: boolean;
  /** What the definitions can use; without it only what they say themselves is checked. */
  readonly catalog?: AddressedCatalog | undefined;
}

/** What was found in a file. */
interface CheckedFile extends DefinitionText {
  readonly findings: readonly Diagnostic[];
  readonly portable: boolean | undefined;
}

/** `parley check FILE...`: everything that is wrong with definitions, and advice. Exit code 1 when there are errors. */
export async function check(files: readonly string[], options: CheckOptions, terminal: Terminal): Promise<ExitCode> {
  const { definitions, exitCode } = await readDefinitions(files, terminal);
  const checked = definitions.map((definition) => checkDefinition(definition, options));
  if (options.json) terminal.out(`${JSON.stringify({ files: checked.map(toJson) }, null, 2)}\n`);
  else for (const file of checked) printFile(file, terminal);
  for (const file of options.catalog?.unused ?? []) terminal.err(unusedFile(file, terminal));
  const failed = checked.some(({ findings }) =>
    options.strict ? findings.some(({ severity }) => severity !== 'hint') : hasErrors(findings),
  );
  return worse(exitCode, failed ? 1 : 0);
}

function checkDefinition(definition: DefinitionText, { quiet, catalog: known }: CheckOptions): CheckedFile {
  const catalog = known?.for(definition.text);
  const { workflow, draft, diagnostics, source } = parseWorkflow(definition.text);
  const typed = draft ? typeWorkflow(draft, catalog, { source }).diagnostics : [];
  const advice = workflow ? analyseWorkflow(workflow, { source, ...(catalog && { catalog }) }).diagnostics : [];
  const findings = [...diagnostics, ...typed, ...advice]
    .filter(({ severity }) => !quiet || severity !== 'hint')
    .sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0));
  return { ...definition, findings, portable: workflow && portability(workflow).portable };
}

/** Without a word about it, calls of that API would look checked. */
function unusedFile(file: string, { colors }: Terminal): string {
  const hint = `Say under which address they do: --catalog https://...=${file}`;
  return `${colors.yellow('!')} ${file} is not used: no definition names it as an API document. ${hint}\n`;
}

function printFile(file: CheckedFile, terminal: Terminal): void {
  const { colors } = terminal;
  if (file.findings.length > 0) terminal.out(`${formatFindings(file.findings, file, terminal)}\n`);
  const found = countFindings(file.findings);
  const wrong = hasErrors(file.findings);
  const mark = wrong ? colors.red('✗') : colors.green('✓');
  const portable = file.portable ? ', portable' : '';
  terminal.out(`${mark} ${file.file}: ${found || 'no findings'}${portable}\n`);
}

function toJson({ file, findings, portable }: CheckedFile): object {
  return { file, valid: !hasErrors(findings), ...(portable !== undefined && { portable }), diagnostics: findings };
}

const ARGS = {
  files: { type: 'positional', description: 'Files, or - for the standard input', required: false },
  json: { type: 'boolean', description: 'Print JSON', default: false },
  quiet: { type: 'boolean', description: 'Leave out hints', default: false },
  strict: { type: 'boolean', description: 'Count warnings as errors', default: false },
  catalog: CATALOG_OPTION,
} as const satisfies ArgsDef;

export const checkCommand = defineCommand({
  meta: {
    name: 'check',
    description: 'Check definitions. Exit code 0: no errors, 1: errors, 2: a file cannot be read',
  },
  args: ARGS,
  async run({ args, rawArgs }) {
    const files = catalogOptions(rawArgs);
    const catalog = files.length === 0 ? undefined : new AddressedCatalog(await readCatalogFiles(files));
    process.exitCode = await check(args._, { ...args, catalog }, processTerminal);
  },
});
