import type { Token } from '../normalise/tokens.ts';

const NAMED: Readonly<Record<string, string>> = {
  utc: 'UTC',
  gmt: 'UTC',
  zulu: 'UTC',
  eastern: 'America/New_York',
  est: 'America/New_York',
  edt: 'America/New_York',
  et: 'America/New_York',
  central: 'America/Chicago',
  cst: 'America/Chicago',
  cdt: 'America/Chicago',
  ct: 'America/Chicago',
  mountain: 'America/Denver',
  mst: 'America/Denver',
  mt: 'America/Denver',
  pacific: 'America/Los_Angeles',
  pst: 'America/Los_Angeles',
  pdt: 'America/Los_Angeles',
  pt: 'America/Los_Angeles',
  cet: 'Europe/Berlin',
  cest: 'Europe/Berlin',
  bst: 'Europe/London',
  uk: 'Europe/London',
  german: 'Europe/Berlin',
  jst: 'Asia/Tokyo',
  'san francisco': 'America/Los_Angeles',
  seattle: 'America/Los_Angeles',
  boston: 'America/New_York',
  miami: 'America/New_York',
  washington: 'America/New_York',
  munich: 'Europe/Berlin',
  mumbai: 'Asia/Kolkata',
  beijing: 'Asia/Shanghai',
};

let cities: Map<string, string> | undefined;

// Four milliseconds the first time, so only when a name is looked up.
function cityZones(): Map<string, string> {
  cities ??= new Map(
    Intl.supportedValuesOf('timeZone').map((zone) => [
      (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ').toLowerCase(),
      zone,
    ]),
  );
  return cities;
}

/** The IANA zone of a city, a common name or an IANA name; undefined when it names none. */
function timeZoneOf(name: string): string | undefined {
  const lower = name.toLowerCase();
  if (Object.hasOwn(NAMED, lower)) return NAMED[lower];
  if (name.includes('/')) return Intl.supportedValuesOf('timeZone').find((zone) => zone.toLowerCase() === lower);
  return cityZones().get(lower);
}

/** Reads a time zone that starts at token `at`: `New York time`, `ET`, `Europe/Berlin`, `in London`, `(UTC)`. */
export function timeZoneAt(tokens: readonly Token[], at: number): { zone: string; end: number } | undefined {
  const first = tokens[at];
  if (!first) return undefined;
  if (first.text === '(' || first.lower === 'in') return preceded(tokens, at, first.text === '(');
  if (first.kind !== 'word') return undefined;
  if (first.text.includes('/') || /^(?:[A-Z]{2,4}|UTC)$/.test(first.text)) {
    const zone = timeZoneOf(first.text);
    if (zone) return { zone, end: at + (tokens[at + 1]?.lower === 'time' ? 2 : 1) };
  }
  return namedTime(tokens, at);
}

function preceded(tokens: readonly Token[], at: number, bracket: boolean): { zone: string; end: number } | undefined {
  const inner = timeZoneAt(tokens, at + 1) ?? (bracket ? undefined : bareCity(tokens, at + 1));
  if (!inner) return undefined;
  return { zone: inner.zone, end: tokens[inner.end]?.text === ')' ? inner.end + 1 : inner.end };
}

function bareCity(tokens: readonly Token[], at: number): { zone: string; end: number } | undefined {
  for (const length of [3, 2, 1]) {
    const part = tokens.slice(at, at + length);
    if (part.length < length || !/^[A-Z]/.test(part[0]?.text ?? '')) continue;
    const zone = timeZoneOf(part.map((token) => token.text).join(' '));
    if (zone) return { zone, end: at + length };
  }
  return undefined;
}

function namedTime(tokens: readonly Token[], at: number): { zone: string; end: number } | undefined {
  for (const length of [3, 2, 1]) {
    const after = tokens[at + length]?.lower;
    const spelled = after === 'standard' || after === 'daylight' ? at + length + 1 : at + length;
    if (tokens[spelled]?.lower !== 'time') continue;
    const zone = timeZoneOf(
      tokens
        .slice(at, at + length)
        .map((token) => token.text)
        .join(' '),
    );
    if (zone) return { zone, end: spelled + (tokens[spelled + 1]?.lower === 'zone' ? 2 : 1) };
  }
  return undefined;
}
