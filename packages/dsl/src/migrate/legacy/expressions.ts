import { isObject } from '@parley/kernel';
import { analyseExpression } from '../../expression/analyse.ts';
import { childPointer } from '../../parse/pointer.ts';
import type { OldMap } from '../old-map.ts';
import type { Report } from '../report.ts';

/** What an expression of an action sees beside the state's data. */
export interface ExpressionScope {
  /** The name that the item of a loop has in the state's data. */
  readonly item?: string;
  /** `fromStateData`: the part of the state's data that an action sees, as jq. */
  readonly from?: string;
}

/**
 * Characters that values of constants and expressions of functions take up in all of their places; they may name each
 * other again and again. A new definition could not be longer anyway.
 */
const MAX_INSERTED = 1 << 20;

/** Translates expressions: how they are marked, and the names of what they can reach besides the data. */
export class Expressions {
  private readonly report: Report;
  private readonly constants: unknown;
  private readonly functionNamed: (name: string) => OldMap | undefined;
  private inserted = 0;

  constructor(report: Report, constants: unknown, functionNamed: (name: string) => OldMap | undefined) {
    this.report = report;
    this.constants = constants;
    this.functionNamed = functionNamed;
  }

  /** The jq of an expression, marked or bare. */
  jq(text: string, pointer: string, scope: ExpressionScope = {}): string {
    const source = this.names(oneLine(unmarked(text)), pointer, 0);
    const problem = analyseExpression(source, []).diagnostics.find(({ code }) => code !== 'undefined_variable');
    if (!problem) return inScope(source, scope);
    this.report.lost(
      pointer,
      `${JSON.stringify(text)} is no jq: ${problem.message}`,
      'It is null now; write it in jq.',
    );
    return 'null';
  }

  /** A marked expression. */
  marked(text: string, pointer: string, scope?: ExpressionScope): string {
    return `\${ ${this.jq(text, pointer, scope)} }`;
  }

  /** Data with expressions in it. */
  data(value: unknown, pointer: string, scope?: ExpressionScope): unknown {
    if (typeof value === 'string') return this.textData(value, pointer, scope);
    if (Array.isArray(value)) return value.map((item, index) => this.data(item, childPointer(pointer, index), scope));
    if (!isObject(value)) return value;
    const entries = Object.entries(value);
    return Object.fromEntries(entries.map(([key, part]) => [key, this.data(part, childPointer(pointer, key), scope)]));
  }

  /** Texts with marks inside are put together by jq. */
  private textData(text: string, pointer: string, scope?: ExpressionScope): string {
    const parts = splitMarks(text);
    const first = parts[0];
    if (parts.length === 1 && first?.marked) return this.marked(first.text, pointer, scope);
    if (!parts.some(({ marked }) => marked)) return text;
    const inner = parts.map((part) =>
      part.marked ? `\\(${this.jq(part.text, pointer, scope)})` : JSON.stringify(part.text).slice(1, -1),
    );
    return `\${ "${inner.join('')}" }`;
  }

