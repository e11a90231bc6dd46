/** A decoded run of text, or the offset (from the run's start) of the escape that JSON does not know. */
export type Unescaped = { readonly text: string } | { readonly badEscapeAt: number };

const SIMPLE: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/**
 * Decodes the escapes of a string's fixed part; a surrogate without its partner becomes U+FFFD.
 * Only escapes are decoded: raw newlines and control characters are allowed in jq strings.
 */
export function unescape(raw: string): Unescaped {
  let text = '';
  let from = 0;
  for (let at = raw.indexOf('\\'); at >= 0; at = raw.indexOf('\\', from)) {
    const letter = raw[at + 1] ?? '';
    text += raw.slice(from, at);
    if (letter === 'u') {
      const hex = raw.slice(at + 2, at + 6);
      if (!/^[0-9a-fA-F]{4}$/.test(hex)) return { badEscapeAt: at };
      text += String.fromCharCode(Number.parseInt(hex, 16));
      from = at + 6;
    } else {
      const plain = Object.hasOwn(SIMPLE, letter) ? SIMPLE[letter] : undefined;
      if (plain === undefined) return { badEscapeAt: at };
      text += plain;
      from = at + 2;
    }
  }
  return { text: replaceLoneSurrogates(text + raw.slice(from)) };
}

/** Replaces each surrogate that has no partner by U+FFFD, as jq does wherever text enters. */
export function replaceLoneSurrogates(text: string): string {
  return text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD');
}
