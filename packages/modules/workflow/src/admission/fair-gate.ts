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
  readonly queue: Waiting[];
  head: number;
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
  #round: Tenant[] = [];
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
    const tenant = this.#tenant(tenantId);
    if (this.#inside < this.#options.total && tenant.inside < this.#options.perTenant && !isWaiting(tenant)) {
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
      if (signal?.aborted) return leave();
      signal?.addEventListener('abort', leave, { once: true });
      tenant.queue.push(waiting);
      this.#joinRound(tenant);
      this.#serve();
    });
  }

  #tenant(id: string): Tenant {
    const known = this.#tenants.get(id);
    if (known) return known;
    const fresh: Tenant = { id, queue: [], head: 0, inside: 0, inRound: false };
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
      if (tenant.inside === 0 && !isWaiting(tenant)) this.#tenants.delete(tenant.id);
    };
  }

  #joinRound(tenant: Tenant): void {
    if (tenant.inRound || !isWaiting(tenant) || tenant.inside >= this.#options.perTenant) return;
    tenant.inRound = true;
    this.#round.push(tenant);
  }

  #serve(): void {
    let turn = 0;
    while (this.#inside < this.#options.total && turn < this.#round.length) {
      const tenant = this.#round[turn]!;
      turn += 1;
      tenant.inRound = false;
      next(tenant);
      this.#joinRound(tenant);
    }
    // The rest of the round in its order; tenants that are still waiting have joined at its end.
    if (turn > 0) this.#round = this.#round.slice(turn);
  }
}

function isWaiting({ queue, head }: Tenant): boolean {
  return head < queue.length;
}

/** Lets the first enter that still waits. */
function next(tenant: Tenant): void {
  while (isWaiting(tenant)) {
    const waiting = tenant.queue[tenant.head]!;
    tenant.head += 1;
    if (tenant.head > 1_000 && tenant.head * 2 > tenant.queue.length) {
      tenant.queue.splice(0, tenant.head);
      tenant.head = 0;
    }
    if (waiting.enter()) return;
  }
}
