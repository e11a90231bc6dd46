import { lineStart } from '../../patch/lines.ts';
import { Snapshot, type Spot } from '../snapshot.ts';

/** Stands where the cursor is while an unfinished text is read. */
export const MARK = 'parley0cursor';

/** A text in which the cursor's place is marked, put right as far as that takes to be read. */
export interface MarkedText {
  readonly snapshot: Snapshot;
  /** What the mark stands in; the mark itself stands at the cursor's offset. */
  readonly spot: Spot;
}

/** Lines that cannot be read and are left out before giving up. */
const MAX_REPAIRS = 4;

/**
 * Reads a text that is unfinished at the cursor: as a key, as a value, with brackets and quotes closed; and where other
 * lines are wrong too, without them. Undefined when nothing helps.
 */
export function markText(text: string, offset: number): MarkedText | undefined {
  for (const candidate of candidates(text, offset)) {
    const found = read(candidate);
    if (found) return found;
  }
  return undefined;
}

function* candidates(text: string, offset: number): Generator<string> {
  const before = text.slice(0, offset);
  const lineBefore = before.slice(before.lastIndexOf('\n') + 1);
  const newline = text.indexOf('\n', offset);
  const lineEnd = newline < 0 ? text.length : newline;
  const lineAfter = text.slice(offset, lineEnd);
  const rest = text.slice(lineEnd);
  const word = /^[\w-]*/.exec(lineAfter)![0];
  const bare = lineAfter.slice(word.length).trim() === '';
  if (/^\s*(?:- +)*[\w-]*$/.test(lineBefore) && bare) yield `${before}${MARK}${word}:${rest}`;
  yield before + MARK + text.slice(offset);
  if (lineAfter.trim() === '') yield before + MARK + closing(lineBefore) + rest;
}

const CLOSERS: Readonly<Record<string, string>> = { '"': '"', "'": "'", '{': '}', '[': ']' };

/** What closes the quotes and brackets that a line leaves open. */
function closing(line: string): string {
  const open: string[] = [];
  for (const sign of line) {
    const last = open.at(-1);
    if (sign === last) open.pop();
    else if (last !== '"' && last !== "'" && Object.hasOwn(CLOSERS, sign)) open.push(CLOSERS[sign]!);
  }
  return open.toReversed().join('');
}

function read(candidate: string): MarkedText | undefined {
  let text = candidate;
  for (let repairs = 0; repairs <= MAX_REPAIRS; repairs++) {
    const snapshot = new Snapshot(text);
    const spot = snapshot.at(text.indexOf(MARK));
    if (spot) return { snapshot, spot };
    const [first] = snapshot.parsed.diagnostics;
    const without = first?.span && withoutLine(text, first.span.start);
    if (without === undefined) return undefined;
    text = without;
  }
  return undefined;
}

/** The text with a line made blank, offsets unchanged; undefined when it is the one with the mark. */
function withoutLine(text: string, offset: number): string | undefined {
  const start = lineStart(text, offset);
  const newline = text.indexOf('\n', offset);
  const end = newline < 0 ? text.length : newline;
  const line = text.slice(start, end);
  if (line.includes(MARK) || line.trim() === '') return undefined;
  return text.slice(0, start) + ' '.repeat(end - start) + text.slice(end);
}
