import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const MAIN = join(import.meta.dirname, '../main.ts');
const HEAD = 'document: { dsl: 1.0.3, namespace: a, name: b, version: 1.0.0 }\n';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'definitions-'));
  await writeFile(join(folder, 'good.yaml'), `${HEAD}do:\n  - a:\n      set:\n        x: 1\n`);
  await writeFile(join(folder, 'other.yaml'), `${HEAD}do:\n  - a:\n      set:\n        x: 2\n`);
  await writeFile(join(folder, 'bad.yaml'), `${HEAD}do:\n  - a:\n      wait: PT1S\n      then: b\n`);
  await writeFile(join(folder, 'latin.yaml'), Buffer.from([0x61, 0x3a, 0x20, 0xff, 0x0a]));
  await writeFile(
    join(folder, 'old.yaml'),
    "id: a\nspecVersion: '0.8'\nstates: [{name: A, type: inject, data: {x: 1}, end: true}]\n",
  );
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs the command as a user does, in a process of its own. */
function parley(args: readonly string[], input = ''): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), MAIN, ...args], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1' },
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    out += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    err += chunk;
  });
  child.stdin.end(input);
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out, err })));
}

describe('commands on definition files', { timeout: 120_000 }, () => {
  it('check several files and the standard input, and say what cannot be read', async () => {
    const { code, out, err } = await parley(
      ['check', 'good.yaml', '-', 'none.yaml', '.', 'latin.yaml'],
      `${HEAD}do: []\n`,
    );
    expect(code).toBe(2);
    expect(out).toBe('✓ good.yaml: no findings, portable\n✓ (standard input): no findings, portable\n');
    expect(err).toContain('✗ none.yaml cannot be read: there is no such file\n');
    expect(err).toContain('✗ . cannot be read: it is a directory\n');
    expect(err).toContain('✗ latin.yaml cannot be read: it is not UTF-8 text\n');
  });
  it('point at the mistake, without colours in a pipe', async () => {
    const { code, out } = await parley(['check', 'bad.yaml']);
    expect(code).toBe(1);
    expect(out).toContain('bad.yaml:5:13: error[unknown_target]');
    expect(out).toContain('5 |       then: b\n  |             ^\n');
    expect(out).not.toContain('\u001b[');
  });
  it('refuse options that they do not have, with the one that was meant', async () => {
    const { code, err } = await parley(['executions', '--limt', '3']);
    expect(code).toBe(2);
    expect(err).toBe('There is no option --limt. Did you mean --limit?\n');
  });
  it.each([
    [['chek'], 'There is no command chek. Did you mean check?\n'],
    [['fork', 'x'], '✗ Missing required argument: --at\n  --help behind the command tells what it takes.\n'],
  ])('are refused without a stack when they are wrong: %s', async (args, message) => {
    expect(await parley(args)).toEqual({ code: 2, out: '', err: message });
  });
  it('compare, explain and draw', async () => {
    const [compared, explained, drawn] = await Promise.all([
      parley(['diff', 'good.yaml', 'other.yaml']),
      parley(['explain', 'good.yaml']),
      parley(['graph', '--mermaid', 'bad.yaml']),
    ]);
    expect(compared).toMatchObject({ code: 1, out: expect.stringContaining('“a”') });
    expect(explained).toEqual({ code: 0, out: 'When started: set x.\n', err: '' });
    expect(drawn).toMatchObject({ code: 1, out: '', err: expect.stringContaining('error[unknown_target]') });
  });
  it('migrate into a file that is right', async () => {
    const { code, err } = await parley(['migrate', 'old.yaml', '-o', 'new.yaml']);
    expect(code).toBe(0);
    expect(err).toContain('✓ 0.8 -> 1.0.3: 0 lost');
    expect(await readFile(join(folder, 'new.yaml'), 'utf8')).toContain('dsl: 1.0.3');
  });
  it('show examples in their help', async () => {
    const { code, out } = await parley(['check', '--help']);
    expect(code).toBe(0);
    expect(out).toContain('EXAMPLES\n\n  parley check order.yaml\n');
    expect(out).not.toContain('\u001b[');
  });
});
