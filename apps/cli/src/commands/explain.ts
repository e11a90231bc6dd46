import { explainWorkflow, permissionsNeeded, permissionWords } from '@parley/dsl';
import { type ArgsDef, defineCommand } from 'citty';
import { readDefinitions, worse } from '../definitions/read-definitions.ts';
import { type ExitCode, processTerminal, type Terminal } from '../definitions/terminal.ts';
import { validDefinition } from '../definitions/valid-definition.ts';

/** `parley explain FILE...`: what definitions do in plain English, and what they must be allowed to do. */
export async function explain(
  files: readonly string[],
  options: { readonly json: boolean },
  terminal: Terminal,
): Promise<ExitCode> {
  const { definitions, exitCode } = await readDefinitions(files, terminal);
  let result = exitCode;
  const explained: object[] = [];
  for (const definition of definitions) {
    const valid = validDefinition(definition, terminal);
    if (!valid) {
      result = worse(result, 1);
      continue;
    }
    const explanation = explainWorkflow(valid.workflow);
    const permissions = permissionsNeeded(valid.workflow);
    explained.push({ file: definition.file, explanation, permissions });
    if (options.json) continue;
    const needs = permissions.map((permission) => `  ${permissionWords(permission)}\n`).join('');
    terminal.out(`${explanation}\n${needs && `\n${terminal.colors.dim('It must be allowed to')}\n${needs}`}`);
  }
  if (options.json) terminal.out(`${JSON.stringify({ files: explained }, null, 2)}\n`);
  return result;
}

const ARGS = {
  files: { type: 'positional', description: 'Files, or - for the standard input', required: false },
  json: { type: 'boolean', description: 'Print JSON', default: false },
} as const satisfies ArgsDef;

export const explainCommand = defineCommand({
  meta: {
    name: 'explain',
    description: 'Explain definitions in plain English. Exit code 0: done, 1: errors, 2: a file cannot be read',
  },
  args: ARGS,
  async run({ args }) {
    process.exitCode = await explain(args._, args, processTerminal);
  },
});
