import type { Effects, HttpRequest, HttpResponse } from '@parley/engine';
import { effectContext } from '@parley/engine/testing';
import { ManualClock } from '@parley/kernel';
import { describe, expect, it } from 'vitest';
import { CircuitBreaker } from './circuit-breaker.ts';
import { FairGate } from './fair-gate.ts';
import { guardEffects } from './guard-effects.ts';

const request = (uri: string): HttpRequest => ({
  ...{ method: 'GET', uri, headers: {}, query: {}, output: 'content', redirect: false },
});
const response = (statusCode: number): HttpResponse => ({
  ...{ request: { method: 'GET', uri: '', headers: {} }, statusCode, headers: {}, content: null },
});

function setup(answer: (uri: string) => number) {
  const clock = new ManualClock();
  const called: string[] = [];
  const http = {
    call: async ({ uri }: HttpRequest) => {
      called.push(uri);
      return response(answer(uri));
    },
  };
  const breaker = new CircuitBreaker(clock, { failures: 3, pauseMs: 10_000 });
  const gate = new FairGate({ total: 10, perTenant: 10 });
  const effects = guardEffects({ http, functions: {} } as unknown as Effects, gate, breaker);
  const call = (uri: string, tenantId = 'a') =>
    effects.http.call(request(uri), effectContext({ tenantId })).then(
      ({ statusCode }) => statusCode,
      (error: { problem: { status: number; detail: string } }) => error.problem,
    );
  return { clock, called, call, gate };
}

describe('calls', () => {
  it('of an operation that keeps failing are refused for a while, whatever ids are in the path', async () => {
    let status = 500;
    const { call, called, clock } = setup(() => status);
    for (const id of [1, 2, 3]) expect(await call(`https://x.test/v1/orders/ord_${id}/confirm`)).toBe(500);

    const refused = await call('https://x.test/v1/orders/ord_4/confirm?x=1');
    expect(refused).toMatchObject({
      status: 503,
      detail: 'GET https://x.test/v1/orders/ord_4/confirm kept failing and is not called for 10 s',
    });
    expect(await call('https://x.test/v1/orders/ord_4')).toBe(500);
    expect(await call('https://x.test/v1/orders/ord_4/confirm', 'b')).toBe(500);
    expect(called).toHaveLength(5);

    clock.advance(10_000);
    status = 200;
    expect(await call('https://x.test/v1/orders/ord_5/confirm')).toBe(200);
    expect(await call('https://x.test/v1/orders/ord_6/confirm')).toBe(200);
  });

  it('that fail again when they are tried are refused again at once', async () => {
    const { call, called, clock } = setup(() => 503);
    for (let n = 0; n < 3; n += 1) await call('https://x.test/a');
    clock.advance(10_000);

    expect(await call('https://x.test/a')).toBe(503);
    expect(await call('https://x.test/a')).toMatchObject({ detail: expect.stringContaining('kept failing') });
    expect(called).toHaveLength(4);
  });

  it('with an answer that is the caller’s fault do not count', async () => {
    const { call, called } = setup(() => 409);
    for (let n = 0; n < 10; n += 1) expect(await call('https://x.test/a')).toBe(409);
    expect(called).toHaveLength(10);
  });

  it('give their place back however they end', async () => {
    const { call, gate } = setup((uri) => {
      if (uri.endsWith('broken')) throw new Error('cut');
      return 200;
    });
    await Promise.all(['https://x.test/a', 'https://x.test/broken'].map((uri) => call(uri)));
    expect(gate.inside).toBe(0);
  });
});
