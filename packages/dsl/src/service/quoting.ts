/** A text as YAML in the place of another scalar: in its kind of quotes, plain only where that is safe. */
export function quoteLike(original: string, text: string): string {
  if (original.startsWith('"')) return JSON.stringify(text);
  const plain = !original.startsWith("'") && isPlain(text);
  return plain ? text : `'${text.replaceAll("'", "''")}'`;
}

/** A text as YAML, in quotes where it needs them. */
export function quoteIfNeeded(text: string): string {
  return quoteLike('', text);
}

const WORDS = new Set(['true', 'false', 'null', 'yes', 'no', 'on', 'off']);

function isPlain(text: string): boolean {
  return /^[a-zA-Z_][\w./@:-]*(?: [\w./@-]+)*$/.test(text) && !/:(?:\s|$)/.test(text) && !WORDS.has(text.toLowerCase());
}
