import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  commonError,
  createIdSource,
  createTenantTokens,
  deriveId,
  formatIsoDuration,
  isUuid,
  loadConfig,
  ManualClock,
  ParleyError,
  parseIsoDuration,
  toProblem,
} from './index.ts';

describe('ids', () => {
  it('are UUIDs of version 7 that increase also within one millisecond', () => {
    const clock = new ManualClock();
    const newId = createIdSource(clock);

    const ids = Array.from({ length: 5_000 }, newId);

    expect(ids.every((id) => isUuid(id) && id[14] === '7' && '89ab'.includes(id[19]!))).toBe(true);
    expect(ids).toEqual([...ids].sort());
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('derive from their parts alone, and from where one part ends', async () => {
    const id = await deriveId('ab', 'c');

    expect(isUuid(id)).toBe(true);
    expect(await deriveId('ab', 'c')).toBe(id);
    expect(await deriveId('a', 'bc')).not.toBe(id);
  });
});

describe('durations', () => {
  it.each([
    ['PT15M', 900_000],
    ['P1DT2H', 93_600_000],
    ['P2W', 1_209_600_000],
    ['PT0.5S', 500],
    ['PT0S', 0],
  ])('%s are %d ms', (text, ms) => {
    expect(parseIsoDuration(text)).toBe(ms);
  });

  it.each(['', 'P', 'PT', '15M', 'P1Y', 'P1M', 'PT1M1H', 'PT-5M'])('%j is none', (text) => {
    expect(parseIsoDuration(text)).toBeUndefined();
  });

  it('survive being written and read again', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 12 }), (ms) => {
        expect(parseIsoDuration(formatIsoDuration(ms))).toBe(ms);
      }),
    );
  });
});

describe('a problem', () => {
  it('shows what a caller may know of an error', () => {
    const problem = toProblem(commonError('not_found', 'There is no x', { hint: 'List them.', cause: 'secret' }), 'r1');

    expect(problem).toMatchObject({ status: 404, code: 'not_found', detail: 'There is no x', hint: 'List them.' });
    expect(JSON.stringify(problem)).not.toContain('secret');
  });

  it.each([new Error('password=hunter2'), 'password=hunter2', commonError('internal', 'password=hunter2')])(
    'hides what failed inside',
    (error) => {
      const problem = toProblem(error, 'r1');

      expect(problem).toMatchObject({ status: 500, code: 'internal', requestId: 'r1' });
      expect(JSON.stringify(problem)).not.toContain('hunter2');
    },
  );
});

describe('configuration', () => {
  const schema = z.object({ PORT: z.coerce.number().int(), NAME: z.string().default('x') });

  it('is typed and has its defaults', () => {
    expect(loadConfig(schema, { PORT: '80' })).toEqual({ PORT: 80, NAME: 'x' });
  });

  it('names every variable that is wrong in one error', () => {
    const both = z.object({ PORT: z.coerce.number().int(), URL: z.url() });

    const load = () => loadConfig(both, { PORT: 'eighty', URL: 'nowhere' });

    expect(load).toThrow(ParleyError);
    expect(load).toThrow(/PORT[\s\S]*URL/);
  });
});

describe('tenant tokens', () => {
  const secret = new Uint8Array(32).fill(3);
  const context = { tenantId: 't', actor: 'a', roles: ['editor' as const], businessRoles: ['manager'] };

  it('carry the context to who has the key', async () => {
    const clock = new ManualClock();
    const tokens = createTenantTokens(secret, clock);

    expect(await tokens.verify(await tokens.sign(context))).toEqual(context);
  });

  it('are refused after a minute, under another key, and when changed', async () => {
    const clock = new ManualClock();
    const tokens = createTenantTokens(secret, clock);
    const token = await tokens.sign(context);
    const [header, payload, signature] = token.split('.');
    const changed = JSON.parse(Buffer.from(payload!, 'base64url').toString());
    const forged = Buffer.from(JSON.stringify({ ...changed, roles: ['owner'] })).toString('base64url');
    const other = createTenantTokens(new Uint8Array(32).fill(4), clock);

    await expect(other.verify(token)).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(tokens.verify(`${header}.${forged}.${signature}`)).rejects.toMatchObject({ code: 'unauthenticated' });
    clock.advance(61_000);
    await expect(tokens.verify(token)).rejects.toMatchObject({ code: 'unauthenticated' });
  });
});
