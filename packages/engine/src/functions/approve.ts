import { isObject, parseIsoDuration } from '@parley/kernel';
import { available, effect } from '../calls/call-kind.ts';
import { Cancelled } from '../durable.ts';
import type { Scope } from '../interpret/scope.ts';
import type { ApprovalDecision, ApprovalRequest, Approvals } from '../ports/effects.ts';
import { standardError } from '../problem.ts';
import type { Builtin } from './builtin.ts';

type Arguments = Readonly<Record<string, unknown>>;

interface Escalation {
  readonly afterMs: number;
  readonly to: string;
}

/**
 * `approve:1`: puts a question into the inbox of a role or member and waits for the answer. `deadline` is a duration
 * after which it counts as rejected (`{ approved: false, expired: true }`); `escalate: { after, to }` moves the question
 * to somebody else before that. Gives the decision.
 */
export const approve: Builtin = function* (scope, args) {
  const now = scope.durable.now();
  const name = `${scope.key}!decision`;
  const deadline = optionalDuration(args, 'deadline');
  const deadlineAt = deadline === undefined ? undefined : now + deadline;
  const escalation = readEscalation(args);
  const request = readRequest(args, name, deadlineAt);
  yield* effect(scope, async (context) => inbox(scope).open(request, context), '!open');
  try {
    return yield* decision(scope, { name, now, deadlineAt, escalation });
  } catch (error) {
    if (error instanceof Cancelled) {
      yield* effect(scope, async (context) => inbox(scope).close(name, 'cancelled', context), '!withdraw');
    }
    throw error;
  }
};

interface Question {
  readonly name: string;
  readonly now: number;
  readonly deadlineAt: number | undefined;
  readonly escalation: Escalation | undefined;
}

function inbox(scope: Scope): Approvals {
  return available(scope.execution.effects.approvals, 'ask people for approval');
}

function* decision(
  scope: Scope,
  { name, now, deadlineAt, escalation }: Question,
): Generator<unknown, unknown, unknown> {
  if (escalation) {
    const answer = yield* answerUntil(scope, name, now + escalation.afterMs, '!escalation');
    if (answer) return answer;
    yield* effect(scope, async (context) => inbox(scope).escalate(name, escalation.to, context), '!escalate');
  }
  if (deadlineAt === undefined) return yield* scope.durable.signal<ApprovalDecision>(name);
  const answer = yield* answerUntil(scope, name, deadlineAt, '!deadline');
  if (answer) return answer;
  yield* effect(scope, async (context) => inbox(scope).close(name, 'expired', context), '!close');
  return { approved: false, expired: true };
}

/** The answer, or undefined when there is none by `untilMs`. */
function* answerUntil(scope: Scope, name: string, untilMs: number, suffix: string) {
  const { durable } = scope;
  const { index, value } = yield* durable.race<unknown>([
    () => durable.signal(name),
    () => durable.sleep(scope.key + suffix, untilMs),
  ]);
  return index === 0 ? value : undefined;
}

function readRequest(args: Arguments, name: string, deadlineAt: number | undefined): ApprovalRequest {
  const { description, subject, form } = args;
  return {
    name,
    title: text(args, 'title'),
    assignee: text(args, 'assignee'),
    ...(typeof description === 'string' && { description }),
    ...(subject !== undefined && { subject }),
    ...(form !== undefined && { form }),
    ...(deadlineAt !== undefined && { deadlineAt }),
  };
}

function readEscalation({ escalate }: Arguments): Escalation | undefined {
  if (escalate === undefined || escalate === null) return undefined;
  if (!isObject(escalate)) throw standardError('validation', 'escalate has to be { after, to }');
  const afterMs = optionalDuration(escalate, 'after');
  if (afterMs === undefined) throw standardError('validation', 'escalate needs after, a duration such as PT30M');
  return { afterMs, to: text(escalate, 'to') };
}

function text(args: Arguments, name: string): string {
  const value = args[name];
  if (typeof value === 'string' && value !== '') return value;
  throw standardError('validation', `approve needs ${name}, a text`);
}

function optionalDuration(args: Arguments, name: string): number | undefined {
  const value = args[name];
  if (value === undefined || value === null) return undefined;
  const ms = typeof value === 'string' ? parseIsoDuration(value) : undefined;
  if (ms === undefined) throw standardError('validation', `${name} has to be a duration such as PT4H`);
  return ms;
}
