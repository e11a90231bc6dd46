import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { type EffectContext, type ProcessResult, type ScriptRunner, standardError } from '@parley/engine';
import type { SandboxJob, SandboxResult } from './sandbox-thread.ts';
import { PoolError, type PoolFailure, ThreadPool } from './thread-pool.ts';

const MIB = 1024 * 1024;
/** What an empty sandbox has already. */
const BASE_MEMORY_BYTES = 16 * MIB;
const CODE_BYTES = MIB;
/** QuickJS raises a `RangeError` beyond this; measured to be well below what the thread's own stack allows. */
const STACK_BYTES = 256 * 1024;

export interface QuickJsOptions {
  /** Scripts that run at a time; default half of the processors, 1 at least. */
  readonly threads?: number;
  /** Scripts that may wait for a thread; default 1,000. */
  readonly maxWaiting?: number;
  /** Steps of the interpreter in units of about 10,000; default 5,000. A count, so that it is the same everywhere. */
  readonly steps?: number;
  /** Of a script's values; default 64 MiB. */
  readonly memoryBytes?: number;
  /** Of standard output and of standard error; default 1 MiB each. */
  readonly outputBytes?: number;
  /** For what steps do not count; default 20,000. */
  readonly timeoutMs?: number;
}

export interface QuickJsRunner extends ScriptRunner {
  close(): Promise<void>;
}

/**
 * Runs JavaScript in QuickJS, compiled to WebAssembly, in threads of its own: no files, no network, no clock, no
 * randomness but what follows from the idempotency key. Rejects with a `runtime` error when a script runs out of steps,
 * memory, stack or output, and with a `timeout` error when it takes too long; a script that throws ends with code 1.
 */
export function createQuickJsRunner(options: QuickJsOptions = {}): QuickJsRunner {
  const memoryBytes = options.memoryBytes ?? 64 * MIB;
  const timeoutMs = options.timeoutMs ?? 20_000;
  const pool = new ThreadPool({
    threads: options.threads ?? Math.max(1, Math.floor(availableParallelism() / 2)),
    maxWaiting: options.maxWaiting ?? 1_000,
    maxMemoryBytes: BASE_MEMORY_BYTES + memoryBytes,
    timeoutMs,
  });
  const limits = {
    steps: options.steps ?? 5_000,
    outputBytes: options.outputBytes ?? MIB,
    memoryBytes,
    stackBytes: STACK_BYTES,
  };
  const failures: Readonly<Record<PoolFailure, () => Error>> = {
    busy: () => standardError('runtime', 'Too many scripts wait to be run'),
    closed: () => standardError('runtime', 'The installation stops'),
    timeout: () => standardError('timeout', `The script took longer than ${timeoutMs / 1000} seconds`),
  };
  return {
    languages: ['js', 'javascript'],
    async run(request, context) {
      if (request.code.length > CODE_BYTES) throw standardError('configuration', 'The script is larger than 1 MiB');
      const { code: script, stdin = '', arguments: args, environment } = request;
      const given = { arguments: args, environment, stdin, nowMs: startOf(context), seed: seedOf(context) };
      const job: SandboxJob = { script, given, limits };
      try {
        return resultOf(await pool.run(context.tenantId, job, context.signal));
      } catch (error) {
        throw error instanceof PoolError ? failures[error.reason]() : error;
      }
    },
    close: () => pool.close(),
  };
}

const EXHAUSTED = {
  steps: 'The script took more steps than a script may',
  output: 'The script wrote more than a script may',
  promise: 'The script waits for a promise that nothing can resolve',
  memory: 'The script needs more memory than a script may have',
  stack: 'The script calls itself too deeply',
} as const;

function resultOf(result: SandboxResult): ProcessResult {
  if ('limit' in result) throw standardError('runtime', EXHAUSTED[result.limit]);
  return result;
}

/** The time in an id of version 7 (RFC 9562, section 5.7): when the execution was made. 0 for any other id. */
function startOf({ executionId }: EffectContext): number {
  const hex = executionId.replaceAll('-', '');
  return /^[0-9a-f]{12}7[0-9a-f]{19}$/i.test(hex) ? Number.parseInt(hex.slice(0, 12), 16) : 0;
}

function seedOf({ idempotencyKey }: EffectContext): number {
  return createHash('sha256').update(idempotencyKey).digest().readUInt32LE(0);
}
