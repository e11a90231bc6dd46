import type { Expression, Pattern } from '@parley/jq';
import { parseExpression } from '../expression/analyse.ts';
import { expressionOffset, isExpression, stripExpression } from '../expression/syntax.ts';
import type { ExpressionSite } from '../validate/site.ts';
import type { Snapshot } from './snapshot.ts';

/** An expression of a definition, without its marks. */
export interface PlacedExpression {
  readonly site: ExpressionSite;
  readonly source: string;
  /** Offset of the source in the text at the site's pointer. */
  readonly base: number;
  readonly ast: Expression;
}

/** Every text of a definition that is evaluated. */
export function* placedExpressions(snapshot: Snapshot): Generator<PlacedExpression> {
  for (const site of snapshot.survey.expressions) {
    const placed = placeExpression(site);
    if (placed) yield placed;
  }
}

/** The expression at a site; undefined where the text stands for itself. */
export function placeExpression(site: ExpressionSite): PlacedExpression | undefined {
  if (site.mode !== 'expression' && !isExpression(site.text)) return undefined;
  const source = stripExpression(site.text);
  return { site, source, base: expressionOffset(site.text), ast: parseExpression(source).ast };
}

/** A variable that an expression uses and does not bind itself. */
export interface VariableUse {
  /** Without `$`. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** True in `{$x}`, which stands for `{x: $x}`. */
  readonly shorthand: boolean;
}

/** The free variables of an expression, with their places in its source. */
export function freeVariables(ast: Expression): VariableUse[] {
  return [...uses(ast, new Set())];
}

function* uses(node: unknown, bound: ReadonlySet<string>): Generator<VariableUse> {
  if (Array.isArray(node)) {
    for (const part of node) yield* uses(part, bound);
    return;
  }
  if (typeof node !== 'object' || node === null || !('kind' in node)) return;
  const expression = node as Expression | { kind: 'entry'; shorthand: boolean; value: Expression; key: Expression };
  switch (expression.kind) {
    case 'variable':
      if (!bound.has(expression.name)) yield { name: expression.name, ...expression.span, shorthand: false };
      return;
    case 'entry': {
      const { shorthand, value } = expression;
      if (!shorthand || value.kind !== 'variable') yield* uses([expression.key, value], bound);
      else if (!bound.has(value.name)) yield { name: value.name, ...value.span, shorthand: true };
      return;
    }
    case 'bind':
      yield* uses(expression.source, bound);
      yield* uses(expression.body, withPatterns(bound, expression.patterns));
      return;
    case 'reduce':
    case 'foreach': {
      yield* uses([expression.source, expression.initial], bound);
      const inner = withPatterns(bound, expression.patterns);
      yield* uses([expression.update, expression.kind === 'foreach' ? expression.extract : null], inner);
      return;
    }
    case 'define': {
      const { parameters, body } = expression.definition;
      const own = parameters.filter(({ byValue }) => byValue).map(({ name }) => name);
      yield* uses(body, new Set([...bound, ...own]));
      yield* uses(expression.body, bound);
      return;
    }
    default:
      yield* uses(Object.values(expression), bound);
  }
}

function withPatterns(bound: ReadonlySet<string>, patterns: readonly Pattern[]): Set<string> {
  return new Set([...bound, ...patterns.flatMap(boundBy)]);
}

function boundBy(pattern: Pattern): string[] {
  if (pattern.kind === 'variable-pattern') return [pattern.name];
  if (pattern.kind === 'array-pattern') return pattern.items.flatMap(boundBy);
  return pattern.entries.flatMap(({ variable, pattern: inner }) => [
    ...(variable === null ? [] : [variable]),
    ...(inner ? boundBy(inner) : []),
  ]);
}
