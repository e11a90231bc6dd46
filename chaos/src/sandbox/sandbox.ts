import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Call, readCalls } from './call-log.ts';

/** The outside: an HTTP server in a process of its own that survives everything. */
export interface Sandbox {
  readonly url: string;
  /** Everything that was called so far, in order. */
  calls(): Promise<readonly Call[]>;
  close(): Promise<void>;
}

/** Starts the sandbox; its record is `calls.jsonl` in `folder`. */
export async function startSandbox(program: string, folder: string, seed: number): Promise<Sandbox> {
  const file = join(folder, 'calls.jsonl');
  const child = fork(program, [file, String(seed)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: [] });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return {
    url: `http://127.0.0.1:${port}`,
    calls: () => readCalls(file),
    async close() {
      if (child.exitCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
