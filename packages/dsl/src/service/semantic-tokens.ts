import type { Expression } from '@parley/jq';
import { visitExpression } from '../expression/analyse.ts';
import { FLOW_DIRECTIVES } from '../validate/checks/references.ts';
import { freeVariables, type PlacedExpression, placedExpressions } from './expression-spots.ts';
import type { Snapshot } from './snapshot.ts';

/** What a stretch of text is, beyond what the colours of plain YAML show. */
export type TokenKind = 'task' | 'function' | 'keyword' | 'variable' | 'property' | 'string' | 'number' | 'event';

export interface SemanticToken {
  readonly start: number;
  readonly end: number;
  readonly kind: TokenKind;
  /** True where the name is defined. */
  readonly definition: boolean;
}

/** The tokens of a text in order: names of tasks and components, references to them, and the inside of expressions. */
export function semanticTokens(snapshot: Snapshot): SemanticToken[] {
  const tokens = [...names(snapshot), ...references(snapshot), ...expressionTokens(snapshot)];
  tokens.sort((a, b) => a.start - b.start || b.end - a.end);
  // Tokens never overlap: what begins inside another one is left out.
  let end = -1;
  return tokens.filter((token) => {
    if (token.start < end || token.end <= token.start) return false;
    end = token.end;
    return true;
  });
}

function* names({ survey, source }: Snapshot): Generator<SemanticToken> {
  for (const { pointer } of survey.tasks) {
    const { start, end } = source.keySpan(pointer);
    yield { start, end, kind: pointer.startsWith('/use/functions/') ? 'function' : 'task', definition: true };
  }
  for (const { kind, pointer } of survey.definitions) {
    const { start, end } =
      kind === 'variable' || kind === 'secret' ? source.valueSpan(pointer) : source.keySpan(pointer);
    const token = kind === 'function' ? 'function' : kind === 'secret' || kind === 'variable' ? 'variable' : 'property';
    yield { start, end, kind: token, definition: true };
  }
}

function* references({ survey, source }: Snapshot): Generator<SemanticToken> {
  for (const { kind, name, pointer } of survey.references) {
    const { start, end } = source.valueSpan(pointer);
    const directive = kind === 'target' && (FLOW_DIRECTIVES as readonly string[]).includes(name);
    const token = directive ? 'keyword' : kind === 'target' ? 'task' : kind === 'function' ? 'function' : 'variable';
    yield { start, end, kind: token, definition: false };
  }
}

function* expressionTokens(snapshot: Snapshot): Generator<SemanticToken> {
  for (const placed of placedExpressions(snapshot)) {
    for (const { start, end, kind } of tokensOf(placed)) {
      const span = snapshot.source.textSpan(placed.site.pointer, start + placed.base, end + placed.base);
      // An expression over several lines is told line by line by the editor's own YAML colours.
      if (snapshot.text.slice(span.start, span.end).includes('\n')) continue;
      yield { start: span.start, end: span.end, kind, definition: false };
    }
  }
}

interface ExpressionToken {
  readonly start: number;
  readonly end: number;
  readonly kind: TokenKind;
}

function tokensOf({ ast, source }: PlacedExpression): ExpressionToken[] {
  const tokens: ExpressionToken[] = freeVariables(ast).map(({ start, end }) => ({ start, end, kind: 'variable' }));
  visitExpression(ast, (node) => {
    const token = tokenOf(node);
    if (token && token.end > token.start) tokens.push(token);
  });
  const taken = (at: number): boolean => tokens.some(({ start, end }) => at >= start && at < end);
  for (const match of source.matchAll(
    /\b(?:if|then|elif|else|end|and|or|as|def|reduce|foreach|try|catch|label|break)\b/g,
  )) {
    if (!taken(match.index)) tokens.push({ start: match.index, end: match.index + match[0].length, kind: 'keyword' });
  }
  return tokens;
}

function tokenOf(node: Expression): ExpressionToken | undefined {
  switch (node.kind) {
    case 'variable':
      return { ...node.span, kind: 'variable' };
    case 'call':
      return { ...node.nameSpan, kind: 'function' };
    case 'index':
      return node.key.kind === 'literal' && typeof node.key.value === 'string'
        ? { ...node.key.span, kind: 'property' }
        : undefined;
    case 'literal':
      if (typeof node.value === 'string') return { ...node.span, kind: 'string' };
      return { ...node.span, kind: typeof node.value === 'number' ? 'number' : 'keyword' };
    default:
      return undefined;
  }
}
