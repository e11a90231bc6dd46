import { randomUUID } from 'node:crypto';
import type { RunContainer } from '@parley/dsl';
import { type EffectContext, HandedOver } from '@parley/engine';
import { effectPortContract } from '@parley/engine/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ContainerLimits } from '../container-job.ts';
import type { JobRunner } from '../container-runner.ts';

/** What an engine can do. */
export interface EngineTraits {
  /** False where both outputs come as one, in the order of time. */
  readonly separatesOutputs: boolean;
  /** False for a stand-in that runs processes without isolating them. */
  readonly isolates: boolean;
  /** Seconds that it needs to start or find a container. */
  readonly pace: number;
}

/** What the contract needs of an engine, real or not. */
export interface ContainerEngine {
  /** An image with a shell and the usual small programs. */
  readonly image: string;
  /** A runner that allows every image, as a worker that has just been started would make it. */
  runner(limits?: ContainerLimits): JobRunner;
  /** True when there is a container for this attempt that is not being removed. */
  exists(context: EffectContext): Promise<boolean>;
  close(): Promise<void>;
}

/** A context that nobody had before, so that the contract can be run on an engine that keeps what there was. */
function freshContext(overrides: Partial<EffectContext> = {}): EffectContext {
  const executionId = randomUUID();
  return {
    ...{ tenantId: 'tenant-1', executionId, key: '/do/0/run', environment: 'live', attempt: 1 },
    ...{ idempotencyKey: `${executionId}/do/0/run`, signal: new AbortController().signal },
    ...overrides,
  };
}

const problem = (kind: string, status: number, detail: string) => ({
  problem: { status, type: expect.stringMatching(`${kind}$`), detail: expect.stringContaining(detail) },
});

/** Different each time that it is run. */
const UNIQUE = 'cat /proc/sys/kernel/random/uuid';

