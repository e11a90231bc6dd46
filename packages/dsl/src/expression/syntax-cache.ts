import { type Expression, parse } from '@parley/jq';
import { visitExpression } from './analyse.ts';

/** An expression that can be read, with the names of the variables that it mentions. */
export interface ReadExpression {
  readonly ast: Expression;
  /** Without `$`; those that it binds itself are among them. */
  readonly variables: readonly string[];
}

/** Expressions kept; beyond that all are forgotten. */
const MAX_KEPT = 8192;
/** Longer expressions are not kept. */
const MAX_LENGTH = 2000;

const kept = new Map<string, ReadExpression | undefined>();

/** The syntax tree of an expression; undefined when it is no valid jq. The same source gives the same tree. */
export function readExpression(source: string): ReadExpression | undefined {
  if (kept.has(source)) return kept.get(source);
  const read = readNow(source);
  if (source.length > MAX_LENGTH) return read;
  if (kept.size >= MAX_KEPT) kept.clear();
  kept.set(source, read);
  return read;
}

function readNow(source: string): ReadExpression | undefined {
  const { ast, diagnostics } = parse(source);
  if (diagnostics.length > 0) return undefined;
  const variables = new Set<string>();
  if (source.includes('$')) {
    visitExpression(ast, (node) => {
      if (node.kind === 'variable') variables.add(node.name);
    });
  }
  return { ast, variables: [...variables] };
}
