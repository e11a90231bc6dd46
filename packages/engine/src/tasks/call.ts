import type { CallTask } from '@parley/dsl';
import type { CallKind } from '../calls/call-kind.ts';
import { functionCall } from '../calls/function.ts';
import { httpCall } from '../calls/http.ts';
import { openApiCall } from '../calls/openapi.ts';
import type { TaskType } from '../compile/context.ts';

const KINDS: Readonly<Record<string, CallKind<never>>> = {
  http: httpCall,
  openapi: openApiCall,
};

/** `call`: one of the protocols, or a function by name. */
export const callTask: TaskType<CallTask> = {
  compile(task, pointer, context) {
    const kind = Object.hasOwn(KINDS, task.call) ? KINDS[task.call]! : functionCall;
    return (kind as CallKind<CallTask>).compile(task, pointer, context);
  },
};
