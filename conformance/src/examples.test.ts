import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataDirectory, officialSchema } from '@parley/dsl/testing';
import { describe, expect, it } from 'vitest';
import { examplesSuite, runExamples } from './examples.ts';

describe('examples', () => {
  it('all pass', async () => {
    const { failed, total } = await examplesSuite.run(dataDirectory());
    expect(failed).toEqual([]);
    expect(total).toBeGreaterThanOrEqual(4 * 42);
  });
  it('fail for a definition that is wrong, with the place and the reason', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'examples-'));
    try {
      await writeFile(join(folder, 'bad.yaml'), 'do:\n  - a:\n      wiat: PT1S\n');
      const { failed, passed, total } = await runExamples(folder, officialSchema());
      expect(failed.map(({ id }) => id)).toEqual([
        'bad.yaml: is accepted without errors',
        'bad.yaml: has the value the yaml package reads',
        'bad.yaml: is valid under the official schema',
      ]);
      expect(failed[0]!.problem).toContain('workflow:3:7: error[unknown_task_type]');
      expect(passed).toBe(total - 3);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
