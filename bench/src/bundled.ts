import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Benchmark } from './benchmark.ts';
import { bundle } from './engine/bundle.ts';

/**
 * A benchmark that runs bundled, as the product does: the loader that runs the others gives every function its name when it
 * is made, which more than doubles what it takes to compile an expression. `entry` is relative to this folder and exports
 * the benchmark as `name`.
 */
export function bundled(entry: string, name: string, { summary }: Benchmark): Benchmark {
  return {
    summary,
    async run(options) {
      const file = await bundle(join(import.meta.dirname, entry));
      const module = (await import(pathToFileURL(file).href)) as Record<string, Benchmark>;
      return module[name]!.run(options);
    },
  };
}
