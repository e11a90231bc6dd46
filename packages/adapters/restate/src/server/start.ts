import { once } from 'node:events';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { type Logger, silentLogger } from '@parley/kernel';
import type { RestateAddress } from '../engine.ts';
import { EXTERNAL_RESTATE_HINT, restateError } from '../errors.ts';
import { findRestateServer } from './binary.ts';
import { openIdentity } from './identity.ts';
import { isAlive } from './processes.ts';
import { Supervisor } from './supervisor.ts';

export interface EmbeddedRestateOptions {
  /** Directory that holds everything of the server; created where missing. */
  readonly dataDir: string;
  readonly logger?: Logger;
  /** Partitions, fixed when the directory is made. 4 are the cheapest on two cores; take 8 to 24 for a cluster later. Default 4. */
  readonly partitions?: number;
}

export interface EmbeddedRestate extends RestateAddress {
  /** Process id of the server; undefined while it is down. */
  readonly pid: number | undefined;
  /** Ends the server; what runs goes on at the next start. */
  stop(): Promise<void>;
}

/** What a data directory remembers from one start to the next. */
interface State {
  readonly nodePort: number;
  readonly ingressPort: number;
  readonly adminPort: number;
  readonly partitions: number;
}

/**
 * Starts a Restate server on loopback, or adopts the one that a killed process left running on the directory, and starts
 * it again whenever it ends unasked. Raises `restate_unsupported`, `restate_start_failed` or `restate_in_use`.
 */
export async function startEmbeddedRestate(options: EmbeddedRestateOptions): Promise<EmbeddedRestate> {
  const { logger = silentLogger, partitions = 4 } = options;
  const directory = resolve(options.dataDir);
  const binary = findRestateServer();
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const release = await takeOwnership(directory);
  const identityFile = join(directory, 'identity.pem');
  const publicKey = await openIdentity(identityFile);
  const stateFile = join(directory, 'restate.json');
  const supervise = (config: State) =>
    new Supervisor({ ...{ binary, directory, logger }, config: { ...config, ...nodeOf(directory, identityFile) } });
  let state = await openState(stateFile, partitions);
  let supervisor = supervise(state);
  if ((await supervisor.findProcess()) === undefined && !(await areFree(portsOf(state)))) {
    logger.warn({ ports: portsOf(state) }, 'another program has taken a port of Restate; choosing others');
    state = await writeState(stateFile, state.partitions);
    supervisor = supervise(state);
  }
  await supervisor.start();
  return {
    ingressUrl: `http://127.0.0.1:${state.ingressPort}`,
    adminUrl: `http://127.0.0.1:${state.adminPort}`,
    identityKeys: [publicKey],
    get pid() {
      return supervisor.pid;
    },
    async stop() {
      await supervisor.stop();
      await release();
    },
  };
}

/** Keeps a second Parley away from the directory for as long as this process lives. */
async function takeOwnership(directory: string): Promise<() => Promise<void>> {
  const file = join(directory, 'owner.pid');
  const owner = Number(await readFile(file, 'utf8').catch(() => ''));
  if (owner > 1 && owner !== process.pid && isAlive(owner)) {
    throw restateError('restate_in_use', `Another Parley (process ${owner}) runs Restate on ${directory}`, {
      hint: `Stop it, or set PARLEY_HOME to another directory. To share one Restate: ${EXTERNAL_RESTATE_HINT}`,
    });
  }
  await writeFile(file, String(process.pid), { mode: 0o600 });
  return () => rm(file, { force: true });
}

function nodeOf(directory: string, identityFile: string) {
  const node = { baseDir: join(directory, 'data'), clusterName: 'parley', nodeName: 'node-1', identityFile };
  return { ...node, replication: 1, peers: [], provisions: true };
}

async function openState(file: string, partitions: number): Promise<State> {
  const known = await readFile(file, 'utf8').then(
    (text) => JSON.parse(text) as State,
    () => undefined,
  );
  return known ?? (await writeState(file, partitions));
}

async function writeState(file: string, partitions: number): Promise<State> {
  const [nodePort, ingressPort, adminPort] = await freePorts(3);
  const state: State = { nodePort: nodePort!, ingressPort: ingressPort!, adminPort: adminPort!, partitions };
  await writeFile(file, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  return state;
}

function portsOf({ nodePort, ingressPort, adminPort }: State): readonly number[] {
  return [nodePort, ingressPort, adminPort];
}

async function areFree(ports: readonly number[]): Promise<boolean> {
  return openAll(ports).then(
    () => true,
    () => false,
  );
}

/** Ports of loopback that nobody listens at now. */
export async function freePorts(count: number): Promise<readonly number[]> {
  return openAll(Array.from({ length: count }, () => 0));
}

/** Listens at ports of loopback for a moment, 0 being any free one; rejects when one is taken. */
async function openAll(wanted: readonly number[]): Promise<readonly number[]> {
  const servers = wanted.map(() => createServer());
  const opened = await Promise.allSettled(
    servers.map(async (server, index) => {
      server.listen(wanted[index], '127.0.0.1');
      await once(server, 'listening');
      return (server.address() as AddressInfo).port;
    }),
  );
  await Promise.all(servers.filter(({ listening }) => listening).map((server) => once(server.close(), 'close')));
  return opened.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}
