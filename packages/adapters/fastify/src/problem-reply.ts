import { type Logger, ParleyError, type Problem, toProblem } from '@parley/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { fromFastify } from './errors.ts';

export const PROBLEM_TYPE = 'application/problem+json';

/** The one way an error leaves the server: as problem details, with the cause of failures in the log. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply, logger: Logger): void {
  const known = fromFastify(error);
  const problem = toProblem(known, request.id);
  if (problem.status >= 500) {
    const { method, url } = request;
    logger.error({ err: known, requestId: request.id, method, path: url.split('?', 1)[0] }, 'A request failed');
  }
  const allow =
    known instanceof ParleyError && problem.code === 'method_not_allowed' ? known.details?.allow : undefined;
  if (Array.isArray(allow)) reply.header('allow', allow.join(', '));
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="parley"');
  const retryAfter = retryAfterSeconds(problem);
  if (retryAfter !== undefined) reply.header('retry-after', retryAfter);
  void reply.code(problem.status).type(PROBLEM_TYPE).serializer(String).send(JSON.stringify(problem));
}

function retryAfterSeconds(problem: Problem): number | undefined {
  const ms = problem.details?.retryAfterMs;
  if (typeof ms === 'number') return Math.ceil(ms / 1000);
  return problem.retryable && problem.status !== 500 ? 1 : undefined;
}
