import { ChangeSignal, commonError, silentLogger } from '@parley/kernel';
import { expect, it } from 'vitest';
import type { WorkflowDeps } from '../deps.ts';
import type { ExecutionCommand } from '../domain/execution-command.ts';
import { CommandRunner } from './command-runner.ts';

/** A runner over commands in memory; executions whose id begins with `away` cannot be reached. */
function setup(executionIds: readonly string[]) {
  const open = new Map<number, ExecutionCommand>();
  for (const [index, executionId] of executionIds.entries()) {
    open.set(index + 1, { tenantId: 't', commandId: `${index + 1}`, executionId, kind: 'suspend' });
  }
  const suspended: string[] = [];
  let reachedEnd: () => void;
  const pass = new Promise<void>((resolve) => {
    reachedEnd = resolve;
  });
  const deps = {
    store: {
      acceptedCommands: async (after: number, limit: number) => {
        const left = [...open].filter(([position]) => position > after);
        if (left.length <= limit) setImmediate(reachedEnd);
        return left.slice(0, limit).map(([position, command]) => ({ position, command }));
      },
      finishCommand: async ({ commandId }: ExecutionCommand) => void open.delete(Number(commandId)),
    },
    engine: {
      suspend: async (_: string, executionId: string) => {
        if (executionId.startsWith('away')) throw commonError('unavailable', 'away');
        suspended.push(executionId);
      },
    },
    changes: new ChangeSignal(),
    logger: silentLogger,
  } as unknown as WorkflowDeps;
  const runOnce = async () => {
    const runner = new CommandRunner(deps);
    runner.start();
    await pass;
    await runner.stop();
  };
  return { open, suspended, runOnce };
}

it('carries out a command behind any number of others that cannot be carried out yet', async () => {
  const away = Array.from({ length: 250 }, (_, n) => `away-${n}`);
  const { open, suspended, runOnce } = setup([...away, 'here']);

  await runOnce();

  expect(suspended).toEqual(['here']);
  expect(open.size).toBe(250);
});

it('keeps the order of one execution over pages: nothing passes a command that has to be tried again', async () => {
  const { open, suspended, runOnce } = setup([
    'away',
    ...Array.from({ length: 150 }, (_, n) => `here-${n}`),
    'away',
    'here-0',
  ]);

  await runOnce();

  expect(suspended).toHaveLength(151);
  expect([...open.keys()]).toEqual([1, 152]);
});
