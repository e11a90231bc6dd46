import { drawTree, toMermaid, type Workflow, workflowGraph } from '@parley/dsl';
import { type ArgsDef, defineCommand } from 'citty';
import { readDefinitions, worse } from '../definitions/read-definitions.ts';
import { type ExitCode, processTerminal, type Terminal } from '../definitions/terminal.ts';
import { validDefinition } from '../definitions/valid-definition.ts';
import { graphExecution } from './graph-execution.ts';

export interface GraphOptions {
  readonly mermaid: boolean;
  readonly json: boolean;
}

/** `parley graph FILE...`: definitions as trees, as Mermaid flow charts, or as nodes and edges in JSON, one after another. */
export async function graph(files: readonly string[], options: GraphOptions, terminal: Terminal): Promise<ExitCode> {
  const { definitions, exitCode } = await readDefinitions(files, terminal);
  let result = exitCode;
  for (const definition of definitions) {
    const valid = validDefinition(definition, terminal);
    if (valid) terminal.out(draw(valid.workflow, options));
    else result = worse(result, 1);
  }
  return result;
}

function draw(workflow: Workflow, { mermaid, json }: GraphOptions): string {
  if (json) return `${JSON.stringify(workflowGraph(workflow), null, 2)}\n`;
  return mermaid ? toMermaid(workflowGraph(workflow)) : drawTree(workflow);
}

const ARGS = {
  files: { type: 'positional', description: 'Files, or - for the standard input', required: false },
  mermaid: { type: 'boolean', description: 'Print a Mermaid flow chart', default: false },
  execution: { type: 'string', description: 'Draw this execution as a Mermaid flow chart, tasks by their state' },
  json: { type: 'boolean', description: 'Print nodes and edges as JSON', default: false },
} as const satisfies ArgsDef;

export const graphCommand = defineCommand({
  meta: {
    name: 'graph',
    description: 'Draw definitions as trees, or an execution. Exit code 0: done, 1: errors, 2: a file cannot be read',
  },
  args: ARGS,
  async run({ args }) {
    if (args.execution === undefined) process.exitCode = await graph(args._, args, processTerminal);
    else processTerminal.out(await graphExecution(args.execution));
  },
});
