/** Decoded text, or what jq's JSON parser says of an escape and the offset at which that stands. */
export type Decoded = { readonly text: string } | { readonly problem: string; readonly at: number };

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

const HEX = /^[0-9a-fA-F]{4}$/;

/** Decodes the escapes of a JSON string without its quotes. All else is taken as it is, control characters too. */
export function decodeEscapes(raw: string): Decoded {
  let text = '';
  let from = 0;
  for (let at = raw.indexOf('\\'); at >= 0; at = raw.indexOf('\\', from)) {
    text += raw.slice(from, at);
    const letter = raw[at + 1];
    if (letter === undefined) return { problem: 'Expected escape character at end of string', at };
    const escaped = letter === 'u' ? decodeUnit(raw, at) : decodeSimple(letter);
    if ('problem' in escaped) return { ...escaped, at };
    text += escaped.text;
    from = at + escaped.length;
  }
  return { text: replaceLoneSurrogates(text + raw.slice(from)) };
}

type Escape = { readonly text: string; readonly length: number } | { readonly problem: string };

function decodeSimple(letter: string): Escape {
  if (!Object.hasOwn(SIMPLE, letter)) return { problem: 'Invalid escape' };
  return { text: SIMPLE[letter]!, length: 2 };
}

function decodeUnit(raw: string, at: number): Escape {
  const hex = raw.slice(at + 2, at + 6);
  if (hex.length < 4) return { problem: 'Invalid \\uXXXX escape' };
  if (!HEX.test(hex)) return { problem: 'Invalid characters in \\uXXXX escape' };
  const unit = Number.parseInt(hex, 16);
  if (unit < 0xd800 || unit > 0xdbff) return { text: String.fromCharCode(unit), length: 6 };
  const partner = /^\\u(d[c-f][0-9a-f]{2})/i.exec(raw.slice(at + 6, at + 12));
  if (partner === null) return { problem: 'Invalid \\uXXXX\\uXXXX surrogate pair escape' };
  return { text: String.fromCharCode(unit, Number.parseInt(partner[1]!, 16)), length: 12 };
}

/** Replaces each surrogate that has no partner by U+FFFD, as jq does wherever text enters. */
function replaceLoneSurrogates(text: string): string {
  return text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD');
}
