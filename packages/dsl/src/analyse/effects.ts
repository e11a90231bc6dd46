import { isObject } from '@parley/kernel';
import type { Catalog, Operation } from '../catalog.ts';
import { isExpression } from '../expression/syntax.ts';
import type { CallAsyncApi, CallHttp, CallTask } from '../model/calls.ts';
import { CALL_PROTOCOLS } from '../model/calls.ts';
import { taskKind } from '../model/walk.ts';
import type { Workflow } from '../model/workflow.ts';
import { openApiCall, operationOf } from './operations.ts';

/**
 * What a call does to the world (RFC 9110, section 9.2): `safe` changes nothing, `idempotent` does the same when done
 * twice, `unsafe` happens twice when done twice.
 */
export type Effect = 'safe' | 'idempotent' | 'unsafe' | 'unknown';

const METHODS: Readonly<Record<string, Effect>> = {
  GET: 'safe',
  HEAD: 'safe',
  OPTIONS: 'safe',
  TRACE: 'safe',
  QUERY: 'safe',
  PUT: 'idempotent',
  DELETE: 'idempotent',
  POST: 'unsafe',
  PATCH: 'unsafe',
};

/** A call with what is known about it. */
export interface KnownCall {
  readonly effect: Effect;
  /** The operation it makes, when the catalog knows it. */
  readonly operation: Operation | undefined;
  /** True when the called system can tell a repetition from a second call. */
  readonly keyed: boolean;
  /** What is called, for messages: `POST https://pay.example.com/charges`. */
  readonly words: string;
}

/** Looks through functions of the definition at what a call comes down to. */
export function knownCall(task: CallTask, workflow: Workflow, catalog: Catalog | undefined): KnownCall {
  const operation = catalog && operationOf(task, workflow, catalog);
  const target = resolve(task, workflow);
  const own = (target.with ?? {}) as Readonly<Record<string, unknown>>;
  const keyed = hasKey(own.headers) || hasKey(task.with) || (operation?.parameters.some(isKey) ?? false);
  if (operation) {
    const effect = METHODS[operation.method] ?? 'unknown';
    return { effect, operation, keyed, words: `${operation.method} ${operation.path} of ${operation.connection}` };
  }
  return { effect: effectOf(target), operation, keyed, words: wordsOf(target, task) };
}

function resolve(task: CallTask, workflow: Workflow): CallTask {
  if ((CALL_PROTOCOLS as readonly string[]).includes(task.call)) return task;
  const functions = workflow.use?.functions;
  const target = functions && Object.hasOwn(functions, task.call) ? functions[task.call] : undefined;
  return target && taskKind(target) === 'call' ? (target as CallTask) : (openApiCall(task, workflow) ?? task);
}

function effectOf(task: CallTask): Effect {
  if (task.call === 'http') {
    const { method } = (task as CallHttp).with;
    return isExpression(method) ? 'unknown' : (METHODS[method.toUpperCase()] ?? 'unknown');
  }
  if (task.call === 'asyncapi') return (task as CallAsyncApi).with.message === undefined ? 'safe' : 'unsafe';
  return 'unknown';
}

function wordsOf(target: CallTask, task: CallTask): string {
  if (target.call !== 'http') return task.call;
  const { method, endpoint } = (target as CallHttp).with;
  return `${method.toUpperCase()} ${typeof endpoint === 'string' ? endpoint : endpoint.uri}`;
}

function isKey({ name }: { readonly name: string }): boolean {
  return /^idempotency-?key$/i.test(name);
}

function hasKey(map: unknown): boolean {
  return isObject(map) && Object.keys(map).some((name) => isKey({ name }));
}
