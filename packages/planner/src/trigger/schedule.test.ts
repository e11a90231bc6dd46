import { Cron } from 'croner';
import { describe, expect, it } from 'vitest';
import { tokenise } from '../normalise/tokens.ts';
import { findSchedule } from './schedule.ts';

const read = (text: string) => findSchedule(tokenise(text));

describe('a schedule in plain words', () => {
  it.each([
    ['Every weekday at 7am New York time list low stock', '0 7 * * 1-5', 'America/New_York'],
    ['every Friday at 5pm', '0 17 * * 5', undefined],
    ['every Friday 5pm', '0 17 * * 5', undefined],
    ['Each Monday and Thursday at 8:30', '30 8 * * 1,4', undefined],
    ['daily at 9', '0 9 * * *', undefined],
    ['every day at 6 in the evening', '0 18 * * *', undefined],
    ['at 6pm every day', '0 18 * * *', undefined],
    ['every morning', '0 9 * * *', undefined],
    ['on the 1st and 15th of every month at noon', '0 12 1,15 * *', undefined],
    ['on the first day of each month at 6am', '0 6 1 * *', undefined],
    ['on the last day of the month at 18:00', '0 18 L * *', undefined],
    ['Monday to Friday at 7:15 am', undefined, undefined],
    ['every Monday to Friday at 7:15 am', '15 7 * * 1-5', undefined],
    ['every day at 8am and 4pm', '0 8,16 * * *', undefined],
    ['every weekend at 10am Pacific time', '0 10 * * 0,6', 'America/Los_Angeles'],
    ['every hour between 9am and 5pm', '0 9-16 * * *', undefined],
    ['every 15 minutes between 9am and 5pm on weekdays', '*/15 9-16 * * 1-5', undefined],
    ['every Sunday at midnight UTC', '0 0 * * 0', 'UTC'],
    ['every business day at 8am in Berlin', '0 8 * * 1-5', 'Europe/Berlin'],
    ['On Mondays at 9am Europe/Paris', '0 9 * * 1', 'Europe/Paris'],
    ['every morning at 6', '0 6 * * *', undefined],
    ['every evening at 8', '0 20 * * *', undefined],
    ['weekly', '0 9 * * 1', undefined],
    ['every month', '0 9 1 * *', undefined],
  ])('reads "%s" as %s', (text, cron, timeZone) => {
    const found = read(text);
    expect(found?.cron).toBe(cron);
    expect(found?.timeZone).toBe(timeZone);
    if (found?.cron) expect(new Cron(found.cron, { paused: true }).nextRun()).toBeInstanceOf(Date);
  });

  it.each([
    ['every 15 minutes', 'PT15M'],
    ['every five minutes', 'PT5M'],
    ['every other day', 'P2D'],
    ['every half an hour', 'PT30M'],
    ['every hour', 'PT1H'],
    ['every 2 weeks', 'P14D'],
  ])('reads "%s" as an interval of %s', (text, every) => {
    expect(read(text)?.every).toBe(every);
  });

  it.each([
    'create a purchase order for each item',
    'refund each payment',
    'schedule the delivery at 5pm',
    'notify the manager on Monday',
    'wait 10 minutes',
    'confirm the first order of the day',
  ])('finds none in "%s"', (text) => {
    expect(read(text)).toBeUndefined();
  });

  it('says when no time of day was named and takes nine o’clock', () => {
    expect(read('every Tuesday send the report')).toMatchObject({ cron: '0 9 * * 2', timeGiven: false });
    expect(read('every Tuesday at 8 send the report')).toMatchObject({ cron: '0 8 * * 2', timeGiven: true });
  });

  it('ends where the schedule ends', () => {
    const tokens = tokenise('Every weekday at 7am New York time list low stock');
    expect(tokens[findSchedule(tokens)?.end ?? 0]?.text).toBe('list');
  });
});
