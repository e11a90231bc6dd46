import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{packages,services,apps,examples,conformance,bench,chaos,tools}/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    globalSetup: ['./packages/adapters/postgres/src/testing/global-setup.ts'],
    // Not threads: Node.js 20 may wait for ever for a request of a thread that it ends; a process can be killed.
    pool: 'forks',
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: ['default', './tools/reporter/summary.ts'],
  },
});
