import type { FastifyInstance, FastifyReply } from 'fastify';
import { ProblemError, problemBody } from './problem.ts';
import { API_NAMES, type ApiName } from './records.ts';
import type { Sandbox } from './sandbox-interface.ts';
import { isScenario, SCENARIOS } from './scenarios.ts';

/** Inspection and steering at `/_sandbox/...`, for tests and people; not part of the restaurant. */
export function mountControl(app: FastifyInstance, sandbox: Omit<Sandbox, 'url'>): void {
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) =>
    sendProblem(
      reply,
      error instanceof ProblemError
        ? error
        : new ProblemError(error.statusCode ?? 500, error.statusCode ? 'invalid_request' : 'internal', error.message),
    ),
  );
  app.setNotFoundHandler((_request, reply) =>
    sendProblem(reply, new ProblemError(404, 'not_found', 'There is no such address.')),
  );

  app.get('/', () => ({
    apis: API_NAMES.map((api) => ({ api, baseUrl: sandbox.baseUrl(api), document: sandbox.documentUrl(api) })),
    scenarios: SCENARIOS,
    scenario: sandbox.scenario(),
  }));
  app.get<{ Querystring: { operationId?: string } }>('/_sandbox/calls', ({ query }) => ({
    calls: sandbox.calls().filter((call) => (query.operationId ?? call.operationId) === call.operationId),
  }));
  app.get('/_sandbox/state', () => sandbox.state());
  app.get('/_sandbox/webhooks', () => ({ webhooks: sandbox.webhooks() }));
  app.post('/_sandbox/reset', (_request, reply) => {
    sandbox.reset();
    return reply.code(204).send();
  });
  app.post('/_sandbox/scenario', ({ body }) => {
    const { name } = objectOf(body);
    if (!isScenario(name)) {
      throw new ProblemError(400, 'unknown_scenario', `There are the scenarios ${Object.keys(SCENARIOS).join(', ')}.`);
    }
    sandbox.setScenario(name);
    return { scenario: name };
  });
  app.post('/_sandbox/emit', ({ body }) => {
    const { type, data } = objectOf(body);
    return sandbox.emit(String(type), objectOf(data ?? {}));
  });
  app.put<{ Params: { api: string } }>('/_sandbox/webhooks/:api', ({ params, body }, reply) => {
    const { url, secret } = objectOf(body);
    if (!isApi(params.api) || typeof url !== 'string' || typeof secret !== 'string') {
      throw new ProblemError(400, 'invalid_request', 'Send { url, secret } to the name of an API.');
    }
    setTarget(sandbox, params.api, url, secret);
    return reply.code(204).send();
  });
}

function setTarget(sandbox: Omit<Sandbox, 'url'>, api: ApiName, url: string, secret: string): void {
  try {
    sandbox.setWebhookTarget(api, { url, secret });
  } catch {
    throw new ProblemError(400, 'invalid_request', 'The secret must be whsec_ and base64.');
  }
}

function sendProblem(reply: FastifyReply, problem: ProblemError): FastifyReply {
  return reply
    .code(problem.status)
    .type('application/problem+json')
    .send(JSON.stringify(problemBody(problem)));
}

const isApi = (name: string): name is ApiName => (API_NAMES as readonly string[]).includes(name);

/** A JSON object, given decoded or as text; a 400 problem for anything else. */
function objectOf(body: unknown): Record<string, unknown> {
  let value = body;
  try {
    if (typeof body === 'string') value = JSON.parse(body);
  } catch {
    value = undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ProblemError(400, 'malformed_json', 'Send a JSON object.');
  }
  return value as Record<string, unknown>;
}
