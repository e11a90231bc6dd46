import type { Expression, ParseResult } from '@parley/jq';
import { parseExpression, visitExpression } from './analyse.ts';
import { Memo } from './memo.ts';
import { expressionOffset, isExpression, stripExpression } from './syntax.ts';

/** An expression that can be read, with the names of the variables that it mentions. */
export interface ReadExpression {
  readonly ast: Expression;
  /** Without `$`; those that it binds itself are among them. */
  readonly variables: readonly string[];
}

const READ = new WeakMap<ParseResult, ReadExpression>();

/** The syntax tree of an expression; undefined when it is no valid jq. The same source gives the same tree. */
export function readExpression(source: string): ReadExpression | undefined {
  const parsed = parseExpression(source);
  if (parsed.diagnostics.length > 0) return undefined;
  const known = READ.get(parsed);
  if (known) return known;
  const read = { ast: parsed.ast, variables: source.includes('$') ? variablesOf(parsed.ast) : [] };
  READ.set(parsed, read);
  return read;
}

function variablesOf(ast: Expression): string[] {
  const names = new Set<string>();
  visitExpression(ast, (node) => {
    if (node.kind === 'variable') names.add(node.name);
  });
  return [...names];
}

/** A text of a definition, read as an expression. */
export interface ExpressionText {
  /** The whole text is one `${ }`. */
  readonly marked: boolean;
  /** Offset of the expression in the text. */
  readonly offset: number;
  /** Undefined when it is no valid jq. */
  readonly read: ReadExpression | undefined;
}

const TEXTS = new Memo<ExpressionText>();

/** Reads a text, bare or marked. The same text gives the same tree. */
export function readText(text: string): ExpressionText {
  return TEXTS.get(text, () => ({
    marked: isExpression(text),
    offset: expressionOffset(text),
    read: readExpression(stripExpression(text)),
  }));
}
