/**
 * Builds the package for publishing: `node packages/jq/scripts/build.mjs`, then `npm publish packages/jq/dist`. Plain
 * JavaScript for Node and browsers, the types, the command, and a package.json that points at them.
 */
import { spawnSync } from 'node:child_process';
import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const PACKAGE = join(dirname(fileURLToPath(import.meta.url)), '..');
const OUT = join(PACKAGE, 'dist');

await rm(OUT, { recursive: true, force: true });
await build({
  absWorkingDir: PACKAGE,
  entryPoints: { index: 'src/index.ts' },
  outdir: OUT,
  bundle: true,
  format: 'esm',
  platform: 'neutral',
  target: 'es2023',
});
await build({
  absWorkingDir: PACKAGE,
  entryPoints: { 'jq-check': 'bin/main.ts' },
  outdir: join(OUT, 'bin'),
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
});
emitTypes();
for (const name of ['README.md', 'bin/jq-check.mjs']) await copyFile(join(PACKAGE, name), join(OUT, name));
await copyFile(join(PACKAGE, '../../LICENSE'), join(OUT, 'LICENSE'));
await writeManifest();

function emitTypes() {
  const tsc = join(dirname(createRequire(import.meta.url).resolve('@typescript/native/package.json')), 'bin/tsc');
  const options = '--declaration --emitDeclarationOnly --allowImportingTsExtensions --strict --skipLibCheck';
  const target = '--target es2023 --module preserve --moduleResolution bundler --ignoreConfig';
  const list = [tsc, ...`${options} ${target} --rootDir src --outDir dist/types src/index.ts`.split(' ')];
  const { status } = spawnSync(process.execPath, list, { cwd: PACKAGE, stdio: 'inherit' });
  if (status !== 0) throw new Error('the types could not be written');
}

async function writeManifest() {
  const manifest = JSON.parse(await readFile(join(PACKAGE, 'package.json'), 'utf8'));
  delete manifest.private;
  const published = {
    ...manifest,
    exports: { '.': { types: './types/index.d.ts', default: './index.js' } },
    bin: { 'jq-check': './bin/jq-check.mjs' },
    files: ['index.js', 'types', 'bin'],
  };
  await writeFile(join(OUT, 'package.json'), `${JSON.stringify(published, null, 2)}\n`);
}
