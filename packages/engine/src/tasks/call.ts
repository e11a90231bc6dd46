import type { CallTask } from '@parley/dsl';
import { a2aCall } from '../calls/a2a.ts';
import { asyncApiCall } from '../calls/asyncapi.ts';
import type { CallKind } from '../calls/call-kind.ts';
import { functionCall } from '../calls/function.ts';
import { grpcCall } from '../calls/grpc.ts';
import { httpCall } from '../calls/http.ts';
import { mcpCall } from '../calls/mcp.ts';
import { openApiCall } from '../calls/openapi.ts';
import type { TaskType } from '../compile/context.ts';

const KINDS: Readonly<Record<string, CallKind<never>>> = {
  http: httpCall,
  openapi: openApiCall,
  grpc: grpcCall,
  asyncapi: asyncApiCall,
  a2a: a2aCall,
  mcp: mcpCall,
};

/** `call`: one of the protocols, or a function by name. */
export const callTask: TaskType<CallTask> = {
  compile(task, pointer, context) {
    const kind = Object.hasOwn(KINDS, task.call) ? KINDS[task.call]! : functionCall;
    return (kind as CallKind<CallTask>).compile(task, pointer, context);
  },
};
