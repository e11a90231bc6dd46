/** `field`, `[0]` or `[]`. */
export type PathStep = string | number | typeof EACH;

/** Every item of a list. */
export const EACH = Symbol('each');

/** A path of a plan, read. */
export interface Path {
  /** `trigger`, the id of a step, the name of a loop's item, or `now`. */
  readonly root: string;
  readonly steps: readonly PathStep[];
  /** Fields kept of each item at the end: `trigger.items[]{sku,quantity}`. */
  readonly pick: readonly string[] | null;
}

/** A point in time relative to the start of the execution: `now`, `now-P7D`, `now:date`. */
export interface RelativeTime {
  /** Milliseconds after the start; negative before it. */
  readonly offsetMs: number;
  /** Only the date, without a time. */
  readonly dateOnly: boolean;
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const TOKEN =
  /\.(?<name>[A-Za-z_][A-Za-z0-9_]*)|\[(?<index>\d{1,6})\]|(?<each>\[\])|\["(?<quoted>[^"\\\]]{1,200})"\]|\{(?<pick>[A-Za-z0-9_,]{1,500})\}/y;

/** Reads a path such as `trigger.items[0].name`; undefined when the text is none. */
export function parsePath(text: string): Path | undefined {
  const root = /^[A-Za-z_][A-Za-z0-9_]*/.exec(text)?.[0];
  if (root === undefined) return undefined;
  const steps: PathStep[] = [];
  for (let at = root.length; at < text.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const part = TOKEN.exec(text)?.groups;
    if (!part) return undefined;
    if (part.pick !== undefined)
      return TOKEN.lastIndex === text.length ? { root, steps, pick: part.pick.split(',') } : undefined;
    steps.push(stepOf(part));
  }
  return { root, steps, pick: null };
}

function stepOf(part: Readonly<Record<string, string | undefined>>): PathStep {
  if (part.each !== undefined) return EACH;
  return part.index === undefined ? (part.name ?? part.quoted ?? '') : Number(part.index);
}

/** Writes a path from its root and the names of a field, in which `[]` stands for every item. */
export function pathText(root: string, names: readonly string[]): string {
  return names.reduce((text, name) => {
    if (name === '[]' || /^\[\d+\]$/.test(name)) return `${text}${name}`;
    return NAME.test(name) ? `${text}.${name}` : `${text}["${name.replaceAll(/["\\\]]/g, '')}"]`;
  }, root);
}

/** Reads `now-P7D:date`; undefined when the text is no relative time. */
export function parseRelativeTime(
  text: string,
  parseIso: (iso: string) => number | undefined,
): RelativeTime | undefined {
  const match = /^now(?:([+-])(P[0-9A-Z.]+))?(:date)?$/.exec(text);
  if (!match) return undefined;
  const length = match[2] === undefined ? 0 : parseIso(match[2]);
  if (length === undefined) return undefined;
  return { offsetMs: match[1] === '-' ? -length : length, dateOnly: match[3] !== undefined };
}

/** The root of a path. */
export function rootOf(path: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*/.exec(path)?.[0] ?? path;
}

const TEMPLATE = /\{\{\s*([^{}]{1,300}?)\s*\}\}/g;

/** The paths that a literal's text refers to by `{{path}}`. */
export function templatePaths(text: string): string[] {
  return [...text.matchAll(TEMPLATE)].map((match) => match[1] ?? '');
}

/** A text with `{{path}}` cut into literal parts and paths. */
export function templateParts(text: string): ({ text: string } | { path: string })[] {
  const parts: ({ text: string } | { path: string })[] = [];
  let end = 0;
  for (const match of text.matchAll(TEMPLATE)) {
    if (match.index > end) parts.push({ text: text.slice(end, match.index) });
    parts.push({ path: match[1] ?? '' });
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}
