import type { AsyncApiConsumption, CallAsyncApi } from '@parley/dsl';
import type { TaskBody } from '../compile/compiled.ts';
import type { CompileContext } from '../compile/context.ts';
import { compileForeach } from '../flow/foreach.ts';
import type { Scope } from '../interpret/scope.ts';
import type { AsyncApiCaller, AsyncApiMessage, AsyncApiTarget } from '../ports/effects.ts';
import { compileAuthentication } from './authentication.ts';
import { available, type CallKind, effect, record } from './call-kind.ts';
import { compileEndpoint } from './endpoint.ts';

type Arguments = CallAsyncApi['with'];
type ResolveTarget = (scope: Scope, input: unknown) => AsyncApiTarget;

/**
 * `call: asyncapi`: publishes a message, or consumes messages. A published message is the output; consumed ones are a
 * list, filtered and bounded as the subscription says, with `foreach` of what that makes of each.
 */
export const asyncApiCall: CallKind<CallAsyncApi> = {
  compile({ with: args }, pointer, context) {
    const place = `${pointer}/with`;
    const target = compileTarget(args, place, context);
    return args.subscription
      ? compileSubscription(args.subscription, target, `${place}/subscription`, context)
      : compilePublication(args, target, place, context);
  },
};

function compileTarget(args: Arguments, pointer: string, context: CompileContext): ResolveTarget {
  const document = compileEndpoint(args.document.endpoint, `${pointer}/document/endpoint`, context);
  const authentication = compileAuthentication(args.authentication, `${pointer}/authentication`, context);
  const { channel, operation, server, protocol } = args;
  const place = context.template(
    {
      ...(channel !== undefined && { channel }),
      ...(operation !== undefined && { operation }),
      ...(server && { server }),
    },
    pointer,
  );
  return (scope, input) => {
    const credentials = authentication(scope, input);
    return {
      ...(place.evaluate(scope, input) as Pick<AsyncApiTarget, 'channel' | 'operation' | 'server'>),
      document: document(scope, input),
      ...(protocol !== undefined && { protocol }),
      ...(credentials && { authentication: credentials }),
    };
  };
}

function caller(scope: Scope): AsyncApiCaller {
  return available(scope.execution.effects.asyncapi, 'send or receive AsyncAPI messages');
}

function compilePublication(
  { message }: Arguments,
  target: ResolveTarget,
  pointer: string,
  context: CompileContext,
): TaskBody {
  const template = context.template(message ?? {}, `${pointer}/message`);
  return {
    *run(scope, input) {
      const to = target(scope, input);
      const sent = record(template.evaluate(scope, input), 'with.message') as AsyncApiMessage;
      return yield* effect(scope, async (invocation) => {
        await caller(scope).publish(to, sent, invocation);
        return sent;
      });
    },
  };
}

function compileSubscription(
  { filter, consume, foreach }: NonNullable<Arguments['subscription']>,
  target: ResolveTarget,
  pointer: string,
  context: CompileContext,
): TaskBody {
  const accepts = filter === undefined ? undefined : context.expression(filter, `${pointer}/filter`);
  const bound = compileBound(consume, `${pointer}/consume`, context);
  const limit = consume.for === undefined ? undefined : context.duration(consume.for, `${pointer}/consume/for`);
  const each = foreach && compileForeach(foreach, `${pointer}/foreach`, '/with/subscription/foreach', context);
  return {
    *run(scope, input) {
      const from = target(scope, input);
      const forMs = limit?.evaluate(scope, input);
      const messages = yield* effect(scope, async (invocation) => {
        const taken: AsyncApiMessage[] = [];
        const take = (message: AsyncApiMessage): 'more' | 'stop' => {
          if (accepts && !accepts.test(scope, message)) return 'more';
          taken.push(message);
          return bound(scope, taken) ? 'stop' : 'more';
        };
        await caller(scope).consume(from, { take, ...(forMs !== undefined && { forMs }) }, invocation);
        return taken;
      });
      if (!each) return messages;
      const outputs: unknown[] = [];
      for (const [index, message] of messages.entries()) outputs.push(yield* each(scope, message, index));
      return outputs;
    },
  };
}

/** True when the messages consumed so far are enough. */
function compileBound(
  consume: AsyncApiConsumption,
  pointer: string,
  context: CompileContext,
): (scope: Scope, taken: readonly AsyncApiMessage[]) => boolean {
  const goesOn = consume.while === undefined ? undefined : context.expression(consume.while, `${pointer}/while`);
  const ends = consume.until === undefined ? undefined : context.expression(consume.until, `${pointer}/until`);
  const amount = consume.amount ?? Number.POSITIVE_INFINITY;
  return (scope, taken) => {
    const most = Math.min(amount, scope.execution.limits.maxEvents);
    return taken.length >= most || (ends?.test(scope, taken) ?? false) || !(goesOn?.test(scope, taken) ?? true);
  };
}
