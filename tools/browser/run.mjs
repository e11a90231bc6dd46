/**
 * Runs the test files of the packages that work in a browser in a real one: `npm run test:browser`. Each file is bundled
 * with a stand-in for vitest (see vitest-shim.mjs) and runs in a page of its own.
 */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const PACKAGES = ['packages/jq'];

/** Test files that cannot run in a browser, with the reason. */
const LEFT_OUT = new Map([
  ['packages/jq/bin/jq-check.test.ts', 'starts a command as a process'],
  [
    'packages/jq/test/differential.test.ts',
    'compares with jq itself, whose build for Node reads its WebAssembly from disk',
  ],
  ['packages/jq/test/readme.test.ts', 'reads the README from disk'],
]);

const CANDIDATES = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

process.exitCode = await main();

async function main() {
  const executablePath = CANDIDATES.find((path) => path && existsSync(path));
  if (executablePath === undefined) {
    console.error('No Chromium found. Install it (Debian: apt-get install chromium) or name it in CHROMIUM.');
    return 2;
  }
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] });
  console.log(`Chromium ${browser.version()}`);
  let passed = 0;
  let failed = 0;
  try {
    for (const file of await testFiles()) {
      const result = await runFile(browser, file);
      passed += result.passed;
      failed += result.failures.length;
      console.log(`${result.failures.length === 0 ? 'ok    ' : 'FAILED'} ${file} (${result.passed} passed)`);
      for (const { name, message } of result.failures)
        console.log(`  ${name}\n    ${message.replaceAll('\n', '\n    ')}`);
    }
  } finally {
    await browser.close();
  }
  for (const [file, reason] of LEFT_OUT) console.log(`left out ${file}: ${reason}`);
  console.log(`\nTests: ${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

async function testFiles() {
  const found = [];
  for (const folder of PACKAGES) {
    const names = await readdir(join(ROOT, folder), { recursive: true });
    found.push(...names.filter((name) => name.endsWith('.test.ts')).map((name) => `${folder}/${name}`));
  }
  return found.filter((file) => !file.includes('node_modules') && !LEFT_OUT.has(file)).sort();
}

async function runFile(browser, file) {
  const page = await browser.newPage();
  try {
    const errors = [];
    page.on('pageerror', (error) => errors.push({ name: 'while loading', message: String(error.stack ?? error) }));
    await page.addScriptTag({ content: await bundle(file) });
    if (errors.length > 0) return { passed: 0, failures: errors };
    return await page.evaluate('runTests()');
  } catch (error) {
    return { passed: 0, failures: [{ name: 'the page', message: String(error) }] };
  } finally {
    await page.close();
  }
}

/** One script with the tests and everything they import. */
async function bundle(file) {
  const fromVitest = createRequire(createRequire(import.meta.url).resolve('vitest/package.json'));
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: [file],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2023',
    define: { 'process.env': '{}' },
    alias: {
      vitest: join(ROOT, 'tools/browser/vitest-shim.mjs'),
      'vitest-expect': fromVitest.resolve('@vitest/expect'),
      chai: createRequire(fromVitest.resolve('@vitest/expect')).resolve('chai'),
    },
    logLevel: 'error',
  });
  return outputFiles[0].text;
}
