import { type ChildProcess, spawn } from 'node:child_process';

/** A process of a fake's container: real, and on this machine. Only what the tests themselves write is run so. */
export interface LocalProcess {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly stdin: string;
  output(fd: 1 | 2, text: string): void;
  exit(code: number): void;
}

const SIGKILL = 137;

export function runLocally({ command, environment, stdin, output, exit }: LocalProcess): ChildProcess {
  const [file, ...args] = command;
  const child = spawn(file!, args, { env: { PATH: process.env.PATH, ...environment }, detached: true });
  child.stdout.on('data', (chunk: Buffer) => output(1, String(chunk)));
  child.stderr.on('data', (chunk: Buffer) => output(2, String(chunk)));
  child.stdin.on('error', () => {}); // it may end without having read everything
  child.stdin.end(stdin);
  child.once('error', () => exit(SIGKILL));
  child.once('close', (code) => exit(code ?? SIGKILL));
  return child;
}

/** Ends a process with all of its children. */
export function endLocally(child: ChildProcess | undefined): void {
  if (child?.pid === undefined || child.exitCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has just ended.
  }
}
