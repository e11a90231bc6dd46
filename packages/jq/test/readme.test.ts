import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { check } from '../bin/check.ts';

const folder = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(`${folder}README.md`, 'utf8');

function block(language: string): string {
  return new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(readme)![1]!;
}

test('the example prints what its comments say', () => {
  const code = block('js');
  const promised = [...code.matchAll(/console\.log\(.*\); \/\/ (.*)/g)].map(([, text]) => text);
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(promised).toHaveLength(8);
  expect(stdout.trim().split('\n')).toEqual(promised);
});

test('the command prints what the README shows', () => {
  const [commandLine, ...shown] = block('console').trimEnd().split('\n');
  expect(commandLine).toBe("$ jq-check --type order.json '{sum: .totl}'");
  const schema = { type: 'object', properties: { total: { type: 'number' } }, additionalProperties: false };
  const { lines } = check(['--type', 'order.json', '{sum: .totl}'], () => JSON.stringify(schema));
  expect(lines).toEqual(shown);
});
