import { describe, expect, it } from 'vitest';
import type { EffectContext } from '../ports/effects.ts';
import { isWorkflowError } from '../problem.ts';

/** How the suite uses an implementation of one of the ports that touch the outside. */
export interface EffectPortSetup {
  /** Something that succeeds. */
  succeed(context: EffectContext): Promise<unknown>;
  /** Something that the other side refuses. */
  fail(context: EffectContext): Promise<unknown>;
  /** Something that does not end by itself. */
  hang(context: EffectContext): Promise<unknown>;
  /** What told the other side that attempts belong together, in the order of the calls; `undefined` for none. */
  idempotencyMarks(): readonly (string | undefined)[];
}

const EXECUTION = '0190f4c2-6b1a-7c3e-8d5f-0123456789ab';
const REASON = new Error('the branch was cancelled');

/** What the engine gives: properties that are read when they are needed, so a copy of it by spreading has none. */
function contextOf(signal: AbortSignal, key: string, attempt: number): EffectContext {
  const shared = { tenantId: 'tenant-1', executionId: EXECUTION, key, environment: 'sandbox' };
  const invocation = {
    get signal() {
      return signal;
    },
    get idempotencyKey() {
      return EXECUTION + key;
    },
    get attempt() {
      return attempt;
    },
  };
  return Object.assign(Object.create(invocation) as typeof invocation, shared);
}

const usual = (key = '/do/0/call', attempt = 1) => contextOf(new AbortController().signal, key, attempt);

/** What every implementation of a port that touches the outside keeps, whatever it speaks to. */
export function effectPortContract(name: string, setup: () => EffectPortSetup): void {
  describe(`${name} as a port of the engine`, () => {
    it('gives JSON', async () => {
      const value = await setup().succeed(usual());
      expect(JSON.parse(JSON.stringify(value ?? null))).toEqual(value ?? null);
    });

    it('fails with an error of the language, which has a type, a status and a reason', async () => {
      const error: unknown = await setup()
        .fail(usual())
        .catch((each: unknown) => each);
      if (!isWorkflowError(error)) throw new Error(`It gave ${String(error)}`);
      const { type, status, detail } = error.problem;
      expect([typeof type, typeof detail]).toEqual(['string', 'string']);
      expect(status).toBeGreaterThanOrEqual(400);
    });

    it('begins nothing when it is cancelled already', async () => {
      const port = setup();
      const before = port.idempotencyMarks().length;
      await expect(port.hang(contextOf(AbortSignal.abort(REASON), '/do/0/call', 1))).rejects.toBe(REASON);
      expect(port.idempotencyMarks().length).toBe(before);
    });

    it('ends with the reason of its cancellation', async () => {
      const stop = new AbortController();
      const running = setup().hang(contextOf(stop.signal, '/do/0/call', 1));
      setTimeout(() => stop.abort(REASON), 30);
      await expect(running).rejects.toBe(REASON);
    });

    it('can be used again after it was cancelled and after it failed', async () => {
      const port = setup();
      await port.fail(usual()).catch(() => {});
      await expect(port.hang(contextOf(AbortSignal.timeout(20), '/do/1/call', 1))).rejects.toThrow();
      await port.succeed(usual('/do/2/call'));
    });

    it('tells the other side which calls belong together', async () => {
      const port = setup();
      const before = port.idempotencyMarks().length;
      for (const key of ['/do/3/call', '/do/3/call', '/do/4/call']) await port.succeed(usual(key));
      const [first, second, third] = port.idempotencyMarks().slice(before);
      expect(first).toBeDefined();
      expect(second).toBe(first);
      expect(third).not.toBe(first);
    });
  });
}
