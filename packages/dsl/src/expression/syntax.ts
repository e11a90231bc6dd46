const WHOLE = /^\s*\$\{([\s\S]+)\}\s*$/;

/** True when the whole text is one `${ ... }` expression. */
export function isExpression(text: string): boolean {
  return WHOLE.test(text);
}

/**
 * The expression inside `${ }`, or the text itself when it is bare. Properties that hold nothing but an expression
 * (`if`, `when`, `from`, `as`, `in`, `while` ...) may be written either way; in data (`set`, `with`, `body` ...) only
 * the marked form is an expression, so ask `isExpression` first there.
 */
export function stripExpression(text: string): string {
  return (WHOLE.exec(text)?.[1] ?? text).trim();
}

/** Offset of the stripped expression's first character inside `text`. */
export function expressionOffset(text: string): number {
  const match = WHOLE.exec(text);
  const body = match ? match[1]! : text;
  const before = match ? text.indexOf('${') + 2 : 0;
  return before + (body.length - body.trimStart().length);
}
