import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { findPostmaster, goneWithin, stopPostmaster } from '../embedded/postmaster.ts';

const PREFIX = 'parley-test-';

/** Names a directory for the test run's PostgreSQL; returns what stops the server, if a test has started it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await sweep();
  const directory = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  // PostgreSQL does not run as root but as a user who must be able to pass through.
  await chmod(directory, 0o711);
  project.provide('parleyTestPostgres', directory);
  return () => remove(directory);
}

/** Removes what runs that were killed have left behind. */
async function sweep(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1]);
    if (pid > 0 && (await goneWithin(pid, 0))) await remove(join(tmpdir(), name)).catch(() => {});
  }
}

async function remove(directory: string): Promise<void> {
  const postmaster = await findPostmaster(join(directory, 'data', 'cluster'));
  if (postmaster) await stopPostmaster(postmaster.pid);
  await rm(directory, { recursive: true, force: true });
}
