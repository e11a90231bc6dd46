/** Thrown when a text uses YAML that the quick reader leaves to the library. Never leaves this folder. */
export class Unusual extends Error {}

export function unusual(): never {
  throw new Unusual();
}

const NUMBER_LIKE = /^[-+]?(?:[0-9]+|\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+]?[0-9]+)?$/;

const WORDS: ReadonlyMap<string, boolean | null> = new Map([
  ...['~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, false] as const),
]);

/** The value of a plain scalar under the core schema of YAML 1.2, section 10.3.2. */
export function plainValue(text: string): string | number | boolean | null {
  const first = text.charCodeAt(0);
  // Digits, signs and the dot begin numbers.
  if ((first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46) return numberValue(text);
  const word = text.length > 5 ? undefined : WORDS.get(text);
  return word === undefined ? text : word;
}

function numberValue(text: string): string | number {
  if (NUMBER_LIKE.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? value : unusual();
  }
  if (/^0[xo][0-9a-fA-F]+$|^[-+]?\.(?:inf|nan)$/i.test(text)) unusual();
  return text;
}

/** A quoted scalar on one line: its value and the offset behind the closing quote. */
export function quotedScalar(text: string, start: number): { value: string; end: number } {
  return text[start] === "'" ? singleQuoted(text, start) : doubleQuoted(text, start);
}

function singleQuoted(text: string, start: number): { value: string; end: number } {
  let end = start + 1;
  for (;;) {
    end = text.indexOf("'", end);
    if (end < 0) unusual();
    if (text[end + 1] !== "'") break;
    end += 2;
  }
  const raw = text.slice(start + 1, end);
  if (raw.includes('\n')) unusual();
  return { value: raw.replaceAll("''", "'"), end: end + 1 };
}

function doubleQuoted(text: string, start: number): { value: string; end: number } {
  let end = start + 1;
  while (text[end] !== '"') {
    if (end >= text.length || text[end] === '\n') unusual();
    end += text[end] === '\\' ? 2 : 1;
  }
  const raw = text.slice(start, end + 1);
  return { value: raw.includes('\\') ? decodeEscapes(raw) : raw.slice(1, -1), end: end + 1 };
}

/** The escapes that YAML shares with JSON; the others are left to the library. */
function decodeEscapes(raw: string): string {
  try {
    return JSON.parse(raw) as string;
  } catch {
    return unusual();
  }
}
