/** Gives back a place; a second call does nothing. */
export type Release = () => void;

export interface FairGateOptions {
  /** Places there are. */
  readonly total: number;
  /** Places that one tenant may have at a time. */
  readonly perTenant: number;
}

interface Waiting {
  /** False when it has left. */
  readonly enter: () => boolean;
}

interface Tenant {
  readonly id: string;
  /** Who waits, in order; those who left are still in it and are passed over. */
  readonly queue: Queue<Waiting>;
  inside: number;
  /** True while it is in the round of those whose turn may come. */
  inRound: boolean;
}

/**
 * A bulkhead that several tenants share fairly: a fixed number of places, a bound for each tenant, and turns by round
 * robin among the tenants that wait (deficit round robin after Shreedhar and Varghese, 1996, with work of equal cost).
 * However much one tenant has waiting, another's next piece of work comes after at most one of each other tenant's.
 * Constant time per place given.
 */
export class FairGate {
  readonly #options: FairGateOptions;
  readonly #tenants = new Map<string, Tenant>();
  /** Tenants with somebody waiting and a place of their own left, in the order of their turns. */
  readonly #round = new Queue<Tenant>();
  #inside = 0;

  constructor(options: FairGateOptions) {
    this.#options = options;
  }

  /** How many have a place. */
  get inside(): number {
    return this.#inside;
  }

  /** Resolves when the tenant has a place. Rejects with the signal's reason when that aborts first. */
  enter(tenantId: string, signal?: AbortSignal): Promise<Release> {
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    const tenant = this.#tenant(tenantId);
    if (this.#inside < this.#options.total && tenant.inside < this.#options.perTenant && tenant.queue.size === 0) {
      return Promise.resolve(this.#give(tenant));
    }
    return new Promise((resolve, reject) => {
      const leave = () => {
        waiting.left = true;
        reject(signal!.reason as Error);
      };
      const waiting = {
        left: false,
        enter: () => {
          if (waiting.left) return false;
          signal?.removeEventListener('abort', leave);
          resolve(this.#give(tenant));
          return true;
        },
      };
      signal?.addEventListener('abort', leave, { once: true });
      tenant.queue.push(waiting);
      this.#joinRound(tenant);
      this.#serve();
    });
  }

  #tenant(id: string): Tenant {
    const known = this.#tenants.get(id);
    if (known) return known;
    const fresh: Tenant = { id, queue: new Queue(), inside: 0, inRound: false };
    this.#tenants.set(id, fresh);
    return fresh;
  }

  #give(tenant: Tenant): Release {
    tenant.inside += 1;
    this.#inside += 1;
    let given = true;
    return () => {
      if (!given) return;
      given = false;
      tenant.inside -= 1;
      this.#inside -= 1;
      this.#joinRound(tenant);
      this.#serve();
      if (tenant.inside === 0 && tenant.queue.size === 0) this.#tenants.delete(tenant.id);
    };
  }

  #joinRound(tenant: Tenant): void {
    if (tenant.inRound || tenant.queue.size === 0 || tenant.inside >= this.#options.perTenant) return;
    tenant.inRound = true;
    this.#round.push(tenant);
  }

  #serve(): void {
    while (this.#inside < this.#options.total) {
      const tenant = this.#round.take();
      if (!tenant) return;
      tenant.inRound = false;
      next(tenant);
      // Behind those whose turn has not come.
      this.#joinRound(tenant);
    }
  }
}

/** Lets the first enter that still waits. */
function next({ queue }: Tenant): void {
  for (let waiting = queue.take(); waiting; waiting = queue.take()) if (waiting.enter()) return;
}

/** First in, first out, in constant time. */
class Queue<T> {
  #items: (T | undefined)[] = [];
  #head = 0;

  get size(): number {
    return this.#items.length - this.#head;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  take(): T | undefined {
    if (this.size === 0) return undefined;
    const item = this.#items[this.#head];
    this.#items[this.#head] = undefined;
    this.#head += 1;
    if (this.#head > 1_000 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }
}
