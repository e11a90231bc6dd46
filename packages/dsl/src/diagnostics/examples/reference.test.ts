import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { diagnosticsReference } from './reference.ts';

it('the reference of the diagnostics is up to date (npm run docs:diagnostics)', () => {
  const file = join(import.meta.dirname, '../../../../../docs/reference/diagnostics.md');
  expect(readFileSync(file, 'utf8')).toBe(diagnosticsReference());
});
