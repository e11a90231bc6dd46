import { Worker } from 'node:worker_threads';

/** A script with everything it is given. */
export interface SandboxJob {
  readonly script: string;
  readonly given: {
    readonly arguments: readonly string[];
    readonly environment: Readonly<Record<string, string>>;
    readonly stdin: string;
    /** What the script takes for the time, in epoch milliseconds. */
    readonly nowMs: number;
    /** 32 bits that its random numbers are made of. */
    readonly seed: number;
  };
  readonly limits: SandboxLimits;
}

export interface SandboxLimits {
  /** In units of about 10,000 steps of the interpreter. */
  readonly steps: number;
  /** Characters of standard output and standard error, each. */
  readonly outputBytes: number;
  /** Of one block of memory. */
  readonly memoryBytes: number;
  readonly stackBytes: number;
}

/** What a script left behind, or what it ran out of. */
export type SandboxResult =
  | { readonly code: number; readonly stdout: string; readonly stderr: string }
  | { readonly limit: 'steps' | 'output' | 'promise' | 'memory' | 'stack' };

/** A thread with a sandbox in it. It runs one job at a time. */
export interface SandboxThread {
  /** False when a job left it in a state that nothing can rely on. */
  readonly usable: boolean;
  /** Resolves when the sandbox is loaded; rejects when the thread ends before. */
  readonly ready: Promise<void>;
  /** Rejects when the thread ends before the job does. */
  run(job: SandboxJob): Promise<SandboxResult>;
  stop(): Promise<void>;
}

/** The host's stack below the interpreter's own, which QuickJS checks; with less the host would give up first. */
const STACK_MB = 16;
const HEAP_MB = 64;

/** Starts a thread whose sandbox has at most `maxMemoryBytes` in all. It keeps no process alive. */
export function startSandboxThread(maxMemoryBytes: number): SandboxThread {
  const worker = new Worker(new URL('./worker.mjs', import.meta.url), {
    workerData: { maxMemoryBytes },
    env: {},
    execArgv: [],
    resourceLimits: { stackSizeMb: STACK_MB, maxOldGenerationSizeMb: HEAP_MB },
  });
  worker.unref();
  let usable = true;
  let settle: { resolve(result: SandboxResult): void; reject(error: Error): void } | undefined;
  let opened = () => {};
  let lost = (_: Error) => {};
  const ready = new Promise<void>((resolve, reject) => {
    opened = resolve;
    lost = (error) => {
      usable = false;
      reject(error);
      settle?.reject(error);
    };
  });
  ready.catch(() => {}); // whoever waits for it is told
  worker.on('message', (message: { readonly ready: true } | (SandboxResult & { readonly spent: boolean })) => {
    if ('ready' in message) return opened();
    const { spent, ...result } = message;
    if (spent) usable = false;
    settle?.resolve(result as SandboxResult);
  });
  worker.on('error', (error) => lost(error));
  worker.on('exit', () => lost(new Error('The thread of the sandbox has ended')));
  return {
    ready,
    get usable() {
      return usable;
    },
    async run(job) {
      worker.ref();
      try {
        return await new Promise<SandboxResult>((resolve, reject) => {
          settle = { resolve, reject };
          worker.postMessage(job);
        });
      } finally {
        settle = undefined;
        worker.unref();
      }
    },
    async stop() {
      usable = false;
      await worker.terminate();
    },
  };
}
