import type { Expression, FunctionDefinition, Parameter } from '../ast.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { lex } from './lexer.ts';
import { TermParser } from './terms.ts';
import type { Token, TokenType } from './token.ts';

/** Longest source that is read, in UTF-16 units. */
const MAX_SOURCE_LENGTH = 100_000;

/** What `parse` found: a tree for the whole source, with `invalid` nodes where there are errors. */
export interface ParseResult {
  readonly ast: Expression;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads a jq program. Never throws: errors become diagnostics, in the order of the source, and reading goes on after each,
 * so that one pass finds several. Names are not resolved here. A program of definitions alone, or of nothing, means `.`
 * after them.
 */
export function parse(source: string): ParseResult {
  if (source.length > MAX_SOURCE_LENGTH) {
    const span = { start: 0, end: source.length };
    const message = `the program is longer than ${MAX_SOURCE_LENGTH} characters`;
    return {
      ast: { kind: 'invalid', span },
      diagnostics: [{ code: 'program_too_large', severity: 'error', span, message }],
    };
  }
  const { tokens, diagnostics } = lex(source);
  const ast = new Parser(source, tokens, diagnostics).program();
  diagnostics.sort((a, b) => a.span.start - b.span.start);
  return { ast, diagnostics };
}

interface OperatorRule {
  readonly level: number;
  readonly associativity: 'left' | 'right' | 'none';
}

/** Binding strength of the operators, weakest first, as in jq's grammar (jq 1.8, `parser.y`). */
const OPERATOR_RULES: Partial<Record<TokenType, OperatorRule>> = {};
for (const [level, associativity, operators] of [
  [1, 'right', ['//']],
  [2, 'none', ['=', '|=', '//=', '+=', '-=', '*=', '/=', '%=']],
  [3, 'left', ['or']],
  [4, 'left', ['and']],
  [5, 'none', ['==', '!=', '<', '<=', '>', '>=']],
  [6, 'left', ['+', '-']],
  [7, 'left', ['*', '/', '%']],
] as const) {
  for (const operator of operators) OPERATOR_RULES[operator] = { level, associativity };
}

class Parser extends TermParser {
  readonly #source: string;
  #counted = 0;
  #line = 1;

  constructor(source: string, tokens: readonly Token[], diagnostics: Diagnostic[]) {
    super(tokens, diagnostics);
    this.#source = source;
  }

  program(): Expression {
    this.#modules();
    const definitions: FunctionDefinition[] = [];
    while (this.is('def')) definitions.push(this.#definition());
    const start = this.token.start;
    let body: Expression = this.is('end-of-file') ? { kind: 'identity', span: { start, end: start } } : this.query();
    while (!this.is('end-of-file')) {
      this.unexpected(', expecting end of file');
      this.advance();
      if (!this.is('end-of-file')) this.query();
    }
    for (const definition of definitions.reverse()) {
      body = { kind: 'define', definition, body, span: { start: definition.span.start, end: body.span.end } };
    }
    return body;
  }

  /** Module directives are understood far enough to refuse them. */
  #modules(): void {
    while (this.is('import') || this.is('include') || this.is('module')) {
      const { type, start, end } = this.token;
      const message = `${type} is not supported: modules are left out`;
      this.report('modules_unsupported', { start, end }, message, 'Write the definitions into the program.');
      while (!this.is(';') && !this.is('end-of-file')) this.advance();
      this.accept(';');
    }
  }

  query(): Expression {
    if (!this.enter()) return this.invalid();
    const { type, start } = this.token;
    let node: Expression;
    if (type === 'def') node = this.#define(start);
    else if (type === 'label') node = this.#label(start);
    else node = this.#pipe(start);
    this.leave();
    return node;
  }

  #pipe(start: number): Expression {
    const left = this.#comma(start);
    if (!this.accept('|')) return left;
    const right = this.query();
    return { kind: 'pipe', left, right, span: this.spanFrom(start) };
  }

