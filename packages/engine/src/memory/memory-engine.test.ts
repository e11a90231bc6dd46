import { systemTime } from '../engine/system-time.ts';
import { describeDriver } from '../testing/driver-suite.ts';
import { createMemoryEngine } from './memory-engine.ts';
import { MemoryStore } from './memory-store.ts';

describeDriver('memory', async (options) => {
  let store = new MemoryStore();
  const engines = [createMemoryEngine({ ...options, store, time: systemTime })];
  return {
    engine: engines[0]!,
    async takeOver() {
      store = store.takeOver();
      const next = createMemoryEngine({ ...options, store, time: systemTime });
      engines.push(next);
      await next.recover();
      return next;
    },
    async close() {
      for (const engine of engines) await engine.close();
    },
  };
});
