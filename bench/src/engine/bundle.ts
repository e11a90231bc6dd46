import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

const OUT = join(import.meta.dirname, '../../dist');

/**
 * Bundles an entry point as the product is bundled, and gives the file. The loader that runs the benchmarks themselves
 * keeps the names of all functions, which costs an interpreter a tenth of its speed.
 */
export async function bundle(entry: string): Promise<string> {
  const outfile = join(OUT, `${basename(entry, '.ts')}.mjs`);
  await build({
    ...{ entryPoints: [entry], outfile, bundle: true, format: 'esm', platform: 'node', target: 'node20.19' },
    ...{ logLevel: 'warning', plugins: [keepFileUrls, keepPackages] },
  });
  return outfile;
}

/** Sources that read files beside themselves go on reading them where they are. */
const keepFileUrls: Plugin = {
  name: 'keep-file-urls',
  setup(bundler) {
    bundler.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const contents = (await readFile(path, 'utf8'))
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
        .replaceAll('import.meta.dirname', JSON.stringify(dirname(path)));
      return { contents, loader: 'ts' };
    });
  },
};

/** Packages of others stay where they are. */
const keepPackages: Plugin = {
  name: 'keep-packages',
  setup(bundler) {
    bundler.onResolve({ filter: /^[^./]/ }, ({ kind, path }) =>
      kind === 'entry-point' || path.startsWith('@parley/') ? undefined : { path, external: true },
    );
  },
};
