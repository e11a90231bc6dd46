import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const PROGRAMS = {
  sandbox: './sandbox/run-sandbox.ts',
  worker: './postgres/run-worker.ts',
  restateWorker: './restate/run-worker.ts',
};

/** Paths of the programs that a run starts as processes of their own. */
export type Programs = Readonly<Record<keyof typeof PROGRAMS, string>>;

/** Makes one file of each program, so that starting a process again takes no time. */
export async function buildPrograms(folder: string): Promise<Programs> {
  const entryPoints = Object.fromEntries(
    Object.entries(PROGRAMS).map(([name, path]) => [name, fileURLToPath(new URL(path, import.meta.url))]),
  );
  await build({
    ...{ entryPoints, outdir: folder, outExtension: { '.js': '.mjs' } },
    ...{ bundle: true, format: 'esm', platform: 'node', target: 'node20', external: ['pg-native'], logLevel: 'error' },
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  const path = (name: keyof typeof PROGRAMS) => join(folder, `${name}.mjs`);
  return { sandbox: path('sandbox'), worker: path('worker'), restateWorker: path('restateWorker') };
}
