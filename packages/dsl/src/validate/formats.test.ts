import { describe, expect, it } from 'vitest';
import * as formats from './formats.ts';

const CASES: Readonly<Record<keyof typeof formats, { good: string[]; bad: string[] }>> = {
  dnsLabel: { good: ['a', 'Order-2', 'a'.repeat(63)], bad: ['', '-a', 'a-', 'a b', 'a.b', 'é', 'a'.repeat(64)] },
  semver: { good: ['1.0.0', '0.1.0-alpha.1+b.5'], bad: ['1', '1.0', 'v1.0.0', '01.0.0', '1.0.0-', 'latest'] },
  versionOrLatest: { good: ['latest', '1.0.0'], bad: ['newest'] },
  isoDuration: { good: ['PT1S', 'P1DT2H', 'P2W', 'PT0.5S'], bad: ['', 'P', 'PT', '1h', 'P1Y', 'P1M', 'PT5', 'p1d'] },
  cron: { good: ['0 9 * * 1-5', '*/5 * * * *', '@daily', '0 0 12 * * *'], bad: ['', 'daily', '60 * * * *', '* * *'] },
  uriTemplate: {
    good: ['https://h/p/{id}?q={a,b}#f', '/relative', 'urn:a:b', 'file://x', 'https://h/%20'],
    bad: ['', 'https://h/a b', 'https://h/{a.b}', 'https://h/{+a}', 'https://h/%zz', '${ .a }', 'a|b', 'x{', 'a\nb'],
  },
  hostName: { good: ['localhost', 'a.b-c.example'], bad: ['', '-a', 'a_b', 'h:80', `${'a'.repeat(64)}`] },
  dateTime: {
    good: ['2026-01-31T09:30:00Z', '2024-02-29T23:59:59.123+14:00'],
    bad: ['2026-02-29T00:00:00Z', '2026-01-31', '2026-01-31T24:00:00Z', '2026-01-31T09:30:00', 'now'],
  },
  jsonPointer: { good: ['', '/a/0/~0~1', '/'], bad: ['a', '/~2', '#/a'] },
  variableName: { good: ['a', '_x1', 'petName'], bad: ['', '1a', 'a-b', '$a', 'a.b'] },
  httpMethod: { good: ['get', 'GET', 'Query'], bad: ['pots', 'fetch', ''] },
};

const CHECKS = { ...formats };

describe.each(Object.entries(CASES))('%s', (name, { good, bad }) => {
  const check = CHECKS[name as keyof typeof formats];

  it('accepts what is right', () => {
    expect(good.filter((text) => check(text) !== undefined)).toEqual([]);
  });
  it('refuses what is wrong', () => {
    expect(bad.filter((text) => check(text) === undefined)).toEqual([]);
  });
});
