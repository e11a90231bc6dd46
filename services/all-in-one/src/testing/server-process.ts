import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { eventually } from './person.ts';

const START_PATIENCE_MS = 120_000;
const ROOT = join(import.meta.dirname, '..', '..', '..', '..');

export interface ServerSettings {
  readonly home: string;
  readonly port: number;
  readonly databaseUrl: string;
  readonly databasePrefix: string;
  readonly egressAllow: string;
}

/** The server in a process of its own, which a test can kill. */
export class ServerProcess {
  readonly url: string;
  readonly #settings: ServerSettings;
  #child: ChildProcess | undefined;
  #log = '';

  constructor(settings: ServerSettings) {
    this.#settings = settings;
    this.url = `http://127.0.0.1:${settings.port}`;
  }

  /** Builds what {@link start} runs, unless it is there; once before the first start. */
  static async build(): Promise<void> {
    const child = spawn(process.execPath, [join(ROOT, 'tools', 'build', 'fresh.mjs')], { stdio: 'inherit' });
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new Error('The server cannot be built');
  }

  /** Starts it and waits until it answers. */
  async start(): Promise<void> {
    const { home, port, databaseUrl, databasePrefix, egressAllow } = this.#settings;
    const child = spawn(process.execPath, [join(ROOT, 'dist', 'server.mjs')], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        PATH: process.env.PATH,
        PARLEY_HOME: home,
        PARLEY_PORT: String(port),
        PARLEY_DATABASE_URL: databaseUrl,
        PARLEY_DATABASE_PREFIX: databasePrefix,
        PARLEY_EGRESS_ALLOW: egressAllow,
        PARLEY_LOG_LEVEL: 'warn',
      },
    });
    this.#child = child;
    child.stderr!.on('data', (chunk: Buffer) => {
      this.#log = (this.#log + chunk.toString()).slice(-20_000);
    });
    await eventually(
      async () => {
        if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}:\n${this.#log}`);
        return (await this.#answers()) || undefined;
      },
      'the server to answer',
      START_PATIENCE_MS,
    );
  }

  /** Credentials of the owner, as the server leaves them for the command line. */
  async credentials(): Promise<{ clientId: string; clientSecret: string }> {
    return JSON.parse(await readFile(join(this.#settings.home, 'session.json'), 'utf8'));
  }

  /** Ends the process at once, as a power cut would. */
  async kill(): Promise<void> {
    const child = this.#child!;
    child.kill('SIGKILL');
    if (child.signalCode === null && child.exitCode === null) await once(child, 'exit');
  }

  async #answers(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/health`)).ok;
    } catch {
      return false;
    }
  }
}

/** A port that nobody listens on right now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
