import { isObject } from '@parley/kernel';
import { parseDocument } from 'yaml';
import type { Diagnostics } from './diagnostics.ts';

/** Largest text that is read, in characters. The largest public documents (GitHub, Stripe) have about 12 million. */
const MAX_CHARACTERS = 32 * 1024 * 1024;
/** YAML takes about a second per million characters, so large documents have to be JSON. */
const MAX_YAML_CHARACTERS = 6 * 1024 * 1024;
const MAX_DEPTH = 200;
const MAX_NODES = 5_000_000;

/** Any JSON object. */
export type Node = Readonly<Record<string, unknown>>;

/**
 * Reads a document's text, JSON or YAML 1.2, into plain JSON. Nothing outside of the text is read. Gives undefined, with
 * an error among the diagnostics, when it is not readable, no mapping, or beyond the limits (YAML aliases count as often
 * as they are used). Keys named `__proto__` are dropped.
 */
export function parseText(text: string, diagnostics: Diagnostics): Node | undefined {
  if (text.length > MAX_CHARACTERS) {
    diagnostics.add('error', 'too_large', `The document has more than ${MAX_CHARACTERS} characters.`);
    return undefined;
  }
  const value = parseJson(text) ?? parseYaml(text, diagnostics);
  if (value === undefined) return undefined;
  if (!isObject(value)) {
    diagnostics.add('error', 'not_openapi', 'The document is not a mapping.');
    return undefined;
  }
  const copied = copyBounded(value);
  if (copied === undefined) diagnostics.add('error', 'too_large', 'The document is too deep or has too many nodes.');
  return copied;
}

function parseJson(text: string): unknown {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // it may be YAML in flow style
  }
}

function parseYaml(text: string, diagnostics: Diagnostics): unknown {
  if (text.length > MAX_YAML_CHARACTERS) {
    diagnostics.add('error', 'too_large', `The YAML has more than ${MAX_YAML_CHARACTERS} characters; give it as JSON.`);
    return undefined;
  }
  try {
    const document = parseDocument(text, { uniqueKeys: false, strict: false, merge: true, logLevel: 'silent' });
    const [error] = document.errors;
    if (error) {
      diagnostics.add('error', 'unreadable', error.message.split('\n')[0] ?? 'The text is not valid YAML.');
      return undefined;
    }
    // Aliases become shared values here; the copy counts them as often as they are used.
    return document.toJS({ maxAliasCount: -1 }) ?? null;
  } catch (error) {
    diagnostics.add('error', 'unreadable', (error as Error).message);
    return undefined;
  }
}

/** A deep copy without shared parts, or undefined when it would be beyond the limits. */
function copyBounded(root: Node): Node | undefined {
  let nodes = 0;
  function copy(value: unknown, depth: number): unknown {
    nodes += 1;
    if (depth > MAX_DEPTH || nodes > MAX_NODES) throw new RangeError('limit');
    if (Array.isArray(value)) return value.map((item) => copy(item, depth + 1));
    if (!isObject(value)) return value;
    const entries = Object.entries(value).filter(([key]) => key !== '__proto__');
    return Object.fromEntries(entries.map(([key, item]) => [key, copy(item, depth + 1)]));
  }
  try {
    return copy(root, 0) as Node;
  } catch {
    return undefined;
  }
}