  private names(source: string, pointer: string, depth: number): string {
    return source
      .replaceAll(/\$SECRETS?\b/g, '$$secrets')
      .replaceAll(/\$CONST((?:\.[A-Za-z_]\w*|\["[^"]*"\])*)/g, (_all, path: string) => this.constant(path, pointer))
      .replaceAll(/\$WORKFLOW((?:\.[A-Za-z_]\w*)*)/g, (_all, path: string) => this.workflow(path, pointer))
      .replaceAll(/\bfn:([\w-]+)/g, (_all, name: string) => this.inlined(name, pointer, depth));
  }

  /** A constant has its value in its place: 1.0 has no constants. */
  private constant(path: string, pointer: string): string {
    let value = this.constants;
    for (const [, name, quoted] of path.matchAll(/\.([A-Za-z_]\w*)|\["([^"]*)"\]/g)) {
      const key = name ?? quoted!;
      value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
    }
    if (value === undefined) this.report.lost(pointer, `There is no constant ${path.slice(1)}`);
    const literal = JSON.stringify(value ?? null);
    if (!this.insert(literal, pointer)) return 'null';
    return typeof value === 'object' ? `(${literal})` : literal;
  }

  /** False when there is no room for a text any more. */
  private insert(text: string, pointer: string): boolean {
    this.inserted += text.length + 1;
    if (this.inserted <= MAX_INSERTED) return true;
    this.report.lost(pointer, 'Constants and functions in their places would make the definition too long');
    return false;
  }

  private workflow(path: string, pointer: string): string {
    const known = { '.instanceId': '$workflow.id', '.id': '$workflow.definition.document.name' }[path];
    if (known !== undefined) return known;
    const old = { '.name': 'title', '.version': 'version' }[path];
    if (old !== undefined) return `$workflow.definition.document.${old}`;
    this.report.lost(pointer, `$WORKFLOW${path} has no counterpart`, 'See what $workflow offers.');
    return '$workflow';
  }

  /** An expression function has its expression in its place. */
  private inlined(name: string, pointer: string, depth: number): string {
    const operation = this.functionNamed(name)?.text('operation');
    if (operation !== undefined && !this.insert(operation, pointer)) return 'null';
    if (operation !== undefined && depth < 10)
      return `(${this.names(oneLine(unmarked(operation)), pointer, depth + 1)})`;
    this.report.lost(pointer, `There is no expression function ${name}`);
    return 'null';
  }
}

/** What stands between the marks, or the text itself. */
function unmarked(text: string): string {
  return (/^\s*\$\{([\s\S]*)\}\s*$/.exec(text)?.[1] ?? text).trim();
}

/** On one line, as the official schema wants it; jq does not mind unless there is a comment. */
function oneLine(source: string): string {
  return source.includes('#') ? source : source.replaceAll(/\s*\n\s*/g, ' ');
}

function inScope(source: string, { item, from }: ExpressionScope): string {
  const seen = from === undefined || from === '.' ? source : source === '.' ? from : `${from} | ${source}`;
  if (item === undefined) return seen;
  const variable = `$${itemVariable(item)}`;
  // A plain path into the item needs nothing of the rest.
  const path = seen.startsWith(`.${item}`) ? seen.slice(item.length + 1) : undefined;
  if (path !== undefined && /^(?:\.[A-Za-z_]\w*)*$/.test(path)) return variable + path;
  return `. + { ${JSON.stringify(item)}: ${variable} } | ${seen}`;
}

/** The variable for the item of a loop, without `$`. */
export function itemVariable(name: string): string {
  return name.replaceAll(/\W/g, '_').replace(/^(?=\d)/, '_');
}

interface Part {
  readonly marked: boolean;
  readonly text: string;
}

/** Cuts a text at its marks; braces within an expression are counted, those in its strings are not. */
function splitMarks(text: string): Part[] {
  const parts: Part[] = [];
  let at = 0;
  while (at < text.length) {
    const start = text.indexOf('${', at);
    const end = start < 0 ? -1 : closingBrace(text, start + 2);
    if (end < 0) break;
    if (start > at) parts.push({ marked: false, text: text.slice(at, start) });
    parts.push({ marked: true, text: text.slice(start + 2, end) });
    at = end + 1;
  }
  if (at < text.length) parts.push({ marked: false, text: text.slice(at) });
  const rest = parts.filter(({ marked, text: own }) => marked || own.trim() !== '');
  return rest.length === 1 && rest[0]!.marked ? rest : parts;
}

function closingBrace(text: string, from: number): number {
  let depth = 1;
  let quoted = false;
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    if (char === '\\') at++;
    else if (char === '"') quoted = !quoted;
    else if (!quoted && char === '{') depth++;
    else if (!quoted && char === '}' && --depth === 0) return at;
  }
  return -1;
}
