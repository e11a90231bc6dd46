import type { Expression, If, ObjectEntry, Span } from '../ast.ts';
import { PatternParser } from './patterns.ts';
import type { TokenType } from './token.ts';

const UNUSUAL_FIELD = 'try .["field"] instead of .field for unusually named fields';

const CONSTANT_NAMES: ReadonlyMap<string, null | boolean> = new Map([
  ['null', null],
  ['true', true],
  ['false', false],
]);

/** Reads terms: what binds tighter than any operator, with its suffixes `.a`, `[e]`, `?`. */
export abstract class TermParser extends PatternParser {
  /** Reads an operator expression, without `|` and `,`. */
  abstract expression(): Expression;

  /** A term with all its suffixes; `-` and `try` take a whole suffixed term as their operand. */
  term(): Expression {
    if (!this.enter()) return this.invalid();
    const { type, start } = this.token;
    let node: Expression;
    if (this.accept('-')) node = { kind: 'negate', operand: this.term(), span: this.spanFrom(start) };
    else if (this.accept('try')) node = this.#try(start);
    else node = this.#suffixes(this.#primary(type, start), start);
    this.leave();
    return node;
  }

  #try(start: number): Expression {
    const body = this.term();
    if (!this.is('catch')) return { kind: 'try', body, handler: null, span: this.spanFrom(start) };
    this.advance();
    if (this.is('end-of-file')) {
      this.unexpected();
      this.report('unterminated_try', this.spanFrom(start), "Possibly unterminated 'try' statement");
    }
    const handler = this.term();
    return { kind: 'try', body, handler, span: this.spanFrom(start) };
  }

  #suffixes(node: Expression, start: number): Expression {
    let levels = 0;
    for (let next = this.#suffix(node, start); next !== null && this.enter(); next = this.#suffix(node, start)) {
      levels++;
      node = next;
    }
    this.leave(levels);
    return node;
  }

  /** One suffix of `target`, or null where there is none. */
  #suffix(target: Expression, start: number): Expression | null {
    const { type } = this.token;
    if (type === 'field') return this.#field(target, start);
    if (type === '[') return this.#bracket(target, start);
    if (this.acceptOptional()) return { kind: 'try', body: target, handler: null, span: this.spanFrom(start) };
    if (type !== '.') return null;
    this.advance();
    if (this.is('[')) return this.#bracket(target, start);
    return this.#dotted(target, start);
  }

  #field(target: Expression, start: number): Expression {
    const token = this.advance();
    const key: Expression = {
      kind: 'literal',
      value: token.text,
      span: { start: token.start + 1, end: token.end },
    };
    return this.#index(target, key, start);
  }

  /** What follows a `.` that is no `.name` and no `.[`: a string, or an error. */
  #dotted(target: Expression, start: number): Expression {
    const { type } = this.token;
    if (type === 'string-start' || type === 'format') return this.#index(target, this.string(), start);
    this.unexpected();
    if (type === 'identifier') this.advance();
    this.report('unusual_field', this.spanFrom(start), UNUSUAL_FIELD);
    return { kind: 'invalid', span: this.spanFrom(start) };
  }

  #index(target: Expression, key: Expression, start: number): Expression {
    const optional = this.acceptOptional();
    return { kind: 'index', target, key, optional, span: this.spanFrom(start) };
  }

  /** `[]`, `[key]`, `[from:to]` */
  #bracket(target: Expression, start: number): Expression {
    this.advance();
    if (this.accept(']'))
      return { kind: 'iterate', target, optional: this.acceptOptional(), span: this.spanFrom(start) };
    if (this.accept(':')) return this.#slice(target, null, start);
    const key = this.query();
    if (this.accept(':')) return this.#slice(target, key, start);
    this.close(']');
    return this.#index(target, key, start);
  }

  #slice(target: Expression, from: Expression | null, start: number): Expression {
    const to = from !== null && this.is(']') ? null : this.query();
    this.close(']');
    const optional = this.acceptOptional();
    return { kind: 'slice', target, from, to, optional, span: this.spanFrom(start) };
  }

  #primary(type: TokenType, start: number): Expression {
    switch (type) {
      case '.':
        return this.#dot(start);
      case 'field':
        return this.#field({ kind: 'identity', span: { start, end: start } }, start);
      case 'string-start':
        return this.string();
      case 'format':
        return this.#format(start);
      case '(':
        return this.#group();
      case '[':
        return this.#array(start);
      case '{':
        return this.#object(start);
      case 'if':
        return this.#if(start);
      case 'reduce':
      case 'foreach':
        return this.#loop(type, start);
      default:
        return this.#word(type, start);
    }
  }

  #word(type: TokenType, start: number): Expression {
    const { text } = this.token;
    switch (type) {
      case '..':
        this.advance();
        return { kind: 'recurse', span: this.spanFrom(start) };
      case 'number':
        this.advance();
        return { kind: 'literal', value: Number(text), span: this.spanFrom(start) };
      case 'variable':
        this.advance();
        return { kind: 'variable', name: text, span: this.spanFrom(start) };
      case 'location':
        this.advance();
        return { kind: 'location', line: this.lineAt(start), span: this.spanFrom(start) };
      case 'identifier':
        return this.#call(start);
      case 'break':
        return this.#break(start);
      default:
        if (type !== 'invalid') this.unexpected();
        return this.invalid();
    }
  }

  /** 1-based line of an offset. */
  abstract lineAt(offset: number): number;

  #dot(start: number): Expression {
    this.advance();
    const identity: Expression = { kind: 'identity', span: this.spanFrom(start) };
    const { type } = this.token;
    const dotted =
      type === 'string-start' || type === 'identifier' || (type === 'format' && this.nextType === 'string-start');
    return dotted ? this.#dotted(identity, start) : identity;
  }

  #format(start: number): Expression {
    if (this.nextType === 'string-start') return this.string();
    const name = this.advance().text;
    return { kind: 'format', name, span: this.spanFrom(start) };
  }

  string(): Expression {
    const { start, text } = this.token;
    const format = this.accept('format') ? text : null;
    if (!this.expect('string-start')) return this.invalid();
    const parts: (Expression | { kind: 'text'; value: string; span: Span })[] = [];
    while (!this.is('string-end') && !this.is('end-of-file')) {
      const token = this.token;
      if (this.accept('text')) {
        parts.push({ kind: 'text', value: token.text, span: this.spanFrom(token.start) });
      } else if (this.accept('interpolation-start')) {
        parts.push(this.query());
        this.close('interpolation-end');
      } else {
        this.unexpected();
        this.advance();
      }
    }
    this.accept('string-end');
    const span = this.spanFrom(start);
    const [only] = parts;
    if (only === undefined) return { kind: 'literal', value: '', span };
    if (parts.length === 1 && only.kind === 'text') return { kind: 'literal', value: only.value, span };
    return { kind: 'interpolation', format, parts, span };
  }

  #group(): Expression {
    this.advance();
    const inner = this.query();
    this.close(')');
    return inner;
  }

  #array(start: number): Expression {
    this.advance();
    const body = this.is(']') ? null : this.query();
    this.close(']');
    return { kind: 'array', body, span: this.spanFrom(start) };
  }

  #object(start: number): Expression {
    this.advance();
    const entries: ObjectEntry[] = [];
    while (!this.is('}') && !this.is('end-of-file')) {
      entries.push(this.#entry());
      if (!this.accept(',')) break;
    }
    this.close('}');
    return { kind: 'object', entries, span: this.spanFrom(start) };
  }

  #entry(): ObjectEntry {
    const { type, start, text } = this.token;
    if (type === 'variable' || type === 'location') {
      const value = this.#word(type, start);
      const span = this.spanFrom(start);
      if (type === 'variable' && this.accept(':')) return this.#valued(value, start);
      const name = type === 'location' ? '__loc__' : text;
      return { kind: 'entry', key: { kind: 'literal', value: name, span }, value, shorthand: true, span };
    }
    const parenthesised = type === '(';
    const key = this.objectKey();
    if (this.accept(':')) return this.#valued(key, start);
    if (parenthesised) this.expect(':');
    const span = this.spanFrom(start);
    const value: Expression = {
      kind: 'index',
      target: { kind: 'identity', span: { start, end: start } },
      key,
      optional: false,
      span,
    };
    return { kind: 'entry', key, value, shorthand: true, span };
  }

  /** The value after `key:` is a pipeline of operator expressions, without `,` and `as`. */
  #valued(key: Expression, start: number): ObjectEntry {
    const valueStart = this.token.start;
    let value = this.expression();
    let levels = 0;
    while (this.is('|') && this.enter()) {
      levels++;
      this.advance();
      const right = this.expression();
      value = { kind: 'pipe', left: value, right, span: this.spanFrom(valueStart) };
    }
    this.leave(levels);
    return { kind: 'entry', key, value, shorthand: false, span: this.spanFrom(start) };
  }

  #call(start: number): Expression {
    const name = this.advance().text;
    const nameSpan = this.spanFrom(start);
    if (!this.accept('(')) {
      const constant = CONSTANT_NAMES.get(name);
      if (constant !== undefined) return { kind: 'literal', value: constant, span: nameSpan };
      return { kind: 'call', name, nameSpan, arguments: [], span: nameSpan };
    }
    const list = [this.query()];
    while (this.accept(';')) list.push(this.query());
    this.close(')');
    return { kind: 'call', name, nameSpan, arguments: list, span: this.spanFrom(start) };
  }

  #break(start: number): Expression {
    this.advance();
    const { text } = this.token;
    if (this.accept('variable')) return { kind: 'break', name: text, span: this.spanFrom(start) };
    this.report('break_without_label', this.spanFrom(start), 'break requires a label to break to');
    return { kind: 'invalid', span: this.spanFrom(start) };
  }

  #if(start: number): If {
    this.advance();
    const condition = this.query();
    if (!this.expect('then')) {
      this.recover();
      this.accept('then');
    }
    const consequent = this.query();
    const alternative = this.#else(start);
    return { kind: 'if', condition, consequent, alternative, span: this.spanFrom(start) };
  }

  #else(start: number): Expression | null {
    if (this.is('elif')) {
      if (!this.enter()) return null;
      const nested = this.#if(this.token.start);
      this.leave();
      return nested;
    }
    const alternative = this.accept('else') ? this.query() : null;
    if (this.accept('end')) return alternative;
    this.unexpected();
    this.recover();
    if (this.accept('end')) return alternative;
    this.report('unterminated_if', this.spanFrom(start), "Possibly unterminated 'if' statement", 'End it with `end`.');
    return alternative;
  }

  #loop(kind: 'reduce' | 'foreach', start: number): Expression {
    this.advance();
    const source = this.expression();
    if (!this.expect('as')) return this.invalid();
    const patterns = this.patterns();
    if (!this.expect('(')) return this.invalid();
    const initial = this.query();
    this.expect(';');
    const update = this.query();
    const extract = kind === 'foreach' && this.accept(';') ? this.query() : null;
    this.close(')');
    const span = this.spanFrom(start);
    if (kind === 'reduce') return { kind, source, patterns, initial, update, span };
    return { kind, source, patterns, initial, update, extract, span };
  }
}
