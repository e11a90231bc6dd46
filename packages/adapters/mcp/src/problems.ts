import { StreamableHTTPError } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ErrorCode, McpError } from '@modelcontextprotocol/sdk/types.js';
import { type StandardProblem, standardError, WorkflowError } from '@parley/engine';
import { isObject } from '@parley/kernel';

const EXCERPT = 500;
const excerpt = (text: string) => (text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text);

/** Kinds of the errors of JSON-RPC; any other is the server's own. */
const KINDS = new Map<number, StandardProblem>([
  [ErrorCode.ConnectionClosed, 'communication'],
  [ErrorCode.RequestTimeout, 'timeout'],
  [ErrorCode.ParseError, 'communication'],
  [ErrorCode.InvalidRequest, 'communication'],
  [ErrorCode.MethodNotFound, 'configuration'],
  [ErrorCode.InvalidParams, 'validation'],
]);

/** The language's error for a call that gave no result. */
export function toWorkflowError(error: unknown): WorkflowError {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof WorkflowError) return cause;
  }
  if (error instanceof McpError) {
    return standardError(KINDS.get(error.code) ?? 'runtime', `The MCP server answered: ${excerpt(error.message)}`);
  }
  const status = error instanceof StreamableHTTPError ? error.code : undefined;
  const said = error instanceof Error ? error.message : String(error);
  const known = status !== undefined && status >= 300 && status < 600 ? status : undefined;
  return standardError('communication', `The MCP server could not be used: ${excerpt(said)}`, known);
}

export const isToolError = (result: Readonly<Record<string, unknown>>) => result.isError === true;

/** A tool that says that it failed. */
export function toolError(name: unknown, { content }: Readonly<Record<string, unknown>>): WorkflowError {
  const texts = (Array.isArray(content) ? content : []).filter(isObject).map(({ text }) => text);
  const said = texts.filter((text) => typeof text === 'string').join(' ');
  return standardError('runtime', `The tool ${String(name)} failed${said && `: ${excerpt(said)}`}`);
}
