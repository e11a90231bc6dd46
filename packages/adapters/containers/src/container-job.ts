import { createHash } from 'node:crypto';
import type { RunContainer } from '@parley/dsl';
import { type EffectContext, standardError } from '@parley/engine';
import { durationToMs, isObject, parseIsoDuration } from '@parley/kernel';

const MIB = 1024 * 1024;
const NAME_MAX_CHARS = 32;

/** What a container may use; the operator's choice. */
export interface ContainerLimits {
  /** Without swap; default 256 MiB. */
  readonly memoryBytes?: number;
  /** Processors; default 1. */
  readonly cpus?: number;
  /** From its start to its end; default 600,000. */
  readonly timeoutMs?: number;
  /** Of standard output and of standard error; default 1 MiB each. */
  readonly maxOutputBytes?: number;
  /**
   * How long a container that has ended stays, so that whoever takes over after a crash finds its result; default
   * 60,000 on Docker and 900,000 on Kubernetes.
   */
  readonly settleMs?: number;
  /** The longest that `lifetime` of a workflow keeps one; default a day. */
  readonly maxKeepMs?: number;
}

/** {@link ContainerLimits} with every default filled in. */
export type Bounds = Required<ContainerLimits>;

export const toBounds = (limits: ContainerLimits, settleMs: number): Bounds => ({
  memoryBytes: limits.memoryBytes ?? 256 * MIB,
  cpus: limits.cpus ?? 1,
  timeoutMs: limits.timeoutMs ?? 600_000,
  maxOutputBytes: limits.maxOutputBytes ?? MIB,
  settleMs: limits.settleMs ?? settleMs,
  maxKeepMs: limits.maxKeepMs ?? 86_400_000,
});

/** A process to run in a container. */
export interface ContainerJob {
  readonly image: string;
  readonly entrypoint?: readonly string[];
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly pull: 'ifNotPresent' | 'always' | 'never';
  /** Milliseconds that the workflow wants to keep the container when it has ended; `Infinity` for ever. */
  readonly keepMs: number;
}

/**
 * The same for every try of one attempt, so that whoever takes over after a crash finds what runs. A retry by the
 * workflow's own policy is another attempt and has another name: the one before has ended, and not as it should.
 */
export function containerName({ idempotencyKey, attempt }: EffectContext): string {
  const digest = createHash('sha256').update(`${idempotencyKey}#${attempt}`).digest('hex');
  return `parley-${digest.slice(0, NAME_MAX_CHARS)}`;
}

/** What a task asks for; raises a `configuration` error for what no runner gives. */
export function toJob(container: RunContainer['container']): ContainerJob {
  const { image, command, environment = {}, stdin, arguments: args = [], pullPolicy = 'ifNotPresent' } = container;
  for (const part of ['ports', 'volumes'] as const) {
    if (container[part] && Object.keys(container[part]).length > 0) {
      throw standardError('configuration', `Containers have no ${part} here: nothing reaches them from outside`);
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
  const { after } = lifetime;
  const ms = isObject(after) ? durationToMs(after) : parseIsoDuration(String(after));
  if (ms !== undefined && Number.isFinite(ms) && ms >= 0) return ms;
  throw standardError('configuration', 'lifetime.after has to be a duration');
}

/** How long a container stays when it has ended: at least until its result is recorded, at most what the operator allows. */
export const stayMs = ({ keepMs: wanted }: ContainerJob, { settleMs, maxKeepMs }: Bounds) =>
  Math.max(settleMs, Math.min(wanted, maxKeepMs));

export const tookTooLong = ({ timeoutMs }: Bounds, because = '') =>
  standardError('timeout', `The container took longer than ${timeoutMs / 1000} seconds${because}`);

export const wroteTooMuch = (maxBytes: number) =>
  standardError('runtime', `The container wrote more than ${maxBytes} bytes, the most that it may`);

export const neededMoreMemory = () => standardError('runtime', 'The container needs more memory than it may have');
