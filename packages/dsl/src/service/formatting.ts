import { formatWorkflow } from '../format/format-workflow.ts';
import type { TextEdit } from './rename.ts';

/** The smallest single edit that brings a text into canonical form; none when it is. */
export function formatting(text: string): TextEdit[] {
  const formatted = formatWorkflow(text);
  if (formatted === text) return [];
  const shorter = Math.min(text.length, formatted.length);
  let start = 0;
  while (start < shorter && text[start] === formatted[start]) start++;
  let tail = 0;
  while (tail < shorter - start && text[text.length - 1 - tail] === formatted[formatted.length - 1 - tail]) tail++;
  return [{ start, end: text.length - tail, text: formatted.slice(start, formatted.length - tail) }];
}