  /** An item that begins with `def` or `label`, or goes on with `as`, takes all that follows. */
  #comma(start: number): Expression {
    const items = [this.#item()];
    while (this.accept(',')) items.push(this.is('def') || this.is('label') ? this.query() : this.#item());
    return items.length === 1 ? items[0]! : { kind: 'comma', items, span: this.spanFrom(start) };
  }

  #item(): Expression {
    const start = this.token.start;
    const source = this.expression();
    if (!this.accept('as')) return source;
    const patterns = this.patterns();
    const body = this.expect('|') ? this.query() : this.invalid();
    return { kind: 'bind', source, patterns, body, span: this.spanFrom(start) };
  }

  #define(start: number): Expression {
    const definition = this.#definition();
    const body = this.query();
    return { kind: 'define', definition, body, span: this.spanFrom(start) };
  }

  #label(start: number): Expression {
    this.advance();
    const name = this.token.text;
    this.expect('variable');
    const body = this.expect('|') ? this.query() : this.invalid();
    return { kind: 'label', name, body, span: this.spanFrom(start) };
  }

  #definition(): FunctionDefinition {
    const start = this.advance().start;
    const name = this.token;
    if (!this.accept('identifier')) this.unexpected(', expecting IDENT');
    const nameSpan = { start: name.start, end: Math.max(name.start, this.lastEnd) };
    const parameters: Parameter[] = [];
    if (this.accept('(')) {
      parameters.push(this.#parameter());
      while (this.accept(';')) parameters.push(this.#parameter());
      this.close(')');
    }
    if (!this.expect(':')) this.recover();
    const body = this.query();
    if (!this.expect(';')) {
      this.recover();
      this.accept(';');
    }
    return { kind: 'function', name: name.text, nameSpan, parameters, body, span: this.spanFrom(start) };
  }

  #parameter(): Parameter {
    const { type, start, text } = this.token;
    if (!this.accept('variable') && !this.accept('identifier')) {
      this.unexpected(', expecting IDENT or BINDING');
      this.recover();
    }
    return { kind: 'parameter', name: text, byValue: type === 'variable', span: this.spanFrom(start) };
  }

  expression(): Expression {
    return this.#operators(1);
  }

  /** Precedence climbing over the table above. */
  #operators(minimum: number): Expression {
    const start = this.token.start;
    let left = this.term();
    let levels = 0;
    for (let rule = this.#rule(minimum); rule !== undefined && this.enter(); rule = this.#rule(minimum)) {
      levels++;
      const operator = this.advance().type;
      const right = this.#operators(rule.associativity === 'right' ? rule.level : rule.level + 1);
      left = operation(operator, left, right, this.spanFrom(start));
      const again = OPERATOR_RULES[this.token.type];
      if (rule.associativity === 'none' && again?.level === rule.level) {
        this.unexpected();
        break;
      }
    }
    this.leave(levels);
    return left;
  }

  #rule(minimum: number): OperatorRule | undefined {
    const rule = OPERATOR_RULES[this.token.type];
    return rule !== undefined && rule.level >= minimum ? rule : undefined;
  }

  /** Counts on from where it counted to before, since offsets come in rising order. */
  lineAt(offset: number): number {
    for (; this.#counted < offset; this.#counted++) if (this.#source[this.#counted] === '\n') this.#line++;
    return this.#line;
  }
}

function operation(
  operator: TokenType,
  left: Expression,
  right: Expression,
  span: { start: number; end: number },
): Expression {
  switch (operator) {
    case '//':
      return { kind: 'alternative', left, right, span };
    case 'and':
    case 'or':
      return { kind: 'logical', operator, left, right, span };
    case '=':
    case '|=':
    case '//=':
    case '+=':
    case '-=':
    case '*=':
    case '/=':
    case '%=':
      return { kind: 'assignment', operator, target: left, value: right, span };
    default:
      return { kind: 'binary', operator: operator as '+', left, right, span };
  }
}
