import { join } from 'node:path';

/** Where the data of benchmarks is: `PARLEY_DATA`, or the folder beside the repository. */
export function dataFolder(): string {
  return process.env.PARLEY_DATA ?? join(import.meta.dirname, '../../../shared/data');
}
