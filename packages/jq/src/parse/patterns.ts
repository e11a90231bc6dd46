import type { Expression, Literal, ObjectPattern, ObjectPatternEntry, Pattern } from '../ast.ts';
import { constantKind } from './constant.ts';
import { Cursor } from './cursor.ts';
import { KEYWORDS, type TokenType } from './token.ts';

const KEYWORD_SET: ReadonlySet<TokenType> = new Set<TokenType>(KEYWORDS);

/** Reads destructuring patterns, and what they share with object construction. */
export abstract class PatternParser extends Cursor {
  /** Reads a whole pipeline; the top of the grammar. */
  abstract query(): Expression;

  /** Reads a string, with or without format; the current token begins one. */
  abstract string(): Expression;

  /** `pattern ?// pattern ...` */
  patterns(): Pattern[] {
    const patterns = [this.pattern()];
    while (this.accept('?//')) patterns.push(this.pattern());
    return patterns;
  }

  pattern(): Pattern {
    const { type, start, text } = this.token;
    if (!this.enter()) return { kind: 'variable-pattern', span: this.spanFrom(start), name: '' };
    const pattern = this.#patternOf(type, start, text);
    this.leave();
    return pattern;
  }

  #patternOf(type: TokenType, start: number, text: string): Pattern {
    if (this.accept('variable')) return { kind: 'variable-pattern', span: this.spanFrom(start), name: text };
    if (this.accept('[')) {
      const items = [this.pattern()];
      while (this.accept(',')) items.push(this.pattern());
      this.close(']');
      return { kind: 'array-pattern', span: this.spanFrom(start), items };
    }
    if (type === '{') return this.#object(start);
    this.unexpected(', expecting BINDING or [ or {');
    return { kind: 'variable-pattern', span: this.invalid().span, name: '' };
  }

  #object(start: number): ObjectPattern {
    this.advance();
    const entries = [this.#entry()];
    while (this.accept(',')) entries.push(this.#entry());
    this.close('}');
    return { kind: 'object-pattern', span: this.spanFrom(start), entries };
  }

  #entry(): ObjectPatternEntry {
    const { start, text } = this.token;
    if (this.accept('variable')) {
      const key: Literal = { kind: 'literal', span: this.spanFrom(start), value: text };
      const pattern = this.accept(':') ? this.pattern() : null;
      return { kind: 'pattern-entry', span: this.spanFrom(start), key, variable: text, pattern };
    }
    const key = this.objectKey();
    if (!this.expect(':')) this.recover();
    const pattern = this.pattern();
    return { kind: 'pattern-entry', span: this.spanFrom(start), key, variable: null, pattern };
  }

  /** A key of an object or object pattern: name, keyword, string or parenthesised expression. */
  objectKey(): Expression {
    const { type, start, text } = this.token;
    if (type === 'identifier' || KEYWORD_SET.has(type)) {
      this.advance();
      return { kind: 'literal', span: this.spanFrom(start), value: text };
    }
    if (type === 'string-start' || (type === 'format' && this.nextType === 'string-start')) return this.string();
    if (this.accept('(')) return this.#computedKey();
    return this.#badKey();
  }

  #computedKey(): Expression {
    const key = this.query();
    const kind = constantKind(key);
    if (kind !== undefined && kind !== 'string') {
      const shown = key.kind === 'literal' ? `${kind} (${String(key.value)})` : kind;
      const message = `Cannot use ${shown} as object key`;
      this.report('invalid_object_key', key.span, message, 'An object key is a string; convert with tostring.');
    }
    this.close(')');
    return key;
  }

  /** Skips to the `:`; jq gives this message for whatever stands there. */
  #badKey(): Expression {
    const start = this.token.start;
    if (this.is('}') || this.is('end-of-file')) {
      this.unexpected();
      return this.invalid();
    }
    while (!this.is(':') && !this.is(',') && !this.is('}') && !this.is('end-of-file')) this.advance();
    const span = this.spanFrom(start);
    const message = 'May need parentheses around object key expression';
    this.report('object_key_expression', span, message, 'Write {(expression): value}.');
    return { kind: 'invalid', span };
  }
}
