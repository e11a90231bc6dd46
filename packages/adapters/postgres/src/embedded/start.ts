import { type Logger, silentLogger } from '@parley/kernel';
import { prepareBinaries } from './binaries.ts';
import { chooseRunAs } from './identity.ts';
import { openLayout } from './layout.ts';
import { type EmbeddedProgress, Supervisor } from './supervisor.ts';

export interface EmbeddedPostgresOptions {
  /**
   * Directory that holds the cluster, its password and its log; created where missing. As root it should be open to
   * pass through for others (mode 0711): PostgreSQL runs as `nobody`, and moves to /var/lib/parley where it is not.
   */
  readonly dataDir: string;
  readonly onProgress?: (step: EmbeddedProgress) => void;
  readonly logger?: Logger;
  /** Server settings on top of Parley's own, as in `postgresql.conf`. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface EmbeddedPostgres {
  /** URL of the superuser on the database `postgres`; contains the password. */
  readonly adminUrl: string;
  /** PostgreSQL's own data directory. */
  readonly clusterDir: string;
  /** Stops the server (fast shutdown). */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL on `dataDir`, or adopts the one that a killed process left running there, and starts it again
 * whenever it ends unasked. As root the server runs as `nobody`.
 * Raises `embedded_unsupported`, `embedded_start_failed` or `embedded_in_use`.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { dataDir, settings = {}, onProgress = () => {}, logger = silentLogger } = options;
  onProgress('preparing');
  const runAs = chooseRunAs();
  const layout = await openLayout(dataDir, runAs);
  const binaries = await prepareBinaries(layout.baseDir, runAs);
  const supervisor = new Supervisor({ layout, binaries, runAs, settings, logger, onProgress });
  const adminUrl = await supervisor.start();
  onProgress('ready');
  return { adminUrl, clusterDir: layout.clusterDir, stop: () => supervisor.stop() };
}
