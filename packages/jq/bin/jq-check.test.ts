import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { check, UsageError } from './check.ts';

const files: Readonly<Record<string, string>> = {
  'order.json': JSON.stringify({
    type: 'object',
    required: ['customer', 'total'],
    additionalProperties: false,
    properties: { customer: { type: 'string' }, total: { type: 'number' } },
  }),
  'input.json': '{"customer":"Ann","total":3}',
  'broken.json': '{',
};

const read = (path: string): string => {
  const text = files[path];
  if (text === undefined) throw new Error(`no such file: ${path}`);
  return text;
};

describe('jq-check', () => {
  test('prints the type of an expression that is right', () => {
    expect(check(['--type', 'order.json', '{who: .customer}'], read)).toEqual({
      lines: ['type: { who: string }'],
      exitCode: 0,
    });
  });

  test('points at a misspelt field and writes the expression as it may have been meant', () => {
    const { lines, exitCode } = check(['--type', 'order.json', '.total\n| 1, .', '--json'], read);
    expect(exitCode).toBe(0);
    expect(JSON.parse(lines[0]!)).toMatchObject({ diagnostics: [] });
    const misspelt = check(['--type', 'order.json', '{who:\n .custmer}'], read);
    expect(misspelt.exitCode).toBe(1);
    expect(misspelt.lines.slice(1, 4)).toEqual(['   .custmer}', '    ^^^^^^^', '  Write: {who:\n .customer}']);
    expect(misspelt.lines[0]).toMatch(/^2:3 error unknown_property: /);
  });

  test('shows every syntax error, without running anything', () => {
    const { lines, exitCode } = check(['--input', 'input.json', '[1 +, {a: }]'], read);
    expect(exitCode).toBe(1);
    expect(lines.filter((line) => line.includes(' error unexpected_token: '))).toHaveLength(2);
    expect(lines.at(-1)).toMatch(/^type: /);
  });

  test('runs the expression on an input', () => {
    expect(check(['--input', 'input.json', '.customer, .total + 1'], read)).toEqual({
      lines: ['type: unknown', '"Ann"', '4'],
      exitCode: 0,
    });
  });

  test('exits with 1 where the expression raises an error', () => {
    const { lines, exitCode } = check(['--input', 'input.json', '.customer | error'], read);
    expect([lines.at(-1), exitCode]).toEqual(['error: Ann', 1]);
  });

  test('gives JSON with diagnostics, the type as a JSON Schema, outputs and error', () => {
    const { lines } = check(['--json', '--type', 'order.json', '--input', 'input.json', '.customer'], read);
    expect(JSON.parse(lines.join('\n'))).toEqual({
      diagnostics: [],
      type: { type: 'string' },
      outputs: ['Ann'],
      error: null,
    });
  });

  test.each([
    [[]],
    [['.', '.']],
    [['--nonsense', '.']],
    [['--input', 'missing.json', '.']],
    [['--type', 'broken.json', '.']],
  ])('refuses %j', (commandLine) => {
    expect(() => check(commandLine, read)).toThrow(UsageError);
  });

  test('explains itself', () => {
    expect(check(['--help'], read).lines[0]).toMatch(/^Usage: jq-check /);
  });
});

describe('the command', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'jq-check-'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  const command = fileURLToPath(new URL('jq-check.mjs', import.meta.url));
  const start = (...commandLine: string[]) =>
    spawnSync(process.execPath, [command, ...commandLine], { cwd: folder, encoding: 'utf8' });

  test('prints to standard output and exits with 0, 1 or 2', () => {
    const fine = start('--type', 'order.json', '--input', 'input.json', '.total');
    expect([fine.stdout, fine.status]).toEqual(['type: number\n3\n', 0]);
    const wrong = start('--type', 'order.json', '.totl');
    expect(wrong.stdout).toContain('Write: .total');
    expect(wrong.status).toBe(1);
    const misused = start();
    expect([misused.stdout, misused.status]).toEqual(['', 2]);
    expect(misused.stderr).toContain('Usage: jq-check');
  });
});
