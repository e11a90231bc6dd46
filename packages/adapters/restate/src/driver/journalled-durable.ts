import type { Durable, Effect, EffectInvocation } from '@parley/engine';

/** Performs an effect through Restate's journal. */
export type Perform = <T>(key: string, effect: Effect<T>, invocation: EffectInvocation) => Promise<T>;

/** The scheduler's port with effects that go through `perform`; everything else is the scheduler's own. */
export function journalledDurable(durable: Durable, perform: Perform): Durable {
  return {
    executionId: durable.executionId,
    run: (key, effect, options) => durable.run(key, (invocation) => perform(key, effect, invocation), options),
    sleep: (key, untilMs) => durable.sleep(key, untilMs),
    signal: (key) => durable.signal(key),
    event: (key, subscription) => durable.event(key, subscription),
    child: (key, request) => durable.child(key, request),
    all: (bodies, limit) => durable.all(bodies, limit),
    race: (bodies) => durable.race(bodies),
    any: (bodies) => durable.any(bodies),
    cancellable: (body) => durable.cancellable(body),
    record: (key, type, data) => durable.record(key, type, data),
    breathe: () => durable.breathe(),
    now: () => durable.now(),
    random: (key) => durable.random(key),
  };
}
