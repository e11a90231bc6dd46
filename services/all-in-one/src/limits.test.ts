import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readConfig } from './config.ts';
import { limitsReference } from './limits.ts';

it('are documented as they are', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/reference/limits.md'), 'utf8');

  expect(page).toBe(limitsReference());
});

it('are set by variables named after them; others keep the default', () => {
  const { limits } = readConfig({
    PARLEY_LIMIT_CONCURRENT_BRANCHES: '7',
    PARLEY_LIMIT_TENANT_CALLS: '3',
    PARLEY_LIMIT_REQUESTS: '1000',
  });

  expect(limits).toEqual({
    execution: { maxConcurrentBranches: 7 },
    tenant: { openExecutions: 100_000, callsInFlight: 3 },
    callsInFlight: 256,
    requestsPerSecond: 1000,
  });
  expect(readConfig({}).limits.execution).toBeUndefined();
});

it.each(['0', 'many', '-1', '1.5'])('are refused when they are %s, with the name of the variable', (value) => {
  expect(() => readConfig({ PARLEY_LIMIT_TASKS: value })).toThrow('PARLEY_LIMIT_TASKS');
});
