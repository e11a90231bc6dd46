import type { Clock } from '@parley/kernel';

export interface CircuitBreakerOptions {
  /** Failures in a row after which calls are refused. Default 20. */
  readonly failures?: number;
  /** Milliseconds for which they are refused; then one call is let through to see. Default 10,000. */
  readonly pauseMs?: number;
  /** Circuits remembered; the one used least recently is forgotten first. Default 10,000. */
  readonly maxCircuits?: number;
}

interface Circuit {
  failures: number;
  /** When calls are let through again; 0 while they are. */
  closedUntil: number;
  probing: boolean;
}

/** Stops calling what keeps failing, so that neither side wastes its strength; one circuit for each key. */
export class CircuitBreaker {
  readonly #clock: Clock;
  readonly #failures: number;
  readonly #pauseMs: number;
  readonly #maxCircuits: number;
  readonly #circuits = new Map<string, Circuit>();

  constructor(clock: Clock, options: CircuitBreakerOptions = {}) {
    this.#clock = clock;
    this.#failures = options.failures ?? 20;
    this.#pauseMs = options.pauseMs ?? 10_000;
    this.#maxCircuits = options.maxCircuits ?? 10_000;
  }

  /** 0 when a call may be made, else the milliseconds until one may. After the pause one caller gets 0 and must report. */
  refusedForMs(key: string): number {
    const circuit = this.#circuits.get(key);
    if (!circuit || circuit.closedUntil === 0) return 0;
    const left = circuit.closedUntil - this.#clock.now();
    if (left > 0) return left;
    if (circuit.probing) return this.#pauseMs;
    circuit.probing = true;
    return 0;
  }

  succeeded(key: string): void {
    this.#circuits.delete(key);
  }

  failed(key: string): void {
    const circuit = this.#circuits.get(key) ?? { failures: 0, closedUntil: 0, probing: false };
    circuit.failures += 1;
    circuit.probing = false;
    if (circuit.failures >= this.#failures) circuit.closedUntil = this.#clock.now() + this.#pauseMs;
    this.#circuits.delete(key);
    this.#circuits.set(key, circuit);
    if (this.#circuits.size > this.#maxCircuits) this.#circuits.delete(this.#circuits.keys().next().value!);
  }

  /** The call was neither: it was aborted on this side. */
  dropped(key: string): void {
    const circuit = this.#circuits.get(key);
    if (circuit) circuit.probing = false;
  }
}
