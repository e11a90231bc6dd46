import type { Workflow } from '@parley/dsl';
import { describe, expect, it } from 'vitest';
import { describeTriggers, matchesEvent, nextFiring, triggersOf } from './triggers.ts';

const workflow = (rest: Partial<Workflow>, metadata?: Record<string, unknown>): Workflow => ({
  document: { dsl: '1.0.3', namespace: 'n', name: 'w', version: '1.0.0', ...(metadata && { metadata }) },
  do: [],
  ...rest,
});

describe('the triggers of a definition', () => {
  it('are none when a person starts it', () => {
    expect(triggersOf(workflow({}), 'UTC')).toEqual([]);
    expect(describeTriggers([])).toBe('when somebody starts it');
  });

  it('take the time zone of the document before the tenant’s', () => {
    const cron = { schedule: { cron: '0 7 * * 1-5' } };

    expect(triggersOf(workflow(cron), 'Europe/Berlin')).toEqual([
      { kind: 'cron', cron: '0 7 * * 1-5', timeZone: 'Europe/Berlin' },
    ]);
    expect(triggersOf(workflow(cron, { schedule: { timeZone: 'America/New_York' } }), 'UTC')).toMatchObject([
      { timeZone: 'America/New_York' },
    ]);
  });

  it('are one for every event that can start it', () => {
    const on = { any: [{ with: { type: 'a' } }, { with: { type: 'b', source: '/x' } }] };

    expect(triggersOf(workflow({ schedule: { on } }), 'UTC')).toEqual([
      { kind: 'event', type: 'a', filter: { type: 'a' } },
      { kind: 'event', type: 'b', filter: { type: 'b', source: '/x' } },
    ]);
  });

  it('match an event that has every attribute of the filter', () => {
    const [trigger] = triggersOf(workflow({ schedule: { on: { one: { with: { type: 'a', source: '/x' } } } } }), 'UTC');

    expect(matchesEvent(trigger!, { type: 'a', source: '/x', subject: 's' })).toBe(true);
    expect(matchesEvent(trigger!, { type: 'a', source: '/y' })).toBe(false);
    expect(matchesEvent(trigger!, { type: 'b', source: '/x' })).toBe(false);
  });
});

describe('a schedule', () => {
  const cron = { kind: 'cron', cron: '0 7 * * 1-5', timeZone: 'America/New_York' } as const;

  it.each([
    ['2026-01-05T11:59:59Z', '2026-01-05T12:00:00Z'],
    ['2026-01-05T12:00:00Z', '2026-01-06T12:00:00Z'],
    ['2026-01-09T12:00:00Z', '2026-01-12T12:00:00Z'],
    ['2026-07-01T00:00:00Z', '2026-07-01T11:00:00Z'],
  ])('of weekdays at seven in New York fires after %s at %s', (after, expected) => {
    expect(nextFiring(cron, Date.parse(after))).toBe(Date.parse(expected));
  });

  it('fires a time that daylight saving skips at the first instant after the gap, and a repeated one once', () => {
    const at = (text: string, hour: string) =>
      new Date(nextFiring({ kind: 'cron', cron: `30 ${hour} * * *`, timeZone: 'America/New_York' }, Date.parse(text))!);

    expect(at('2026-03-08T05:00:00Z', '2').toISOString()).toBe('2026-03-08T07:00:00.000Z');
    expect(at('2026-11-01T05:30:00Z', '1').toISOString()).toBe('2026-11-02T06:30:00.000Z');
  });

  it('of an interval fires that long after the last time', () => {
    expect(nextFiring({ kind: 'every', everyMs: 5000 }, 1000)).toBe(6000);
  });
});
