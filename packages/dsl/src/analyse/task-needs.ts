import { isObject } from '@parley/kernel';
import type { Catalog } from '../catalog.ts';
import { isExpression } from '../expression/syntax.ts';
import type { CallTask } from '../model/calls.ts';
import type { AuthenticationPolicy } from '../model/policies.ts';
import type { RunTask } from '../model/runs.ts';
import type { EmitTask, ListenTask } from '../model/tasks.ts';
import type { WalkedTask } from '../model/walk.ts';
import type { AuthenticationReference, Endpoint, Workflow } from '../model/workflow.ts';
import { eventTypes, literalType } from './event-types.ts';
import { hostOf, uriOf } from './hosts.ts';
import { findOperation } from './operations.ts';
import { ANY, type PermissionKind } from './permission.ts';

/** One place that needs something. */
export interface Need {
  readonly kind: PermissionKind;
  readonly name: string;
  readonly pointer: string;
}

/** What one task needs, apart from what is inside it. */
export function* taskNeeds(walked: WalkedTask, workflow: Workflow, catalog: Catalog | undefined): Generator<Need> {
  const { task, kind, pointer } = walked;
  if (kind === 'call') yield* callNeeds(task as CallTask, pointer, workflow, catalog);
  if (kind === 'run') yield* runNeeds(task as RunTask, pointer);
  if (kind === 'emit') {
    const { type } = (task as EmitTask).emit.event.with;
    yield { kind: 'event_sent', name: literalType(type), pointer };
  }
  if (kind === 'listen') {
    for (const { type, pointer: at } of eventTypes((task as ListenTask).listen.to, `${pointer}/listen/to`)) {
      yield { kind: 'event_received', name: type, pointer: at };
    }
  }
}

function* callNeeds(
  task: CallTask,
  pointer: string,
  workflow: Workflow,
  catalog: Catalog | undefined,
): Generator<Need> {
  const at = `${pointer}/with`;
  const own = (task.with ?? {}) as Readonly<Record<string, unknown>>;
  switch (task.call) {
    case 'http':
      yield* endpointNeeds(own.endpoint as Endpoint, `${at}/endpoint`, workflow);
      return;
    case 'openapi':
      yield* openApiNeeds(own, at, workflow, catalog);
      return;
    case 'grpc': {
      const { host, port, name } = own.service as { host: string; port?: number; name: string };
      yield { kind: 'host', name: port === undefined ? host : `${host}:${port}`, pointer: `${at}/service/host` };
      yield { kind: 'operation', name: `${name}/${String(own.method)}`, pointer: `${at}/method` };
      return;
    }
    case 'asyncapi':
      yield* endpointNeeds((own.document as { endpoint: Endpoint }).endpoint, `${at}/document/endpoint`, workflow);
      yield { kind: 'operation', name: String(own.operation ?? own.channel), pointer: at };
      return;
    case 'a2a':
      yield* agentNeeds(own, at, workflow);
      return;
    case 'mcp':
      yield* mcpNeeds(own, at, workflow);
      return;
    default:
      yield* functionNeeds(task.call, own, pointer, workflow);
  }
}

function* openApiNeeds(
  own: Readonly<Record<string, unknown>>,
  at: string,
  workflow: Workflow,
  catalog: Catalog | undefined,
): Generator<Need> {
  const { endpoint } = own.document as { endpoint: Endpoint };
  const operationId = String(own.operationId);
  const known = catalog && findOperation(catalog, uriOf(endpoint), operationId);
  const name = known?.id ?? `${uriOf(endpoint)}#${operationId}`;
  yield { kind: 'operation', name, pointer: `${at}/operationId` };
  // A connection brings its own address; otherwise the document's host decides.
  if (!known) yield* endpointNeeds(endpoint, `${at}/document/endpoint`, workflow);
  if (own.authentication) yield* authorityNeeds(own.authentication as AuthenticationReference, at, workflow);
}

function* agentNeeds(own: Readonly<Record<string, unknown>>, at: string, workflow: Workflow): Generator<Need> {
  const card = isObject(own.agentCard) ? (own.agentCard.endpoint as Endpoint) : undefined;
  if (card !== undefined) yield* endpointNeeds(card, `${at}/agentCard/endpoint`, workflow);
  if (own.server !== undefined) yield* endpointNeeds(own.server as Endpoint, `${at}/server`, workflow);
}

function* mcpNeeds(own: Readonly<Record<string, unknown>>, at: string, workflow: Workflow): Generator<Need> {
  const { http, stdio } = own.transport as { http?: { endpoint: Endpoint }; stdio?: { command: string } };
  if (http) yield* endpointNeeds(http.endpoint, `${at}/transport/http/endpoint`, workflow);
  if (stdio) yield { kind: 'process', name: literal(stdio.command), pointer: `${at}/transport/stdio/command` };
}

function* functionNeeds(
  call: string,
  own: Readonly<Record<string, unknown>>,
  pointer: string,
  workflow: Workflow,
): Generator<Need> {
  // A function of the definition itself is a task of its own and needs what that task needs.
  if (workflow.use?.functions && Object.hasOwn(workflow.use.functions, call)) return;
  yield { kind: 'function', name: call, pointer: `${pointer}/call` };
  if (/^ask-model:/.test(call)) {
    const { model } = own;
    yield { kind: 'model', name: model === undefined ? 'default' : literal(model), pointer: `${pointer}/with` };
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(call)) yield { kind: 'host', name: hostOf(call), pointer: `${pointer}/call` };
}

function* runNeeds(task: RunTask, pointer: string): Generator<Need> {
  const { run } = task;
  if ('container' in run) {
    yield { kind: 'process', name: `container ${literal(run.container.image)}`, pointer: `${pointer}/run/container` };
  } else if ('script' in run) {
    yield { kind: 'process', name: `script ${run.script.language}`, pointer: `${pointer}/run/script` };
  } else if ('shell' in run) yield { kind: 'process', name: 'shell', pointer: `${pointer}/run/shell` };
  else {
    const { namespace, name } = run.workflow;
    yield { kind: 'workflow', name: `${literal(namespace)}/${literal(name)}`, pointer: `${pointer}/run/workflow` };
  }
}

function* endpointNeeds(endpoint: Endpoint, pointer: string, workflow: Workflow): Generator<Need> {
  const name = hostOf(endpoint);
  if (name !== '') yield { kind: 'host', name, pointer };
  if (typeof endpoint === 'object' && endpoint.authentication) {
    yield* authorityNeeds(endpoint.authentication, pointer, workflow);
  }
}

/** The server that gives out tokens is talked to as well. */
function* authorityNeeds(reference: AuthenticationReference, pointer: string, workflow: Workflow): Generator<Need> {
  const policy = 'use' in reference ? workflow.use?.authentications?.[reference.use] : reference;
  const authority = policy && authorityOf(policy);
  if (authority !== undefined) yield { kind: 'host', name: hostOf(authority), pointer: `${pointer}/authentication` };
}

function authorityOf(policy: AuthenticationPolicy): string | undefined {
  const scheme = 'oauth2' in policy ? policy.oauth2 : 'oidc' in policy ? policy.oidc : undefined;
  return scheme && 'authority' in scheme ? scheme.authority : undefined;
}

function literal(value: unknown): string {
  return typeof value === 'string' && !isExpression(value) ? value : ANY;
}