/** What every runner of containers keeps. `open` is called once for each half of it. */
export function containerContract(name: string, traits: EngineTraits, open: () => Promise<ContainerEngine>): void {
  describe(`${name}: the contract of containers`, () => {
    let engine: ContainerEngine;
    beforeAll(async () => {
      engine = await open();
    });
    afterAll(() => engine.close());

    const aWhile = `sleep ${traits.pace}`;
    const run = (command: string, context = freshContext(), more: object = {}, limits: ContainerLimits = {}) =>
      engine.runner(limits).run({ image: engine.image, command, ...more }, context);

    it('a command gets its arguments and environment as they were written', async () => {
      const arguments_ = ['$(A) $$ $1 "x"', 'ümläut\n'];
      const { code, stdout } = await run('printf "%s|" "$1" "$2" "$A" "$(echo $((1+1)))"', freshContext(), {
        arguments: arguments_,
        environment: { A: "it's $(B) $$ `x`" },
      });
      expect({ code, stdout }).toEqual({ code: 0, stdout: `${arguments_.join('|')}|it's $(B) $$ \`x\`|2|` });
    });

    it('gives the code and what was written', async () => {
      const result = await run('echo out; sleep 0.1; echo err >&2; exit 3');
      expect(result).toEqual(
        traits.separatesOutputs
          ? { code: 3, stdout: 'out\n', stderr: 'err\n' }
          : { code: 3, stdout: 'out\nerr\n', stderr: '' },
      );
    });

    it('standard input is given to the end', async () => {
      const stdin = `$(A) $$ ü\n${'x'.repeat(100_000)}\n`;
      expect(await run('cat', freshContext(), { stdin })).toMatchObject({ code: 0, stdout: stdin });
      expect(await run('true', freshContext(), { stdin })).toMatchObject({ code: 0, stdout: '' });
    });

    it.each([
      ['', {}],
      [' with standard input', { stdin: 'in' }],
    ])('an attempt%s that was not recorded is found again when it has ended, not run again', async (_, more) => {
      const context = freshContext();
      const { stdout } = await run(`${UNIQUE}; exit 3`, context, more);
      expect(await run(`${UNIQUE}; exit 3`, context, more)).toMatchObject({ code: 3, stdout });
      const next = await run(UNIQUE, { ...context, attempt: 2 }, more);
      expect(next.stdout).not.toBe(stdout);
    });

    it('two workers at the same attempt share a container', async () => {
      const context = freshContext();
      const [first, second] = await Promise.all([
        run(`${UNIQUE}; sleep 1`, context),
        run(`${UNIQUE}; sleep 1`, context),
      ]);
      expect(first.stdout).toBe(second.stdout);
    });

    it.each([
      ['', {}],
      [' with standard input', { stdin: 'in' }],
    ])('a container%s that a worker lets go of runs on, and the next worker waits for it', async (_, more) => {
      const context = freshContext();
      const stop = new AbortController();
      const first = run(`${UNIQUE}; ${aWhile}; ${aWhile}; ${aWhile}`, { ...context, signal: stop.signal }, more);
      const second = until(() => engine.exists(context)).then(async () => {
        await new Promise((resolve) => setTimeout(resolve, 1000 * traits.pace));
        stop.abort(new HandedOver());
        return await run(`${UNIQUE}; ${aWhile}; ${aWhile}; ${aWhile}`, context, more);
      });
      await expect(first).rejects.toThrow(HandedOver);
      const { stdout } = await second;
      expect(stdout).toMatch(/^[0-9a-f-]{36}\n$/);
      expect(await run(UNIQUE, context, more)).toMatchObject({ stdout });
    });

    it('a container whose task is cancelled is ended and removed', async () => {
      const context = freshContext();
      const stop = new AbortController();
      const running = run('sleep 60', { ...context, signal: stop.signal });
      void until(() => engine.exists(context)).then(() => stop.abort(new Error('cancelled')));
      await expect(running).rejects.toThrow('cancelled');
      await until(async () => !(await engine.exists(context)));
    });

    it('a container that takes too long is ended', async () => {
      const late = run('sleep 60', freshContext(), {}, { timeoutMs: 1000 });
      await expect(late).rejects.toMatchObject(problem('timeout', 408, '1 seconds'));
    });

    it('what writes too much fails', async () => {
      const much = run('yes | head -c 5000', freshContext(), {}, { maxOutputBytes: 4000 });
      await expect(much).rejects.toMatchObject(problem('runtime', 500, 'more than 4000 bytes'));
    });

    it('an image that cannot be had fails', async () => {
      const missing = engine.runner().run({ image: 'localhost/missing:1' }, freshContext());
      await expect(missing).rejects.toMatchObject(problem('runtime', 500, ''));
      const never = engine.runner().run({ image: 'localhost/missing:1', pullPolicy: 'never' }, freshContext());
      await expect(never).rejects.toMatchObject(problem('configuration', 400, ''));
    });

    it.each(['ports', 'volumes'])('%s are refused', async (part) => {
      await expect(run('true', freshContext(), { [part]: { a: 'b' } })).rejects.toMatchObject(
        problem('configuration', 400, `no ${part}`),
      );
    });

    if (traits.isolates) {
      it('is nobody, without privileges, on a disk that cannot be written', async () => {
        const script =
          'id -u; touch /x 2>/dev/null || echo sealed; touch /tmp/x && echo tmp; grep CapEff /proc/$$/status';
        const { stdout } = await run(script);
        expect(stdout).toMatch(/^65534\nsealed\ntmp\nCapEff:\s+0+\n$/);
      });
    }
  });

  describe(`${name}:`, () => {
    let engine: ContainerEngine;
    beforeAll(async () => {
      engine = await open();
    });
    afterAll(() => engine.close());
    effectPortContract(name, () => {
      const salt = randomUUID();
      const seen: string[] = [];
      // The contract's keys are the same each time, and an engine may keep what there was.
      const salted = (context: EffectContext) =>
        Object.create(context, { idempotencyKey: { value: salt + context.idempotencyKey } }) as EffectContext;
      const run = async (container: RunContainer['container'], context: EffectContext) => {
        const result = await engine.runner().run(container, salted(context));
        seen.push(result.stdout);
        return result;
      };
      return {
        succeed: (context) => run({ image: engine.image, command: UNIQUE }, context),
        fail: (context) => run({ image: 'localhost/missing:1', pullPolicy: 'never' }, context),
        hang: (context) => run({ image: engine.image, command: 'sleep 60' }, context),
        idempotencyMarks: () => seen,
      };
    });
  });
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 50));
}
