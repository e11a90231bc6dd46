/** What a schedule says, before it is written as cron; all numbers as cron counts them. */
export interface ScheduleParts {
  /** 0 is Sunday. */
  readonly weekdays: readonly number[];
  readonly monthDays: readonly (number | 'L')[];
  readonly months: readonly number[];
  /** Minutes after midnight. */
  readonly times: readonly number[];
  readonly step?: { readonly every: number; readonly unit: 'minute' | 'hour' };
  /** First and last hour for a step. */
  readonly hours?: readonly [number, number];
}

/** Times that share no minute cannot stand in one expression; then only the first is kept. */
export function cronOf(parts: ScheduleParts): string {
  const days = `${list(parts.monthDays)} ${list(parts.months)} ${ranges(parts.weekdays)}`;
  if (parts.step) {
    const hours = parts.hours ? `${parts.hours[0]}-${parts.hours[1]}` : '*';
    const { every, unit } = parts.step;
    if (unit === 'minute') return `${every === 1 ? '*' : `*/${every}`} ${hours} ${days}`;
    return `0 ${every === 1 ? hours : `${hours}/${every}`} ${days}`;
  }
  const minute = (parts.times[0] ?? 0) % 60;
  const sameMinute = parts.times.filter((time) => time % 60 === minute).map((time) => Math.floor(time / 60));
  return `${minute} ${list([...new Set(sameMinute)].sort((a, b) => a - b))} ${days}`;
}

function list(values: readonly (number | string)[]): string {
  return values.length === 0 ? '*' : values.join(',');
}

function ranges(weekdays: readonly number[]): string {
  const sorted = [...new Set(weekdays)].sort((a, b) => a - b);
  if (sorted.length === 0 || sorted.length === 7) return '*';
  const consecutive = sorted.every((day, index) => index === 0 || day === (sorted[index - 1] ?? 0) + 1);
  return consecutive && sorted.length > 2 ? `${sorted[0]}-${sorted.at(-1)}` : sorted.join(',');
}
