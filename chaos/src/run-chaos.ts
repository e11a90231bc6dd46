import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { oneAttemptPerCrash, recordedOnce } from './checks/calls.ts';
import type { Evidence, Violation } from './checks/evidence.ts';
import { announcedOnce, noGaps, nothingLost } from './checks/histories.ts';
import { rightOutcomes } from './checks/outcomes.ts';
import { type ReplaySamples, replayAll } from './checks/replays.ts';
import type { ChaosDriver, DriverSetup } from './driver.ts';
import { Monkey, type MonkeyOptions } from './faults/monkey.ts';
import { Load } from './load/load.ts';
import { buildPrograms } from './programs.ts';
import { randomStream } from './random.ts';
import { type ChaosReport, countEvidence } from './report.ts';
import { type Sandbox, startSandbox } from './sandbox/sandbox.ts';

/** How much chaos, and for how long. */
export interface Intensity {
  /** Executions started per second. */
  readonly rate: number;
  readonly maxOpen: number;
  readonly meddleMs: readonly [number, number];
  readonly pauses: MonkeyOptions['pauses'];
  readonly replays: ReplaySamples;
}

export interface ChaosOptions {
  /** Name of the driver, for the report. */
  readonly name: string;
  readonly start: (setup: DriverSetup) => Promise<ChaosDriver>;
  readonly seed: number;
  /** Longest time of faults, milliseconds. */
  readonly forMs: number;
  /** The faults stop earlier when so many crashes have been made. */
  readonly crashes?: number;
  /** The faults stop as soon as each kind has come once. */
  readonly untilAllKinds?: boolean;
  readonly intensity: Intensity;
  /** Called now and then with what has happened so far. */
  readonly onProgress?: (progress: Progress) => void;
}

export interface Progress {
  readonly phase: 'chaos' | 'quiet' | 'checks';
  readonly seconds: number;
  readonly accepted: number;
  readonly open: number;
  readonly crashes: number;
  readonly faults: number;
}

const CHECKS = [nothingLost, noGaps, announcedOnce, recordedOnce, oneAttemptPerCrash, rightOutcomes];
const TICK_MS = 200;
const QUIET_LIMIT_MS = 120_000;

/** Starts executions while everything breaks, lets it come to rest, and checks what is left. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { seed, start } = options;
  const folder = await mkdtemp(join(tmpdir(), `parley-chaos-${seed}-`));
  await chmod(folder, 0o711);
  const programs = await buildPrograms(folder);
  const sandbox = await startSandbox(programs.sandbox, folder, seed);
  const random = randomStream(seed, 'driver');
  const driver = await start({ folder, sandboxUrl: sandbox.url, ...programs, random });
  let report: ChaosReport;
  try {
    report = await new Chaos(options, { folder, sandbox, driver }).run();
  } finally {
    await driver.close();
    await sandbox.close();
  }
  if (report.evidence === undefined) await rm(folder, { recursive: true, force: true });
  return report;
}

interface Parts {
  readonly folder: string;
  readonly sandbox: Sandbox;
  readonly driver: ChaosDriver;
}

class Chaos {
  readonly #options: ChaosOptions;
  readonly #parts: Parts;
  readonly #load: Load;
  readonly #monkey: Monkey;
  readonly #giveUp = new AbortController();
  readonly #begunAt = Date.now();

  constructor(options: ChaosOptions, parts: Parts) {
    const { seed, intensity } = options;
    const { driver } = parts;
    this.#options = options;
    this.#parts = parts;
    this.#load = new Load({ driver, seed, ...intensity, giveUp: this.#giveUp.signal });
    this.#monkey = new Monkey({ driver, seed, pauses: intensity.pauses });
  }

  async run(): Promise<ChaosReport> {
    const { forMs } = this.#options;
    this.#load.begin();
    this.#monkey.begin();
    while (Date.now() - this.#begunAt < forMs && !this.#isEnough()) {
      await delay(TICK_MS);
      this.#tell('chaos');
    }
    await this.#monkey.stop();
    const until = Date.now();
    await this.#parts.driver.heal();
    await this.#comeToRest();
    return await this.#judge(until);
  }

  #isEnough(): boolean {
    const { crashes = Number.POSITIVE_INFINITY, untilAllKinds = false } = this.#options;
    return this.#monkey.crashes >= crashes || (untilAllKinds && this.#monkey.hasAllKinds);
  }

  /** Waits until clients have finished and every execution has ended, or gives up. */
  async #comeToRest(): Promise<void> {
    const deadline = Date.now() + QUIET_LIMIT_MS;
    const timer = setTimeout(() => this.#giveUp.abort(), QUIET_LIMIT_MS);
    await this.#load.stop();
    clearTimeout(timer);
    while ((await this.#parts.driver.open()) > 0 && Date.now() < deadline) {
      await delay(TICK_MS);
      this.#tell('quiet');
    }
  }

  async #judge(until: number): Promise<ChaosReport> {
    const { name, seed, intensity } = this.#options;
    const { driver, sandbox, folder } = this.#parts;
    this.#tell('checks');
    const [kept, calls] = await Promise.all([driver.collect(), sandbox.calls()]);
    const { book, refused, counts } = this.#load;
    const { inflicted } = this.#monkey;
    const evidence: Evidence = { accepted: book.all, refused, kept, calls, inflicted };
    const violations = CHECKS.flatMap((check) => [...check(evidence)]);
    violations.push(...(await replayAll(evidence, intensity.replays, randomStream(seed, 'replays'))));
    if (violations.length > 0) await keepEvidence(folder, evidence, violations);
    return {
      ...{ driver: name, seed, minutes: (until - this.#begunAt) / 60_000, client: counts, violations },
      ...countEvidence(evidence, until),
      evidence: violations.length > 0 ? folder : undefined,
    };
  }

  #tell(phase: Progress['phase']): void {
    const { book } = this.#load;
    const { inflicted, crashes } = this.#monkey;
    const seconds = Math.round((Date.now() - this.#begunAt) / 1000);
    const [accepted, open] = [book.all.size, book.open.length];
    this.#options.onProgress?.({ phase, seconds, accepted, open, crashes, faults: inflicted.length });
  }
}

const KEPT_HISTORIES = 100;

/** Writes what a person needs to see how it came to the violations. */
async function keepEvidence(folder: string, evidence: Evidence, violations: readonly Violation[]): Promise<void> {
  const { kept, inflicted, accepted } = evidence;
  const ids = [...new Set(violations.map(({ executionId }) => executionId))].slice(0, KEPT_HISTORIES);
  const histories = Object.fromEntries(
    ids.map((id) => [id, { accepted: accepted.get(id), history: kept.histories.get(id) }]),
  );
  const write = (name: string, content: unknown) =>
    writeFile(join(folder, `${name}.json`), JSON.stringify(content, null, 1));
  await write('violations', violations);
  await write('faults', { inflicted, takeovers: kept.takeovers });
  await write('histories', histories);
}
