import { type ChildProcess, fork } from 'node:child_process';
import type { CommandName } from '../driver.ts';
import type { Reply, Request, WorkerSettings } from './worker-messages.ts';

const ANSWER_LIMIT_MS = 2_000;

/** An answer did not come, or the process is not the one to ask: nobody knows whether the command was carried out. */
export class NoAnswer extends Error {}

/** A command was refused for good. */
class Refused extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** One worker process. */
export class WorkerProcess {
  readonly pid: number;
  readonly exited: Promise<void>;
  readonly #child: ChildProcess;
  readonly #pending = new Map<number, (reply: Reply | undefined) => void>();
  #requests = 0;

  constructor(program: string, settings: WorkerSettings) {
    this.#child = fork(program, [JSON.stringify(settings)], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      execArgv: [],
    });
    this.pid = this.#child.pid ?? 0;
    this.#child.on('error', () => {});
    this.#child.on('message', (message: Reply | 'ready') => {
      if (message === 'ready') return;
      this.#pending.get(message.id)?.(message);
      this.#pending.delete(message.id);
    });
    this.exited = new Promise((resolve) => {
      this.#child.once('exit', () => {
        for (const answer of this.#pending.values()) answer(undefined);
        this.#pending.clear();
        resolve();
      });
    });
  }

  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Gives the command's value; rejects with {@link NoAnswer} when it has to be given again, else {@link Refused}. */
  async command(command: CommandName, args: readonly unknown[]): Promise<unknown> {
    const id = ++this.#requests;
    const reply = await new Promise<Reply | undefined>((resolve) => {
      const timer = setTimeout(() => resolve(undefined), ANSWER_LIMIT_MS);
      this.#pending.set(id, (answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
      const request: Request = { id, command, args };
      this.#child.send(request, (error) => error && resolve(undefined));
    });
    this.#pending.delete(id);
    if (!reply) throw new NoAnswer(`${command} was not answered`);
    if ('value' in reply || !('failure' in reply)) return (reply as { value?: unknown }).value;
    const { code, message, retryable } = reply.failure;
    throw retryable || code === 'unknown' ? new NoAnswer(message) : new Refused(code, message);
  }

  signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
    if (this.alive) this.#child.kill(name);
  }

  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.exited;
  }
}
