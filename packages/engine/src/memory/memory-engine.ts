import { LocalEngine } from '../engine/local-engine.ts';
import type { EngineOptions } from '../engine/options.ts';
import type { TimeSource } from '../ports/store.ts';
import { MemoryStore } from './memory-store.ts';
import { VirtualTime } from './virtual-time.ts';

export interface MemoryEngineOptions extends Omit<EngineOptions, 'store' | 'time'> {
  /** Default: an empty one. */
  readonly store?: MemoryStore;
  /** Default: a virtual clock that jumps over every wait. */
  readonly time?: TimeSource;
}

/** The memory driver: rehearsals, tests and replays. Nothing survives the process. */
export function createMemoryEngine(options: MemoryEngineOptions): LocalEngine {
  const { store = new MemoryStore(), time = new VirtualTime(), ...rest } = options;
  return new LocalEngine({ maxIdleRuns: Number.POSITIVE_INFINITY, ...rest, store, time });
}
