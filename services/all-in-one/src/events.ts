import { LocalEventBus, startOutboxRelay } from '@parley/adapter-postgres';
import type { Subscription } from '@parley/contracts';
import type { Logger } from '@parley/kernel';
import type { Databases } from './databases.ts';
import type { Shutdown } from './shutdown.ts';

/** Registers every module's subscriptions and starts to deliver what the services publish. */
export function startEvents(
  databases: Databases,
  subscriptions: readonly Subscription[],
  logger: Logger,
  shutdown: Shutdown,
): void {
  const bus = new LocalEventBus();
  for (const { consumer, types, handle } of subscriptions) bus.subscribe(consumer, types, handle);
  const relays = Object.values(databases).map((database) => startOutboxRelay({ database, bus, logger }));
  shutdown.add('event delivery', () => Promise.all(relays.map((relay) => relay.stop())));
}
