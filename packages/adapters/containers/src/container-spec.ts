import { createHash } from 'node:crypto';
import type { RunContainer } from '@parley/dsl';
import { type EffectContext, standardError } from '@parley/engine';
import { isObject, parseIsoDuration } from '@parley/kernel';

const MIB = 1024 * 1024;

/** What a container may use; the operator's choice. */
export interface ContainerLimits {
  /** Default 256 MiB, without swap. */
  readonly memoryBytes?: number;
  /** Processors; default 1. */
  readonly cpus?: number;
  /** Default 128. */
  readonly processes?: number;
  /** Name of a Docker network; default `none`. */
  readonly network?: string;
}

/** A process to run in a container. */
export interface ContainerJob {
  readonly image: string;
  readonly entrypoint?: readonly string[];
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly pull: 'ifNotPresent' | 'always' | 'never';
  /** Milliseconds to keep the container when it has ended; `Infinity` for ever. */
  readonly keepMs: number;
}

/** The label that tells when a container may be removed, in epoch milliseconds. */
export const REMOVE_AFTER = 'parley.remove-after';

/** The same for every try of one attempt, so that whoever takes over after a crash finds what runs. */
export function containerName({ idempotencyKey, attempt }: EffectContext): string {
  return `parley-${createHash('sha256').update(`${idempotencyKey}#${attempt}`).digest('hex').slice(0, 32)}`;
}

/** What a task asks for; raises a `configuration` error for what this runner does not give. */
export function toJob(container: RunContainer['container']): ContainerJob {
  const { image, command, environment = {}, stdin, arguments: args = [], pullPolicy = 'ifNotPresent' } = container;
  for (const part of ['ports', 'volumes'] as const) {
    if (container[part] && Object.keys(container[part]).length > 0) {
      throw standardError(
        'configuration',
        `Containers have no ${part} here: they see neither the host nor the network`,
      );
    }
  }
  return {
    image: String(image),
    ...(command !== undefined && { entrypoint: shellEntrypoint(command) }),
    arguments: args.map(asText),
    environment: Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, asText(value)])),
    ...(stdin !== undefined && { stdin: asText(stdin) }),
    pull: pullPolicy,
    keepMs: keepMs(container.lifetime),
  };
}

/** A command is a script for the image's shell; the arguments are its `$1`, `$2` ... */
export const shellEntrypoint = (command: string) => ['/bin/sh', '-c', command, 'sh'];

const asText = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

function keepMs(lifetime: RunContainer['container']['lifetime']): number {
  if (!lifetime || lifetime.cleanup === 'always') return 0;
  if (lifetime.cleanup === 'never') return Infinity;
  return durationMs(lifetime.after);
}

const UNITS = { days: 86_400_000, hours: 3_600_000, minutes: 60_000, seconds: 1000, milliseconds: 1 };

function durationMs(after: unknown): number {
  const ms = isObject(after)
    ? Object.entries(UNITS).reduce((sum, [unit, size]) => sum + Number(after[unit] ?? 0) * size, 0)
    : parseIsoDuration(String(after));
  if (ms !== undefined && Number.isFinite(ms)) return ms;
  throw standardError('configuration', 'lifetime.after has to be a duration');
}

/** The body of Docker's request to create a container: nobody's, without privileges, network or a disk to write to. */
export function createBody(
  job: ContainerJob,
  limits: ContainerLimits,
  labels: Readonly<Record<string, string>>,
): object {
  const { memoryBytes = 256 * MIB, cpus = 1, processes = 128, network = 'none' } = limits;
  const hasInput = job.stdin !== undefined;
  return {
    Image: job.image,
    ...(job.entrypoint && { Entrypoint: job.entrypoint }),
    ...(job.arguments.length > 0 && { Cmd: job.arguments }),
    Env: Object.entries(job.environment).map(([name, value]) => `${name}=${value}`),
    User: '65534:65534',
    WorkingDir: '/tmp',
    Labels: labels,
    Tty: false,
    AttachStdin: hasInput,
    OpenStdin: hasInput,
    StdinOnce: hasInput,
    HostConfig: {
      NetworkMode: network,
      Memory: memoryBytes,
      MemorySwap: memoryBytes,
      NanoCpus: Math.round(cpus * 1e9),
      PidsLimit: processes,
      ReadonlyRootfs: true,
      Tmpfs: { '/tmp': 'rw,nosuid,nodev,size=64m' },
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      Init: true,
      LogConfig: { Type: 'json-file', Config: { 'max-size': '16m', 'max-file': '1' } },
    },
  };
}
