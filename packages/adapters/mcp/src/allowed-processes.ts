import { type McpRequest, standardError } from '@parley/engine';

/** What workflows may start beside Parley, with its rights: the operator's choice. */
export interface AllowedProcesses {
  /** Command lines, words with spaces between: a command, and how its arguments have to begin. Others may follow. */
  readonly commands: readonly string[];
  /** Names of environment variables that a workflow may set: some make a harmless program run any code. */
  readonly environment: readonly string[];
}

export const NO_PROCESSES: AllowedProcesses = { commands: [], environment: [] };

type StdioTransport = Extract<McpRequest['transport'], { readonly kind: 'stdio' }>;

/** Raises a `configuration` error for a process that the operator does not allow. */
export function checkProcess(
  { command, arguments: args, environment }: StdioTransport,
  { commands, environment: names }: AllowedProcesses,
): void {
  const words = [command, ...args];
  const isAllowed = commands.some((line) => line.split(/\s+/).every((word, index) => word === words[index]));
  if (!isAllowed) {
    throw standardError(
      'configuration',
      `This installation does not start "${command.slice(0, 100)}" with these arguments as an MCP server. Use a server over HTTP, or ask an operator to allow the command`,
    );
  }
  const other = Object.keys(environment).find((name) => !names.includes(name));
  if (other === undefined) return;
  throw standardError(
    'configuration',
    `This installation does not let workflows set the environment variable "${other.slice(0, 100)}" of MCP servers. Ask an operator to allow it`,
  );
}
