import { setTimeout as delay } from 'node:timers/promises';
import type { CommandName } from '../driver.ts';
import type { Random } from '../random.ts';
import { type ProxyTarget, TcpProxy } from './tcp-proxy.ts';
import type { WorkerSettings } from './worker-messages.ts';
import { NoAnswer, WorkerProcess } from './worker-process.ts';

const PAUSE_MS = 20;

/** The place of one worker: a process that is started anew whenever it ends, behind a proxy of its own. */
interface Slot {
  readonly proxy: TcpProxy;
  process: WorkerProcess;
}

/** Workers that share a database: one of them runs the executions, the others stand by. */
export class WorkerPool {
  readonly #slots: Slot[] = [];
  readonly #program: string;
  readonly #settings: Omit<WorkerSettings, 'maxIdleRuns'>;
  readonly #random: Random;
  #closing = false;
  /** Commands that were carried out or refused: a sign that somebody works. */
  answers = 0;
  /** The slot that answered last. */
  #likely = 0;

  constructor(program: string, settings: Omit<WorkerSettings, 'maxIdleRuns'>, random: Random) {
    this.#program = program;
    this.#settings = settings;
    this.#random = random;
  }

  async start(target: ProxyTarget, workers: number): Promise<void> {
    for (let index = 0; index < workers; index += 1) {
      const proxy = await TcpProxy.start(target);
      const slot: Slot = { proxy, process: this.#launch(proxy) };
      this.#slots.push(slot);
      void this.#keepAlive(slot);
    }
  }

  #launch(proxy: TcpProxy): WorkerProcess {
    const url = new URL(this.#settings.adminUrl);
    url.searchParams.delete('host');
    url.hostname = '127.0.0.1';
    url.port = String(proxy.port);
    // Some lives keep nearly nothing in memory that only waits.
    const maxIdleRuns = this.#random.pick([1, 20, 1_000]);
    return new WorkerProcess(this.#program, { ...this.#settings, adminUrl: url.href, maxIdleRuns });
  }

  async #keepAlive(slot: Slot): Promise<void> {
    while (!this.#closing) {
      await slot.process.exited;
      if (this.#closing) return;
      slot.process = this.#launch(slot.proxy);
      // A program that cannot start must not be started as fast as possible.
      await delay(PAUSE_MS);
    }
  }

  get processes(): readonly WorkerProcess[] {
    return this.#slots.map((slot) => slot.process);
  }

  get proxies(): readonly TcpProxy[] {
    return this.#slots.map((slot) => slot.proxy);
  }

  /** The worker that runs the executions as far as one can tell from outside, and the others. */
  get active(): { readonly process: WorkerProcess; readonly proxy: TcpProxy } {
    return this.#slots[this.#likely]!;
  }

  get standby(): { readonly process: WorkerProcess; readonly proxy: TcpProxy } {
    return this.#slots[(this.#likely + 1) % this.#slots.length]!;
  }

  /** Gives the command to the worker that answered last, and then to the next. Rejects like a worker does. */
  async command(name: CommandName, args: readonly unknown[]): Promise<unknown> {
    const slot = this.#likely;
    try {
      const value = await this.#slots[slot]!.process.command(name, args);
      this.answers += 1;
      return value;
    } catch (error) {
      if (error instanceof NoAnswer && this.#likely === slot) this.#likely = (slot + 1) % this.#slots.length;
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#closing = true;
    await Promise.all(this.processes.map((process) => process.kill()));
    await Promise.all(this.proxies.map((proxy) => proxy.close()));
  }
}
