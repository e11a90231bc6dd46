import { describe, expect, it } from 'vitest';
import { fakeTerminal } from '../definitions/testing.ts';
import { format } from './format.ts';

const HEAD = 'document:\n  dsl: 1.0.3\n  namespace: a\n  name: b\n  version: 1.0.0\n';
const MESSY = `do: [{ a: { then: end, wait: "PT1S" } }]\n# note\n${HEAD}`;
const TIDY = `# note\n${HEAD}do:\n  - a:\n      wait: PT1S\n      then: end\n`;

const run = (files: Record<string, string>, write: boolean, check: boolean) => {
  const terminal = fakeTerminal(files);
  return format(Object.keys(files), { write, check }, terminal).then((exitCode) => ({ exitCode, terminal }));
};

describe('parley format', () => {
  it('prints the canonical form', async () => {
    const { exitCode, terminal } = await run({ '-': MESSY }, false, false);
    expect(exitCode).toBe(0);
    expect(terminal.written.out).toBe(TIDY);
  });
  it('writes only files that change', async () => {
    const { terminal } = await run({ 'a.yaml': MESSY, 'b.yaml': HEAD }, true, false);
    expect(terminal.files['a.yaml']).toContain('wait: PT1S\n      then: end');
    expect(terminal.written).toEqual({ out: '', err: '✓ a.yaml\n' });
  });
  it('tells what is not formatted and changes nothing', async () => {
    const { exitCode, terminal } = await run({ 'a.yaml': MESSY, 'b.yaml': HEAD }, false, true);
    expect(exitCode).toBe(1);
    expect(terminal.files['a.yaml']).toBe(MESSY);
    expect(terminal.written.out).toBe('✗ a.yaml is not formatted\n');
    expect((await run({ 'b.yaml': HEAD }, false, true)).exitCode).toBe(0);
  });
  it('leaves a text alone that is no YAML', async () => {
    const { exitCode, terminal } = await run({ 'a.yaml': 'a: [' }, true, false);
    expect(exitCode).toBe(1);
    expect(terminal.files['a.yaml']).toBe('a: [');
    expect(terminal.written.err).toContain('error[yaml_syntax]');
  });
});
