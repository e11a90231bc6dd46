import {
  compile,
  type Expression,
  type Diagnostic as JqDiagnostic,
  JqSyntaxError,
  type ParseResult,
  parse,
} from '@parley/jq';
import { Memo } from './memo.ts';

/** What is known about an expression without running it. */
export interface ExpressionAnalysis {
  readonly ast: Expression | undefined;
  /** Findings with spans in the expression; empty when it compiles. */
  readonly diagnostics: readonly JqDiagnostic[];
}

const analysed = new Memo<ExpressionAnalysis>();
const parsed = new Memo<ParseResult>();

/** Compiles an expression with the variables of its place. Never throws. */
export function analyseExpression(source: string, variables: readonly string[]): ExpressionAnalysis {
  return analysed.get(`${variables.join(' ')}\n${source}`, () => analyse(source, variables));
}

function analyse(source: string, variables: readonly string[]): ExpressionAnalysis {
  try {
    const { ast } = compile(source, { variables });
    parsed.set(source, { ast, diagnostics: [] });
    return { ast, diagnostics: [] };
  } catch (error) {
    if (error instanceof JqSyntaxError) return { ast: undefined, diagnostics: error.diagnostics };
    throw error;
  }
}

/** The syntax tree of an expression, whatever its variables. Never throws. */
export function parseExpression(source: string): ParseResult {
  return parsed.get(source, () => parse(source));
}

/** Visits every node of a syntax tree, parents first. Iterative, so that depth cannot exhaust the stack. */
export function visitExpression(ast: Expression, visit: (node: Expression) => void): void {
  const open: unknown[] = [ast];
  while (open.length > 0) {
    const next = open.pop();
    if (Array.isArray(next)) open.push(...next.toReversed());
    else if (typeof next === 'object' && next !== null) {
      if ('kind' in next && 'span' in next) visit(next as Expression);
      open.push(...Object.values(next).toReversed());
    }
  }
}

/** Names of the secrets that an expression reads as `$secrets.name` or `$secrets["name"]`, with their spans. */
export function secretsRead(ast: Expression): { name: string; start: number; end: number }[] {
  const found: { name: string; start: number; end: number }[] = [];
  visitExpression(ast, (node) => {
    if (node.kind !== 'index' || node.target.kind !== 'variable' || node.target.name !== 'secrets') return;
    const { key } = node;
    if (key.kind === 'literal' && typeof key.value === 'string') found.push({ name: key.value, ...key.span });
  });
  return found;
}
