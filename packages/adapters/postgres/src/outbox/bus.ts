import type { DomainEvent, EventBus, EventHandler } from '@parley/contracts';

/** Somebody who wants events, under a name that stays the same from one start to the next. */
export interface Consumer {
  readonly name: string;
  readonly handle: EventHandler;
}

/** The consumers within this process; the relays of all its databases deliver to them. */
export class LocalEventBus implements EventBus {
  readonly #byName = new Map<string, Consumer>();
  readonly #byType = new Map<string, Consumer[]>();

  subscribe(consumer: string, types: readonly string[], handler: EventHandler): void {
    if (this.#byName.has(consumer)) throw new RangeError(`Two consumers have the name ${consumer}`);
    const entry = { name: consumer, handle: handler };
    this.#byName.set(consumer, entry);
    for (const type of new Set(types)) this.#byType.set(type, [...(this.#byType.get(type) ?? []), entry]);
  }

  /** Everybody who wants the event; only `name`, when given. */
  consumersOf(event: DomainEvent, name?: string): readonly Consumer[] {
    const named = this.#byName.get(name ?? '');
    if (name !== undefined) return named ? [named] : [];
    const all = [...(this.#byType.get(event.type) ?? []), ...(this.#byType.get('*') ?? [])];
    return [...new Set(all)];
  }
}
