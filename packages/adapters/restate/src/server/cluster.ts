import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Logger, silentLogger } from '@parley/kernel';
import type { RestateAddress } from '../engine.ts';
import { findRestateServer } from './binary.ts';
import { openIdentity } from './identity.ts';
import { freePorts } from './start.ts';
import { Supervisor } from './supervisor.ts';

export interface RestateClusterOptions {
  /** Empty directory for the data of all nodes. */
  readonly dataDir: string;
  /** At least 3: every partition lives on two nodes, and the nodes' own bookkeeping needs a majority. Default 3. */
  readonly nodes?: number;
  readonly logger?: Logger;
}

export interface RestateCluster {
  /** How the cluster is reached, through the node with this index. */
  address(node: number): RestateAddress;
  /** Process id of a node; undefined while it is down. Nodes come back when they end unasked. */
  pid(node: number): number | undefined;
  stop(): Promise<void>;
}

/** Several Restate nodes on this machine, for trials of what happens when one dies. Production runs them on machines of their own. */
export async function startRestateCluster(options: RestateClusterOptions): Promise<RestateCluster> {
  const { nodes: count = 3, logger = silentLogger } = options;
  const directory = resolve(options.dataDir);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const binary = findRestateServer();
  const identityFile = join(directory, 'identity.pem');
  const publicKey = await openIdentity(identityFile);
  const ports = await freePorts(3 * count);
  const peers = Array.from({ length: count }, (_, index) => `http://127.0.0.1:${ports[3 * index]!}`);
  const configs = Array.from({ length: count }, (_, index) => ({
    ...{ baseDir: join(directory, 'data'), clusterName: 'parley', nodeName: `node-${index + 1}`, identityFile },
    ...{ nodePort: ports[3 * index]!, ingressPort: ports[3 * index + 1]!, adminPort: ports[3 * index + 2]! },
    ...{ partitions: 6, replication: 2, peers, provisions: index === 0 },
  }));
  const supervisors = configs.map((config) => new Supervisor({ binary, directory, config, logger }));
  await Promise.all(supervisors.map((supervisor) => supervisor.start()));
  return {
    address: (node) => ({
      ingressUrl: `http://127.0.0.1:${configs[node]!.ingressPort}`,
      adminUrl: `http://127.0.0.1:${configs[node]!.adminPort}`,
      identityKeys: [publicKey],
    }),
    pid: (node) => supervisors[node]!.pid,
    stop: async () => {
      await Promise.all(supervisors.map((supervisor) => supervisor.stop()));
    },
  };
}
