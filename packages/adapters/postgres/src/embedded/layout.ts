import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { newId } from '@parley/kernel';
import { isOpenToOthers, type RunAs } from './identity.ts';

/** What a data directory remembers from one start to the next. */
export interface ClusterState {
  readonly id: string;
  /** The superuser's password, made on the first start. */
  readonly password: string;
  /** The TCP port of the last start, where TCP is used. */
  readonly port?: number;
}

/** Where the parts of one installation's PostgreSQL are. */
export interface ClusterLayout {
  readonly stateFile: string;
  /** Holds everything PostgreSQL itself must reach. */
  readonly baseDir: string;
  /** PostgreSQL's data directory. */
  readonly clusterDir: string;
  readonly logFile: string;
  readonly state: ClusterState;
}

// Where root keeps the databases of an installation whose own directory (such as /root/.parley) is closed to `nobody`.
const SYSTEM_DIR = '/var/lib/parley';

/** Reads the data directory's state, or makes a new one, and decides where the cluster lives. */
export async function openLayout(dataDir: string, runAs: RunAs, systemDir = SYSTEM_DIR): Promise<ClusterLayout> {
  const root = resolve(dataDir);
  await mkdir(root, { recursive: true, mode: 0o711 });
  const stateFile = join(root, 'embedded.json');
  const state = (await readState(stateFile)) ?? (await createState(stateFile));
  const closed = runAs.uid !== undefined && !(await isOpenToOthers(root));
  const baseDir = closed ? join(systemDir, state.id) : root;
  if (closed) await mkdir(baseDir, { recursive: true, mode: 0o711 });
  return {
    stateFile,
    baseDir,
    clusterDir: join(baseDir, 'cluster'),
    logFile: join(root, 'postgres.log'),
    state,
  };
}

/** Replaces the state file in one step, readable for its owner alone. */
export async function saveState(stateFile: string, state: ClusterState): Promise<void> {
  const partial = `${stateFile}.${process.pid}`;
  await writeFile(partial, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  await rename(partial, stateFile);
}

async function createState(stateFile: string): Promise<ClusterState> {
  const state = { id: newId(), password: randomBytes(24).toString('base64url') };
  await saveState(stateFile, state);
  return state;
}

async function readState(stateFile: string): Promise<ClusterState | undefined> {
  try {
    return JSON.parse(await readFile(stateFile, 'utf8')) as ClusterState;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** True when `dir` holds an initialised cluster. */
export async function isInitialised(clusterDir: string): Promise<boolean> {
  return stat(join(clusterDir, 'PG_VERSION')).then(
    () => true,
    () => false,
  );
}

/** The directory beside `clusterDir` that initdb fills before it is moved into place. */
export function partialClusterDir(clusterDir: string): string {
  return join(dirname(clusterDir), 'cluster.partial');
}
