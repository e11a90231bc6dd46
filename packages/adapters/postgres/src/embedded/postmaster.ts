import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

/** What a running server writes to `postmaster.pid` (PostgreSQL, src/include/utils/pidfile.h). */
export interface Postmaster {
  readonly pid: number;
  readonly ready: boolean;
  /** How it is reached. */
  readonly endpoint: Endpoint;
}

/** How clients reach a server: a socket directory (`/...`) or an address, and a port. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

const POLL_MS = 10;
const run = promisify(execFile);

/** The server that holds `clusterDir`, or undefined when there is none alive. */
export async function findPostmaster(clusterDir: string): Promise<Postmaster | undefined> {
  const lines = await readPidFile(clusterDir);
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 1 || !isAlive(pid)) return undefined;
  if (!(await serves(pid, clusterDir))) return undefined;
  const host = lines[4]?.trim() || lines[5]?.trim() || '';
  return { pid, ready: lines[7]?.trim() === 'ready', endpoint: { host, port: Number(lines[3]) } };
}

/** Removes the lock of a server that is gone; its number may belong to a stranger by now, and PostgreSQL would refuse. */
export async function clearStaleLock(clusterDir: string): Promise<void> {
  await rm(join(clusterDir, 'postmaster.pid'), { force: true });
}

/** The command line the server was started with, as PostgreSQL itself records it. */
export async function startCommand(clusterDir: string): Promise<string> {
  return readFile(join(clusterDir, 'postmaster.opts'), 'utf8').then(
    (text) => text.trim(),
    () => '',
  );
}

/**
 * Ends a server: fast shutdown (open transactions are rolled back), and after `graceMs` immediate shutdown, from which
 * the next start recovers.
 */
export async function stopPostmaster(pid: number, graceMs = 15_000): Promise<void> {
  if (!signal(pid, 'SIGINT')) return;
  if (await goneWithin(pid, graceMs)) return;
  signal(pid, 'SIGQUIT');
  if (await goneWithin(pid, 5_000)) return;
  signal(pid, 'SIGKILL');
  await goneWithin(pid, 5_000);
}

/** Resolves to true as soon as the process is gone, to false after `limitMs`. */
export async function goneWithin(pid: number, limitMs: number): Promise<boolean> {
  for (let waited = 0; waited < limitMs; waited += POLL_MS) {
    if (!isAlive(pid)) return true;
    await delay(POLL_MS);
  }
  return !isAlive(pid);
}

async function readPidFile(clusterDir: string): Promise<readonly string[]> {
  return readFile(join(clusterDir, 'postmaster.pid'), 'utf8').then(
    (text) => text.split('\n'),
    () => [],
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return !isZombie(pid);
}

/** An orphan that has ended stays in the process table where nobody collects it, as in a container without an init. */
function isZombie(pid: number): boolean {
  if (process.platform !== 'linux') return false;
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return true;
  }
}

function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
}

/** True when process `pid` is a PostgreSQL on `clusterDir`, and not a stranger who got the same number. */
async function serves(pid: number, clusterDir: string): Promise<boolean> {
  if (process.platform === 'win32') return true;
  return (await commandLine(pid)).includes(clusterDir);
}

async function commandLine(pid: number): Promise<string> {
  try {
    return await readFile(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    // No /proc (macOS), or the process has just ended, which ps reports by failing.
    return run('ps', ['-o', 'command=', '-p', String(pid)]).then(
      ({ stdout }) => stdout,
      () => '',
    );
  }
}
