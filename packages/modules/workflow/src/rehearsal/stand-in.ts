import type { Catalog, Operation } from '@parley/dsl';
import { type EffectContext, type Effects, type HttpRequest, type HttpResponse, standardError } from '@parley/engine';
import { isObject, type Json } from '@parley/kernel';
import { taskName } from '../domain/timeline.ts';
import type { ContractMocks } from '../ports.ts';
import { SILENT_MS, SLOW_MS } from './faults.ts';
import type { RunPlan } from './plan.ts';
import type { RehearsalTime } from './rehearsal-time.ts';

/** A call that a rehearsed run made. */
export interface RehearsedEffect {
  readonly task: string;
  readonly operation: string;
  readonly arguments: Json;
  readonly outcome: string;
  /** Journal key of the task. */
  readonly key: string;
  /** False for what only reads. */
  readonly changes: boolean;
}

/** What the stand-in saw during one run. */
export interface Seen {
  readonly effects: RehearsedEffect[];
  readonly operations: Set<string>;
  readonly violations: Set<string>;
  decisions: number;
}

/** A decision the engine waits for. */
export type AnswerApproval = (executionId: string, name: string) => void;

/** Names of operations that ask something although they are sent with POST. */
const READS = /^(check|estimate|find|get|list|look|plan|query|search|validate|verify)(?![a-z])/;
const ORIGIN = 'https://rehearsal.invalid/';

/**
 * Effects that touch nothing: operations answer as their schemas say, notifications go nowhere, people decide at once.
 * Operations are resolved to ones that take every argument in the body, so that a call arrives with its flat map of
 * arguments as the workflow gave it.
 */
export function createStandIn(
  catalog: Catalog,
  mocks: ContractMocks,
  plan: RunPlan,
  time: RehearsalTime,
  answer: AnswerApproval,
): { readonly effects: Effects; readonly seen: Seen } {
  const seen: Seen = { effects: [], operations: new Set(), violations: new Set(), decisions: 0 };
  const record = (operation: string, args: unknown, context: EffectContext, outcome: string, changes = true) =>
    seen.effects.push({
      key: context.key,
      changes,
      task: taskName(context.key) ?? context.key,
      operation,
      arguments: (args ?? null) as Json,
      outcome,
    });

  async function callOperation(operation: Operation, request: HttpRequest, context: EffectContext) {
    const args = isObject(request.body) ? request.body : {};
    seen.operations.add(operation.id);
    for (const violation of mocks.violations(operation, args)) seen.violations.add(`${operation.id}: ${violation}`);
    const changes = operation.method.toUpperCase() !== 'GET' && !READS.test(operation.name);
    const fault = plan.fault?.operation === operation.id ? plan.fault : undefined;
    if (fault?.kind === 'status') {
      record(operation.id, args, context, `fails with ${fault.status}`, changes);
      return respond(request, fault.status, { title: fault.summary ?? 'Injected by the rehearsal' });
    }
    if (fault?.kind === 'silence') {
      record(operation.id, args, context, 'no answer', changes);
      await time.pass(SILENT_MS);
      throw standardError('communication', `${operation.id} did not answer within ${SILENT_MS / 1_000} s`);
    }
    if (fault?.kind === 'slow') await time.pass(SLOW_MS);
    record(operation.id, args, context, 'ok', changes);
    return respond(request, 200, mocks.respond(operation, plan.variants[operation.id] ?? 0));
  }

  const effects: Effects = {
    http: {
      async call(request, context) {
        const operation = request.uri.startsWith(ORIGIN)
          ? catalog.operations[Number(request.uri.slice(ORIGIN.length))]
          : undefined;
        if (operation) return callOperation(operation, request, context);
        record(`${request.method} ${request.uri}`, request.body, context, 'ok');
        return respond(request, 200, {});
      },
    },
    documents: {
      async load({ uri }) {
        throw standardError('configuration', `A rehearsal does not read ${uri}`);
      },
    },
    operations: {
      async resolve(document, operationId) {
        const index = catalog.operations.findIndex(
          (operation) => operation.documentUrl === document.uri && operation.name === operationId,
        );
        const operation = catalog.operations[index];
        if (!operation) {
          throw standardError('configuration', `No connection offers ${operationId} of ${document.uri}`);
        }
        return { operation: asBodyOnly(operation), baseUrl: `${ORIGIN}${index}` };
      },
    },
    events: {
      async publish(event, context) {
        record(`emit ${event.type}`, event.data, context, 'ok');
      },
    },
    secrets: { read: async (_, names) => Object.fromEntries(names.map((name) => [name, 'rehearsal'])) },
    definitions: {
      load: () => Promise.reject(standardError('configuration', 'A rehearsal knows one definition')),
      find: async () => undefined,
    },
    functions: {
      'notify:1': async (args, context) => {
        record('notify', args, context, 'ok');
        return { delivered: true };
      },
    },
    approvals: {
      async open({ name, title, assignee }, context) {
        seen.decisions += 1;
        record('approve', { title, assignee }, context, plan.decision);
        answer(context.executionId, name);
      },
      async escalate() {},
      async close() {},
    },
  };
  return { effects, seen };
}

function asBodyOnly(operation: Operation): Operation {
  const body = { required: false, mediaType: 'application/json', schema: operation.input };
  return { ...operation, method: 'POST', path: '', parameters: [], body };
}

function respond(request: HttpRequest, statusCode: number, content: unknown): HttpResponse {
  const { method, uri } = request;
  return {
    request: { method, uri, headers: {} },
    statusCode,
    headers: { 'content-type': 'application/json' },
    content,
  };
}
