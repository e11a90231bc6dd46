/** Moves lines to the right by so many spaces, or to the left as far as they have spaces. */
export function shifted(text: string, by: number): string {
  if (by === 0) return text;
  if (by > 0) return text.replace(/^(?=[^\r\n])/gm, ' '.repeat(by));
  return text.replace(new RegExp(`^ {1,${-by}}`, 'gm'), '');
}

/** Start of the line that holds an offset. */
export function lineStart(text: string, offset: number): number {
  return offset <= 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** Behind the first line break at or after an offset; the end of the text when there is none. */
export function nextLine(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  return newline < 0 ? text.length : newline + 1;
}

/** The rest of the line from an offset on, without its line break. */
export function restOfLine(text: string, offset: number): string {
  const newline = text.indexOf('\n', offset);
  return text.slice(offset, newline < 0 ? text.length : newline);
}

/** The comment in the rest of a line with a space before it; empty without one. */
export function lineComment(text: string, from: number): string {
  const comment = /(?:^|\s)(#.*)$/.exec(restOfLine(text, from));
  return comment ? ` ${comment[1]!.trimEnd()}` : '';
}

export function isBlank(text: string): boolean {
  return text.trim() === '';
}
