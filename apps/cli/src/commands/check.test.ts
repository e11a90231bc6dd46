import { describe, expect, it } from 'vitest';
import { fakeTerminal } from '../definitions/testing.ts';
import { check } from './check.ts';

const HEAD = 'document: { dsl: 1.0.3, namespace: a, name: b, version: 1.0.0 }\n';
const GOOD = `${HEAD}do:\n  - a:\n      set:\n        x: 1\n`;
const BAD = `${HEAD}do:\n  - a:\n      wait: PT1S\n      then: nowhere\n`;
const UNREACHABLE = `${HEAD}do:\n  - a:\n      wait: PT1S\n      then: end\n  - b:\n      wait: PT1S\n`;
const LISTENS = `${HEAD}do:\n  - a:\n      listen:\n        to:\n          one:\n            with:\n              type: x\n`;
const plain = { json: false, quiet: false, strict: false };

async function run(files: Record<string, string>, options: Partial<typeof plain> = {}, color = false) {
  const terminal = fakeTerminal(files, { color });
  const exitCode = await check(Object.keys(files), { ...plain, ...options }, terminal);
  return { exitCode, ...terminal.written };
}

describe('parley check', () => {
  it('shows the line, a caret and the suggestion, and exits with 1', async () => {
    const { exitCode, out } = await run({ 'a.yaml': BAD });
    expect(exitCode).toBe(1);
    expect(out).toBe(`a.yaml:5:13: error[unknown_target]: There is no task "nowhere" in this list
  |
5 |       then: nowhere
  |             ^^^^^^^
  help: Known are a, continue, exit, end.

✗ a.yaml: 1 error
`);
  });
  it('is content with a definition without findings', async () => {
    expect(await run({ 'a.yaml': GOOD })).toEqual({ exitCode: 0, out: '✓ a.yaml: no findings, portable\n', err: '' });
  });
  it('exits with 0 on warnings, with 1 when they count as errors', async () => {
    const { exitCode, out } = await run({ 'a.yaml': UNREACHABLE });
    expect(exitCode).toBe(0);
    expect(out).toContain('a.yaml:6:5: warning[unreachable_task]');
    expect((await run({ 'a.yaml': UNREACHABLE }, { strict: true })).exitCode).toBe(1);
  });
  it('leaves hints out when asked to, and never fails for them', async () => {
    expect((await run({ 'a.yaml': LISTENS }, { strict: true })).exitCode).toBe(0);
    expect((await run({ 'a.yaml': LISTENS })).out).toContain('hint[waits_forever]');
    expect((await run({ 'a.yaml': LISTENS }, { quiet: true })).out).toBe('✓ a.yaml: no findings, portable\n');
  });
  it('reads the standard input and several files', async () => {
    const { exitCode, out } = await run({ '-': BAD, 'b.yaml': GOOD });
    expect(exitCode).toBe(1);
    expect(out).toContain('(standard input):5:13:');
    expect(out).toContain('✓ b.yaml');
  });
  it('exits with 2 when a file cannot be read, and checks the others', async () => {
    const terminal = fakeTerminal({ 'a.yaml': GOOD });
    expect(await check(['none.yaml', 'a.yaml'], plain, terminal)).toBe(2);
    expect(terminal.written.err).toBe('✗ none.yaml cannot be read: there is no such file\n');
    expect(terminal.written.out).toContain('✓ a.yaml');
    expect(await check([], plain, terminal)).toBe(2);
  });
  it('prints JSON', async () => {
    const { out } = await run({ 'a.yaml': BAD, 'b.yaml': GOOD }, { json: true });
    expect(JSON.parse(out)).toMatchObject({
      files: [
        { file: 'a.yaml', valid: false, diagnostics: [{ code: 'unknown_target', span: { line: 5, column: 13 } }] },
        { file: 'b.yaml', valid: true, portable: true, diagnostics: [] },
      ],
    });
  });
  it('uses colours only where the terminal has them', async () => {
    expect((await run({ 'a.yaml': BAD })).out).not.toContain('\u001b[');
    expect((await run({ 'a.yaml': BAD }, {}, true)).out).toContain('\u001b[31merror[unknown_target]\u001b[39m');
  });
});
