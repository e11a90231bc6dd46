import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { EXTERNAL_DATABASE_HINT, postgresError } from '../errors.ts';
import type { Binaries } from './binaries.ts';
import { programEnvironment } from './config.ts';
import { makePrivateDirectory, type RunAs } from './identity.ts';
import { type ClusterLayout, partialClusterDir } from './layout.ts';
import { type Endpoint, findPostmaster } from './postmaster.ts';

/** Name of the superuser and of nothing else. */
export const SUPERUSER = 'parley';

// Longest path of a Unix socket that Linux (108 bytes) and macOS (104) both take, less `/.s.PGSQL.5432`.
const MAX_SOCKET_DIR = 85;
const SOCKET_PORT = 5432;
const START_LIMIT_MS = 60_000;
const POLL_MS = 10;
const MAX_LOG_BYTES = 16 * 1024 * 1024;
const run = promisify(execFile);

/**
 * A Unix socket in the cluster's own directory where there is such a thing: a third less CPU per query than TCP, and no
 * port that could be taken. TCP on loopback otherwise.
 */
export async function chooseEndpoint(layout: ClusterLayout, runAs: RunAs): Promise<Endpoint> {
  const socketDir = join(layout.baseDir, 'run');
  if (process.platform !== 'win32' && Buffer.byteLength(socketDir) <= MAX_SOCKET_DIR) {
    await makePrivateDirectory(socketDir, runAs);
    return { host: socketDir, port: SOCKET_PORT };
  }
  return { host: '127.0.0.1', port: await freePort(layout.state.port) };
}

/** Creates the cluster: UTF-8 with the built-in C.UTF-8 locale, passwords for everybody. */
export async function initialiseCluster(layout: ClusterLayout, binaries: Binaries, runAs: RunAs): Promise<void> {
  const partial = partialClusterDir(layout.clusterDir);
  await rm(partial, { recursive: true, force: true });
  await makePrivateDirectory(partial, runAs);
  const passwordFile = join(layout.baseDir, 'initdb.password');
  await writeFile(passwordFile, layout.state.password, { mode: 0o600 });
  try {
    if (runAs.uid !== undefined) await chown(passwordFile, runAs.uid, runAs.gid ?? runAs.uid);
    await run(
      binaries.initdb,
      [
        ...['-D', partial, '-U', SUPERUSER, '--auth=scram-sha-256', `--pwfile=${passwordFile}`],
        ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '-E', 'UTF8', '--no-sync', '--no-instructions'],
        ...['-c', 'scram_iterations=1'],
      ],
      { ...runAs, cwd: layout.baseDir, env: programEnvironment() },
    );
  } catch (cause) {
    throw unableToRun('The database could not be initialised', String((cause as { stderr?: unknown }).stderr ?? cause));
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(partial, layout.clusterDir);
}

/** The arguments of the server, which also tell whether a server that already runs is the one we would start. */
export function serverArguments(layout: ClusterLayout, endpoint: Endpoint, settings: Readonly<Record<string, string>>) {
  const local = endpoint.host.startsWith('/');
  const all: Readonly<Record<string, string>> = {
    listen_addresses: local ? '' : endpoint.host,
    unix_socket_directories: local ? endpoint.host : '',
    max_connections: '200',
    // Passwords are long random texts, which need no stretching; connecting costs a third then.
    scram_iterations: '1',
    // Short queries only: neither pays, and parallel workers need more shared memory than a container gives.
    jit: 'off',
    max_parallel_workers_per_gather: '0',
    ...settings,
  };
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', layout.clusterDir, '-p', String(endpoint.port), ...flags];
}

/** Starts the server and resolves to its process id when it takes connections. */
export async function launchServer(
  layout: ClusterLayout,
  binaries: Binaries,
  runAs: RunAs,
  args: readonly string[],
): Promise<number> {
  const log = await open(layout.logFile, (await isLarge(layout.logFile)) ? 'w' : 'a', 0o600);
  const from = (await log.stat()).size;
  try {
    const child = spawn(binaries.postgres, args, {
      ...runAs,
      cwd: layout.baseDir,
      env: programEnvironment(),
      stdio: ['ignore', log.fd, log.fd],
      // An own process group: Ctrl-C in the terminal must reach this process first, which then stops the server.
      detached: true,
    });
    child.unref();
    let failure: string | undefined;
    child.once('error', (error) => {
      failure = error.message;
    });
    child.once('exit', (code) => {
      failure ??= `exit code ${code}`;
    });
    for (let waited = 0; waited < START_LIMIT_MS; waited += POLL_MS) {
      if (failure !== undefined) throw unableToRun(`PostgreSQL ended (${failure})`, await tail(layout.logFile, from));
      const postmaster = await findPostmaster(layout.clusterDir);
      if (postmaster?.ready) return postmaster.pid;
      await delay(POLL_MS);
    }
    throw unableToRun('PostgreSQL was not ready after a minute', await tail(layout.logFile, from));
  } finally {
    await log.close();
  }
}

/** The preferred port when it is free, or any other free one. */
async function freePort(preferred = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (preferred !== 0) resolve(freePort(0));
      else reject(error);
    });
    probe.listen(preferred, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

async function isLarge(file: string): Promise<boolean> {
  return existsSync(file) && (await stat(file)).size > MAX_LOG_BYTES;
}

async function tail(file: string, from: number): Promise<string> {
  return (await readFile(file)).subarray(from).toString('utf8').slice(-2000);
}

function unableToRun(what: string, output: string): Error {
  const musl = process.platform === 'linux' && /ENOENT|not found/.test(output);
  return musl
    ? postgresError('embedded_unsupported', `${what}: this Linux has no GNU C library\n${output}`.trim(), {
        hint: EXTERNAL_DATABASE_HINT,
      })
    : postgresError('embedded_start_failed', `${what}\n${output}`.trim(), { hint: EXTERNAL_DATABASE_HINT });
}
