/** The settings of one Restate node, as in its configuration file. */
export interface ServerConfig {
  /** Data directory of all nodes of the cluster on this machine. */
  readonly baseDir: string;
  readonly clusterName: string;
  readonly nodeName: string;
  readonly nodePort: number;
  readonly ingressPort: number;
  readonly adminPort: number;
  readonly identityFile: string;
  /** Fixed when the data directory is made. */
  readonly partitions: number;
  /** Copies of everything; 1 on a single node. */
  readonly replication: number;
  /** Addresses of all nodes of a cluster; empty for a single node. */
  readonly peers: readonly string[];
  /** True for the one node that makes the cluster; the others join it. */
  readonly provisions: boolean;
}

/**
 * The configuration file of a node on loopback. Telemetry is off, the ports are closed to other machines (they have no
 * authentication), memory is bounded for a laptop, and calls may take long (`abort-timeout`).
 */
export function serverToml(config: ServerConfig): string {
  const text = (value: string) => JSON.stringify(value);
  const clustered = config.peers.length > 0;
  const replication = clustered ? [`default-replication = ${config.replication}`] : [];
  const metadata = clustered
    ? [
        `auto-provision = ${config.provisions}`,
        '[metadata-client]',
        'type = "replicated"',
        `addresses = [${config.peers.map(text).join(', ')}]`,
      ]
    : [];
  return [
    `base-dir = ${text(config.baseDir)}`,
    `cluster-name = ${text(config.clusterName)}`,
    `node-name = ${text(config.nodeName)}`,
    'bind-ip = "127.0.0.1"',
    'advertised-host = "127.0.0.1"',
    'listen-mode = "tcp"',
    `bind-port = ${config.nodePort}`,
    `default-num-partitions = ${config.partitions}`,
    ...replication,
    'disable-telemetry = true',
    'log-format = "json"',
    'log-filter = "warn,restate=info,octocrab=off"',
    'rocksdb-total-memory-size = "256 MiB"',
    'experimental-enable-protocol-v7 = true',
    'default-journal-retention = "1h"',
    ...metadata,
    '[admin]',
    `bind-port = ${config.adminPort}`,
    '[admin.query-engine]',
    'memory-size = "128 MiB"',
    '[ingress]',
    `bind-port = ${config.ingressPort}`,
    '[bifrost]',
    'record-cache-memory-size = "32 MiB"',
    '[worker.invoker]',
    'inactivity-timeout = "5s"',
    'abort-timeout = "1h"',
    'concurrent-invocations-limit = 10000',
    `tmp-dir = ${text(`${config.baseDir}/${config.nodeName}-tmp`)}`,
    `request-identity-private-key-pem-file = ${text(config.identityFile)}`,
    '',
  ].join('\n');
}
