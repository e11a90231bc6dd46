import { describe, expect, it } from 'vitest';
import { fakeTerminal } from '../definitions/testing.ts';
import { migrate } from './migrate.ts';

const OLD = `id: hello
version: 1.0.0
specVersion: '0.8'
keepActive: true
states:
  - { name: Hello, type: inject, data: { result: Hello }, end: true }
`;

async function run(files: Record<string, string>, options: { json?: boolean; out?: string } = {}) {
  const terminal = fakeTerminal(files);
  const exitCode = await migrate(Object.keys(files), { json: false, ...options }, terminal);
  return { exitCode, files: terminal.files, ...terminal.written };
}

describe('parley migrate', () => {
  it('prints the new definition, and the report as a table beside it', async () => {
    const { exitCode, out, err } = await run({ 'a.yaml': OLD });
    expect(exitCode).toBe(1);
    expect(out).toMatch(/^document:\n {2}dsl: 1\.0\.3\n/);
    expect(err).toBe(`changed  a.yaml:1  The namespace is default: the old language has none
                   Pick one of your own.
lost     a.yaml:4  An execution ends with its last task; keepActive is gone
                   End with a listen task instead.
! 0.8 -> 1.0.3: 1 lost, 1 changed, 0 renamed
`);
  });
  it('exits with 0 when nothing was lost, and writes where it is told to', async () => {
    const { exitCode, out, files } = await run({ '-': OLD.replace('keepActive: true\n', '') }, { out: 'new.yaml' });
    expect(exitCode).toBe(0);
    expect(out).toBe('');
    expect(files['new.yaml']).toContain('result: Hello');
  });
  it('prints JSON', async () => {
    const { out } = await run({ 'a.yaml': OLD }, { json: true });
    expect(JSON.parse(out)).toMatchObject({
      file: 'a.yaml',
      from: '0.8',
      report: [{ kind: 'changed' }, { kind: 'lost', line: 4, pointer: '/keepActive' }],
      diagnostics: [],
    });
  });
  it('exits with 2 for what is no definition, what cannot be read and several files', async () => {
    expect(await run({ 'a.yaml': 'a: 1\n' })).toMatchObject({
      exitCode: 2,
      out: '',
      err: expect.stringContaining('no definition'),
    });
    expect(await run({ 'a.yaml': 'a: [\n' })).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('yaml_syntax'),
    });
    expect((await run({ 'a.yaml': OLD, 'b.yaml': OLD })).exitCode).toBe(2);
    expect(await migrate(['none.yaml'], { json: false }, fakeTerminal({}))).toBe(2);
  });
});
