/** The workflow language's duration object; every part is optional and counts in its own unit. */
export interface DurationParts {
  readonly days?: number;
  readonly hours?: number;
  readonly minutes?: number;
  readonly seconds?: number;
  readonly milliseconds?: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

// Years and months have no fixed length, so an elapsed time cannot be written with them; weeks can.
const ISO =
  /^P(?!$)(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?=\d)(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** Length of a duration object in milliseconds; missing parts count as zero. */
export function durationToMs(parts: DurationParts): number {
  return (
    (parts.days ?? 0) * DAY +
    (parts.hours ?? 0) * HOUR +
    (parts.minutes ?? 0) * MINUTE +
    (parts.seconds ?? 0) * SECOND +
    (parts.milliseconds ?? 0)
  );
}

/**
 * Length of an ISO 8601 duration (`PT15M`, `P1DT2H`, `P2W`) in milliseconds, or undefined when `text` is none.
 * Years and months are refused: they have no fixed length.
 */
export function parseIsoDuration(text: string): number | undefined {
  const match = ISO.exec(text);
  if (!match) return undefined;
  const [weeks, days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  const ms = weeks! * 7 * DAY + days! * DAY + hours! * HOUR + minutes! * MINUTE + seconds! * SECOND;
  return Math.round(ms);
}

/** Writes milliseconds as an ISO 8601 duration, largest units first (`90000` is `PT1M30S`). */
export function formatIsoDuration(ms: number): string {
  if (ms <= 0) return 'PT0S';
  const days = Math.floor(ms / DAY);
  const hours = Math.floor((ms % DAY) / HOUR);
  const minutes = Math.floor((ms % HOUR) / MINUTE);
  const seconds = (ms % MINUTE) / SECOND;
  const time = `${hours ? `${hours}H` : ''}${minutes ? `${minutes}M` : ''}${seconds ? `${seconds}S` : ''}`;
  return `P${days ? `${days}D` : ''}${time ? `T${time}` : ''}`;
}
