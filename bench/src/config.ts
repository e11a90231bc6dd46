import { join } from 'node:path';

/** Where the data of benchmarks is: `PARLEY_DATA`, or the folder beside the repository. */
export function dataFolder(): string {
  return process.env.PARLEY_DATA ?? join(import.meta.dirname, '../../../shared/data');
}

/** The environment of a process that a benchmark starts: this one's search path and `settings`, and nothing else. */
export function childEnvironment(settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const { PATH } = process.env;
  return { ...(PATH !== undefined && { PATH }), ...settings };
}
