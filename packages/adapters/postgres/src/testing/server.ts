import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { inject } from 'vitest';
import { startEmbeddedPostgres } from '../embedded/start.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Directory of the test run's PostgreSQL, made by the global setup; the server in it starts when first asked for. */
    parleyTestPostgres: string;
  }
}

const WAIT_LIMIT_MS = 60_000;
const POLL_MS = 20;

let url: Promise<string> | undefined;

/** The administrator's URL of the test run's PostgreSQL, which all workers share; the first call starts it. */
export function testServerUrl(): Promise<string> {
  url ??= startOrWait(inject('parleyTestPostgres'));
  return url;
}

async function startOrWait(directory: string): Promise<string> {
  const urlFile = join(directory, 'url');
  if (await isFirst(directory)) {
    // Nothing in a test needs to survive a crash of the machine.
    const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '400' };
    const { adminUrl } = await startEmbeddedPostgres({ dataDir: join(directory, 'data'), settings });
    await writeFile(`${urlFile}.partial`, adminUrl, { mode: 0o600 });
    await rename(`${urlFile}.partial`, urlFile);
    return adminUrl;
  }
  for (let waited = 0; waited < WAIT_LIMIT_MS; waited += POLL_MS) {
    const found = await readFile(urlFile, 'utf8').catch(() => undefined);
    if (found !== undefined) return found;
    await delay(POLL_MS);
  }
  throw new Error(`The PostgreSQL for tests did not start; see ${join(directory, 'data', 'postgres.log')}`);
}

/** Creating a directory is atomic: one worker gets to start the server. */
async function isFirst(directory: string): Promise<boolean> {
  return mkdir(join(directory, 'starting')).then(
    () => true,
    () => false,
  );
}
