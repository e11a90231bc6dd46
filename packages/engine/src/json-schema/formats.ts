/** Patterns of the formats that are checked; each takes linear time. Other formats are only a hint. */
const FORMATS: Readonly<Record<string, RegExp>> = {
  'date-time': /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:?\d\d)$/,
  date: /^\d{4}-\d\d-\d\d$/,
  time: /^\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:?\d\d)?$/,
  email: /^[^\s@]+@[^\s@]+$/,
  uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
  ipv4: /^\d{1,3}(\.\d{1,3}){3}$/,
};

/** Whether a text has a format; formats that are not known fit everything. */
export function fitsFormat(text: string, format: string): boolean {
  if (format === 'uri' || format === 'url') return URL.canParse(text);
  const pattern = Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
  if (!pattern?.test(text)) return pattern === undefined;
  return !format.startsWith('date') || !Number.isNaN(Date.parse(text.replace(' ', 'T')));
}
