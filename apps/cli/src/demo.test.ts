import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@parley/service-all-in-one/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..', '..');

let home: string;
beforeAll(async () => {
  // The restaurant must be found again at the second start; Parley itself may be anywhere.
  ports = ['--port', '0', '--sandbox-port', String(await freePort())];
  home = await mkdtemp(join(tmpdir(), 'parley-demo-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

function parley(...args: string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const env = { PATH: process.env.PATH, PARLEY_HOME: home };
    const child = spawn(process.execPath, [join(ROOT, 'tools', 'build', 'launch.mjs'), ...args], { env });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
    }
    child.on('exit', (code) => resolve({ code, output }));
  });
}

let ports: string[];

describe('the demo', () => {
  it('goes from the conversation to a confirmed order on a fresh machine, and again on the same data', async () => {
    const first = await parley('demo', '--exit', ...ports);

    expect(first.output).toContain('confirmOrder');
    expect(first.code).toBe(0);
    // The picture, the proof and the timeline are what people look at.
    expect(first.output).toMatch(/Rehearsal passed: (\d+) of \1 tasks ran/);
    expect(first.output).toMatch(/● execution\s+completed/);
    const second = await parley('demo', '--exit', '--scenario', 'kitchen full', ...ports);
    expect(second.output).toContain('rejectOrder');
    expect(second.code).toBe(0);
  }, 120_000);

  it('ends with 1 when the conversation leads to no workflow', async () => {
    const { code, output } = await parley('demo', '--exit', '--say', 'hello there', ...ports);

    expect(code).toBe(1);
    expect(output).toContain('led to no workflow');
  }, 60_000);
});

describe('a mistake on the command line', () => {
  it.each([
    [['demo', '--scenario', 'on fire'], 2, 'There is no scenario "on fire"'],
    [['demo', '--sandboxport', '1'], 2, 'Did you mean --sandbox-port?'],
    [['executions'], 1, 'parley up'],
    [['show', 'x'], 1, 'parley up'],
  ])(
    'is answered with what to do: %j',
    async (args, expected, hint) => {
      const { code, output } = await parley(...args);

      expect(code).toBe(expected);
      expect(output).toContain(hint);
      expect(output).not.toContain('    at ');
    },
    60_000,
  );
});
