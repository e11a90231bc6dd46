import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { childEnvironment } from '../config.ts';
import { cpuSeconds } from './process-cpu.ts';
import type { Addresses, Load, Report, Sample } from './workload.ts';

/** A sample with what the servers behind the contender used meanwhile. */
export interface Measured extends Sample {
  readonly serverCpuUs: number;
}

/** A contender in its own process. */
export class ContenderClient {
  readonly name: string;
  readonly #process: ChildProcess;
  readonly #database: () => number;
  #servers: readonly number[] = [];

  private constructor(name: string, process: ChildProcess, database: () => number) {
    this.name = name;
    this.#process = process;
    this.#database = database;
  }

  /** `databaseCpu` gives the CPU seconds of the database server, which works for one contender at a time. */
  static async start(
    name: string,
    file: string,
    { adminUrl, databaseUrl, folder }: Addresses,
    databaseCpu: () => number,
  ): Promise<ContenderClient> {
    const child = fork(file, [name, adminUrl, databaseUrl, folder], {
      env: childEnvironment({ RESTATE_LOGGING: 'ERROR' }),
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const client = new ContenderClient(name, child, databaseCpu);
    const report = await client.#next();
    if ('servers' in report) client.#servers = report.servers;
    return client;
  }

  async measure(load: Load): Promise<Measured> {
    const before = this.#serverSeconds();
    this.#process.send(load);
    const report = await this.#next();
    if (!('sample' in report)) throw new Error(`${this.name} did not measure`);
    const { sample } = report;
    return { ...sample, serverCpuUs: ((this.#serverSeconds() - before) * 1e6) / sample.steps };
  }

  async close(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    this.#process.disconnect();
    await once(this.#process, 'exit');
  }

  #serverSeconds(): number {
    return this.#database() + this.#servers.reduce((sum, pid) => sum + cpuSeconds(pid), 0);
  }

  #next(): Promise<Report> {
    return new Promise((resolve, reject) => {
      const ended = () => {
        reject(new Error(`The process of ${this.name} ended`));
      };
      this.#process.once('exit', ended);
      this.#process.once('message', (report: Report) => {
        this.#process.off('exit', ended);
        resolve(report);
      });
    });
  }
}
