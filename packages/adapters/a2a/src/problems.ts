import { type StandardProblem, standardError, type WorkflowError } from '@parley/engine';
import { isObject } from '@parley/kernel';

const EXCERPT = 500;
const excerpt = (text: string) => (text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text);

/** The errors of JSON-RPC and of A2A (A2A 0.3, section 8) with the status of HTTP that fits. */
const KINDS = new Map<number, readonly [StandardProblem, number?]>([
  [-32700, ['communication']], // not JSON
  [-32600, ['communication']], // no request
  [-32601, ['configuration']], // no such method
  [-32602, ['validation']], // wrong parameters
  [-32001, ['communication', 404]], // no such task
  [-32002, ['communication', 409]], // the task cannot be cancelled
  [-32003, ['configuration']], // no push notifications
  [-32004, ['configuration']], // not supported
  [-32005, ['validation']], // the agent does not take this type of content
  [-32006, ['communication', 502]], // the agent's own answer is wrong
  [-32007, ['configuration']], // no extended card
]);

/** The result in an answer of JSON-RPC; raises the error in it. */
export function answerOf(text: string): unknown {
  const answer = parse(text);
  if (isObject(answer) && isObject(answer.error)) throw rpcError(answer.error);
  if (isObject(answer) && 'result' in answer) return answer.result;
  throw standardError('communication', `The agent answered with something that is no JSON-RPC: ${excerpt(text)}`);
}

/** The error of an answer that is no success; the one of JSON-RPC in it goes first. */
export function refusedStatus(status: number, text: string): WorkflowError {
  const answer = parse(text);
  if (isObject(answer) && isObject(answer.error) && typeof answer.error.code === 'number')
    return rpcError(answer.error);
  return standardError('communication', `The agent answered ${status}${text && `: ${excerpt(text)}`}`, status);
}

function rpcError({ code, message }: Record<string, unknown>): WorkflowError {
  const [kind, status] = KINDS.get(Number(code)) ?? ['runtime'];
  return standardError(
    kind,
    `The agent answered with error ${excerpt(String(code))}: ${excerpt(String(message))}`,
    status,
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
