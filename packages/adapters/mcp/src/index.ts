export { createMcpCaller, type McpCallerOptions, type McpNetwork } from './mcp-caller.ts';
