import { readFileSync } from 'node:fs';
import { check, UsageError } from './check.ts';

try {
  const { lines, exitCode } = check(process.argv.slice(2), (path) => readFileSync(path, 'utf8'));
  for (const line of lines) console.log(line);
  process.exitCode = exitCode;
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
