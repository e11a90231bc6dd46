import { spawn } from 'node:child_process';
import { mkdir, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@parley/kernel';
import { EXTERNAL_RESTATE_HINT, restateError } from '../errors.ts';
import { programEnvironment } from './config.ts';
import { commandLine, endProcess, goneWithin, isAlive } from './processes.ts';
import { type ServerConfig, serverToml } from './server-config.ts';

export interface SupervisorParts {
  readonly binary: string;
  /** Holds the node's configuration, log and process id. */
  readonly directory: string;
  readonly config: ServerConfig;
  readonly logger: Logger;
}

const START_LIMIT_MS = 60_000;
const POLL_MS = 20;
const WATCH_MS = 200;
const MAX_LOG_BYTES = 16 * 1024 * 1024;

/** Keeps one Restate node running: adopts one that a killed process left, starts it again when it ends unasked. */
export class Supervisor {
  readonly #parts: SupervisorParts;
  #pid: number | undefined;
  #stopped = false;
  #watching: Promise<void> | undefined;

  constructor(parts: SupervisorParts) {
    this.#parts = parts;
  }

  /** Process id of the node; undefined while it is down. */
  get pid(): number | undefined {
    return this.#pid !== undefined && isAlive(this.#pid) ? this.#pid : undefined;
  }

  /** Resolves when the node answers. */
  async start(): Promise<void> {
    this.#stopped = false;
    await this.launch();
    await this.whenHealthy();
    this.#watching = this.#watch();
  }

  /** Starts the node's process, or finds it running. */
  async launch(): Promise<void> {
    this.#pid = (await this.#adopt()) ?? (await this.#spawn());
  }

  /** Lets it write what it has and ends it. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#watching;
    if (this.#pid !== undefined) await endProcess(this.#pid);
    await rm(this.#file('pid'), { force: true });
  }

  #file(suffix: string): string {
    return join(this.#parts.directory, `${this.#parts.config.nodeName}.${suffix}`);
  }

  /** The process of an earlier start; undefined when it has ended. */
  async findProcess(): Promise<number | undefined> {
    const pid = Number(await readFile(this.#file('pid'), 'utf8').catch(() => ''));
    return pid > 1 && isAlive(pid) && (await commandLine(pid)).includes(this.#file('toml')) ? pid : undefined;
  }

  /** The process of an earlier start, when it runs with the same settings; with others it is ended. */
  async #adopt(): Promise<number | undefined> {
    const { binary, config, logger } = this.#parts;
    const pid = await this.findProcess();
    if (pid === undefined) return undefined;
    const same = (await readFile(this.#file('toml'), 'utf8').catch(() => '')) === serverToml(config);
    if (same && (await commandLine(pid)).startsWith(binary)) {
      logger.info({ pid }, 'adopted the Restate that a killed process left running');
      return pid;
    }
    logger.info({ pid }, 'stopping a Restate that was started with other settings or by another version');
    await endProcess(pid);
    return undefined;
  }

  async #spawn(): Promise<number> {
    const { binary, directory, config, logger } = this.#parts;
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await writeFile(this.#file('toml'), serverToml(config), { mode: 0o600 });
    const log = await open(this.#file('log'), (await isLarge(this.#file('log'))) ? 'w' : 'a', 0o600);
    try {
      const child = spawn(binary, ['--no-logo', '--config-file', this.#file('toml')], {
        cwd: directory,
        env: programEnvironment(),
        stdio: ['ignore', log.fd, log.fd],
        // An own process group: Ctrl-C in the terminal must reach this process first, which then stops the server.
        detached: true,
      });
      child.unref();
      await new Promise<void>((resolve, reject) => {
        child.once('spawn', resolve);
        child.once('error', (cause) => reject(this.#unable(`Restate could not be started: ${cause.message}`, '')));
      });
      await writeFile(this.#file('pid'), String(child.pid), { mode: 0o600 });
      logger.info({ pid: child.pid, directory }, 'Restate started');
      return child.pid!;
    } finally {
      await log.close();
    }
  }

  async whenHealthy(): Promise<void> {
    const { adminPort, ingressPort } = this.#parts.config;
    const urls = [`http://127.0.0.1:${adminPort}/health`, `http://127.0.0.1:${ingressPort}/restate/health`];
    const deadline = Date.now() + START_LIMIT_MS;
    while (!(await Promise.all(urls.map(isHealthy))).every(Boolean)) {
      if (this.pid === undefined) throw this.#unable('Restate ended while it started', await this.#tail());
      if (Date.now() > deadline) throw this.#unable('Restate was not ready after a minute', await this.#tail());
      await delay(POLL_MS);
    }
  }

  /** Brings the node back after it ended unasked, for as long as it takes. */
  async #watch(): Promise<void> {
    while (!this.#stopped) {
      if (this.#pid !== undefined && !(await goneWithin(this.#pid, WATCH_MS))) continue;
      if (this.#stopped) return;
      this.#parts.logger.warn({}, 'Restate ended unexpectedly; starting it again');
      try {
        await this.launch();
        await this.whenHealthy();
      } catch (error) {
        this.#parts.logger.error({ err: error }, 'Restate could not be started again');
        await delay(WATCH_MS);
      }
    }
  }

  async #tail(): Promise<string> {
    return (await readFile(this.#file('log'), 'utf8').catch(() => '')).slice(-2_000);
  }

  #unable(what: string, output: string): Error {
    return restateError('restate_start_failed', `${what}\n${output}`.trim(), { hint: EXTERNAL_RESTATE_HINT });
  }
}

async function isLarge(file: string): Promise<boolean> {
  return stat(file).then(
    ({ size }) => size > MAX_LOG_BYTES,
    () => false,
  );
}

async function isHealthy(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
    ({ ok }) => ok,
    () => false,
  );
}
