import type { Message, Posted, RunInput } from '../driver/messages.ts';
import { requestJson } from './json-request.ts';

const PATIENCE_MS = 10_000;

/** The requests that the engine makes at Restate's ingress. All of them are safe to repeat. */
export class Ingress {
  readonly #url: string;
  readonly #service: string;
  readonly #signal: AbortSignal;

  constructor(url: string, service: string, signal: AbortSignal) {
    this.#url = url.replace(/\/$/, '');
    this.#service = service;
    this.#signal = signal;
  }

  /** Starts an execution, unless it has been started. */
  async run(executionId: string, input: RunInput): Promise<void> {
    await this.#post(`${this.#service}/${encodeURIComponent(executionId)}/run/send`, input);
  }

  /** Puts a message into an execution's mailbox; once for each `id`. */
  async post(executionId: string, id: string, message: Message): Promise<Posted> {
    const path = `${this.#service}/${encodeURIComponent(executionId)}/post`;
    return await this.#post(path, message, { 'idempotency-key': id });
  }

  /** Completes an awakeable, unless it has been completed. */
  async complete(awakeable: string): Promise<void> {
    await fetch(`${this.#url}/restate/awakeables/${awakeable}/resolve`, { method: 'POST', signal: this.#signal });
  }

  #post<T>(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<T> {
    const url = `${this.#url}/${path}`;
    return requestJson({ method: 'POST', url, body, headers, patienceMs: PATIENCE_MS, signal: this.#signal });
  }
}
