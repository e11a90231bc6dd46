import { type SandboxJob, type SandboxResult, type SandboxThread, startSandboxThread } from './sandbox-thread.ts';

export interface ThreadPoolOptions {
  readonly threads: number;
  /** Jobs that may wait for a thread, all tenants together. */
  readonly maxWaiting: number;
  readonly maxMemoryBytes: number;
  /** Of one job; after that its thread is stopped. */
  readonly timeoutMs: number;
}

/** Why the pool gave no result. */
export type PoolFailure = 'busy' | 'closed' | 'timeout';

export class PoolError extends Error {
  readonly reason: PoolFailure;

  constructor(reason: PoolFailure) {
    super(`The job was not done: ${reason}`);
    this.reason = reason;
  }
}

interface Waiting {
  readonly start: () => void;
}

/**
 * A bounded number of sandbox threads. Jobs wait in one queue per tenant, and tenants take turns. A job that takes too
 * long or is cancelled ends with its thread; the next job gets a new one.
 */
export class ThreadPool {
  readonly #options: ThreadPoolOptions;
  readonly #idle: SandboxThread[] = [];
  readonly #all = new Set<SandboxThread>();
  /** In the order of their turns. */
  readonly #queues = new Map<string, Waiting[]>();
  #running = 0;
  #waiting = 0;
  #closed = false;

  constructor(options: ThreadPoolOptions) {
    this.#options = options;
  }

  /** Rejects with a {@link PoolError}, with the signal's reason, or with what ended the thread. */
  async run(tenantId: string, job: SandboxJob, signal: AbortSignal): Promise<SandboxResult> {
    signal.throwIfAborted();
    if (this.#running >= this.#options.threads) await this.#turn(tenantId, signal);
    else this.#running += 1;
    try {
      if (this.#closed) throw new PoolError('closed');
      return await this.#runOnThread(job, signal);
    } finally {
      this.#passOn();
    }
  }

  /** Stops every thread; jobs that run or wait are rejected. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#all].map((thread) => thread.stop()));
  }

  /** Waits for a thread; the one whose turn it was hands over its place. */
  #turn(tenantId: string, signal: AbortSignal): Promise<void> {
    if (this.#waiting >= this.#options.maxWaiting) throw new PoolError('busy');
    return new Promise((resolve, reject) => {
      const queue = this.#queues.get(tenantId) ?? [];
      const stop = () => {
        queue.splice(queue.indexOf(waiting), 1);
        if (queue.length === 0) this.#queues.delete(tenantId);
        this.#waiting -= 1;
        reject(signal.reason);
      };
      const waiting: Waiting = {
        start: () => {
          signal.removeEventListener('abort', stop);
          resolve();
        },
      };
      queue.push(waiting);
      this.#queues.set(tenantId, queue);
      this.#waiting += 1;
      signal.addEventListener('abort', stop, { once: true });
    });
  }

  #passOn(): void {
    const [tenantId, queue] = this.#queues.entries().next().value ?? [];
    const next = queue?.shift();
    if (tenantId === undefined || queue === undefined || next === undefined) {
      this.#running -= 1;
      return;
    }
    this.#queues.delete(tenantId);
    if (queue.length > 0) this.#queues.set(tenantId, queue);
    this.#waiting -= 1;
    next.start();
  }

  async #runOnThread(job: SandboxJob, signal: AbortSignal): Promise<SandboxResult> {
    const thread = this.#idle.pop() ?? this.#start();
    let release = () => {};
    let released = false;
    const cut = new Promise<never>((_, reject) => {
      const stop = () => reject(signal.reason);
      let timer: NodeJS.Timeout | undefined;
      // A thread that is new takes its time to load; that is not the job's.
      thread.ready.then(() => {
        timer = setTimeout(() => reject(new PoolError('timeout')), this.#options.timeoutMs);
        if (released) clearTimeout(timer);
      }, reject);
      signal.addEventListener('abort', stop, { once: true });
      release = () => {
        released = true;
        clearTimeout(timer);
        signal.removeEventListener('abort', stop);
      };
    });
    try {
      const result = await Promise.race([thread.run(job), cut]);
      if (thread.usable) this.#idle.push(thread);
      else await this.#discard(thread);
      return result;
    } catch (error) {
      await this.#discard(thread);
      throw this.#closed ? new PoolError('closed') : error;
    } finally {
      release();
    }
  }

  #start(): SandboxThread {
    const thread = startSandboxThread(this.#options.maxMemoryBytes);
    this.#all.add(thread);
    return thread;
  }

  async #discard(thread: SandboxThread): Promise<void> {
    this.#all.delete(thread);
    await thread.stop();
  }
}
