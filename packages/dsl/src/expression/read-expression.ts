import type { Expression, ParseResult } from '@parley/jq';
import { parseExpression, visitExpression } from './analyse.ts';

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
