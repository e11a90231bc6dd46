/**
 * The syntax tree of a jq program. Nodes are plain immutable objects, told apart by `kind`;
 * every node carries the part of the source it was read from.
 */

/** A half-open range of UTF-16 offsets into the source: `source.slice(start, end)`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

interface Node<K extends string> {
  readonly kind: K;
  readonly span: Span;
}

/** `.` */
export interface Identity extends Node<'identity'> {}

/** `..`, the same as a call of `recurse`. */
export interface Recurse extends Node<'recurse'> {}

/** `null`, `true`, `1.5`, `"text"`. A number is the nearest double. */
export interface Literal extends Node<'literal'> {
  readonly value: null | boolean | number | string;
}

/** `"a\(.b)c"` or `@base64 "a\(.b)c"`: at least one part is an expression. */
export interface Interpolation extends Node<'interpolation'> {
  /** Format without `@` that is applied to each interpolated value; null means `text`. */
  readonly format: string | null;
  readonly parts: readonly (InterpolationText | Expression)[];
}

/** A fixed piece of an interpolated string. */
export interface InterpolationText extends Node<'text'> {
  readonly value: string;
}

/** `@base64` on its own: formats the input. */
export interface Format extends Node<'format'> {
  /** Name without `@`. */
  readonly name: string;
}

/** `.foo`, `."foo"`, `.[e]`; for `.foo` the key is a literal whose span is the name alone. */
export interface Index extends Node<'index'> {
  readonly target: Expression;
  readonly key: Expression;
  /** True with a trailing `?`: an impossible index yields nothing; errors inside target or key still surface. */
  readonly optional: boolean;
}

/** `.[from:to]`; a missing bound is null. */
export interface Slice extends Node<'slice'> {
  readonly target: Expression;
  readonly from: Expression | null;
  readonly to: Expression | null;
  readonly optional: boolean;
}

/** `.[]` */
export interface Iterate extends Node<'iterate'> {
  readonly target: Expression;
  readonly optional: boolean;
}

/** `try body catch handler`; `body?` has no handler and swallows the error. */
export interface Try extends Node<'try'> {
  readonly body: Expression;
  readonly handler: Expression | null;
}

/** `-operand` */
export interface Negate extends Node<'negate'> {
  readonly operand: Expression;
}

/** `left | right` */
export interface Pipe extends Node<'pipe'> {
  readonly left: Expression;
  readonly right: Expression;
}

/** `a, b, c`: two or more items. */
export interface Comma extends Node<'comma'> {
  readonly items: readonly Expression[];
}

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';
export type ComparisonOperator = '==' | '!=' | '<' | '<=' | '>' | '>=';
export type BinaryOperator = ArithmeticOperator | ComparisonOperator;

/** Arithmetic and comparison. */
export interface Binary extends Node<'binary'> {
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

/** `left and right`, `left or right` */
export interface Logical extends Node<'logical'> {
  readonly operator: 'and' | 'or';
  readonly left: Expression;
  readonly right: Expression;
}

/** `left // right` */
export interface Alternative extends Node<'alternative'> {
  readonly left: Expression;
  readonly right: Expression;
}

export type AssignmentOperator = '=' | '|=' | '//=' | '+=' | '-=' | '*=' | '/=' | '%=';

/** `target = value` and its kin; `target` is a path expression. */
export interface Assignment extends Node<'assignment'> {
  readonly operator: AssignmentOperator;
  readonly target: Expression;
  readonly value: Expression;
}

/** `if condition then consequent else alternative end`; `elif` is an `if` in `alternative`; null means `.` */
export interface If extends Node<'if'> {
  readonly condition: Expression;
  readonly consequent: Expression;
  readonly alternative: Expression | null;
}

/** `source as patterns | body`; several patterns are joined by `?//`. */
export interface Bind extends Node<'bind'> {
  readonly source: Expression;
  readonly patterns: readonly Pattern[];
  readonly body: Expression;
}

/** `reduce source as patterns (initial; update)` */
export interface Reduce extends Node<'reduce'> {
  readonly source: Expression;
  readonly patterns: readonly Pattern[];
  readonly initial: Expression;
  readonly update: Expression;
}

/** `foreach source as patterns (initial; update; extract)`; a missing extract is null and means `.` */
export interface Foreach extends Node<'foreach'> {
  readonly source: Expression;
  readonly patterns: readonly Pattern[];
  readonly initial: Expression;
  readonly update: Expression;
  readonly extract: Expression | null;
}

/** `def name(parameters): body;` */
export interface FunctionDefinition extends Node<'function'> {
  readonly name: string;
  readonly nameSpan: Span;
  readonly parameters: readonly Parameter[];
  readonly body: Expression;
}

/** A parameter; `$x` binds each value of the argument to `$x` and is callable as `x` too. */
export interface Parameter extends Node<'parameter'> {
  /** Name without `$`. */
  readonly name: string;
  readonly byValue: boolean;
}

/** `def f: ...; body` */
export interface Define extends Node<'define'> {
  readonly definition: FunctionDefinition;
  readonly body: Expression;
}

/** `f`, `f(a; b)` */
export interface Call extends Node<'call'> {
  readonly name: string;
  readonly nameSpan: Span;
  readonly arguments: readonly Expression[];
}

/** `$x` (name without `$`) */
export interface Variable extends Node<'variable'> {
  readonly name: string;
}

/** `$__loc__` */
export interface Location extends Node<'location'> {
  /** 1-based line. */
  readonly line: number;
}

/** `label $name | body` */
export interface Label extends Node<'label'> {
  readonly name: string;
  readonly body: Expression;
}

/** `break $name` */
export interface Break extends Node<'break'> {
  readonly name: string;
}

/** `[body]`; `[]` has no body. */
export interface ArrayConstruction extends Node<'array'> {
  readonly body: Expression | null;
}

/** `{entries}` */
export interface ObjectConstruction extends Node<'object'> {
  readonly entries: readonly ObjectEntry[];
}

/** `key: value`. For `{a}`, `{"a"}`, `{$a}`, `{$__loc__}` the value is filled in and `shorthand` is true. */
export interface ObjectEntry extends Node<'entry'> {
  readonly key: Expression;
  readonly value: Expression;
  readonly shorthand: boolean;
}

/** Stands where nothing could be read; there is a diagnostic for it and the program does not compile. */
export interface Invalid extends Node<'invalid'> {}

export type Expression =
  | Identity
  | Recurse
  | Literal
  | Interpolation
  | Format
  | Index
  | Slice
  | Iterate
  | Try
  | Negate
  | Pipe
  | Comma
  | Binary
  | Logical
  | Alternative
  | Assignment
  | If
  | Bind
  | Reduce
  | Foreach
  | Define
  | Call
  | Variable
  | Location
  | Label
  | Break
  | ArrayConstruction
  | ObjectConstruction
  | Invalid;

/** `$x` */
export interface VariablePattern extends Node<'variable-pattern'> {
  readonly name: string;
}

/** `[a, b]` */
export interface ArrayPattern extends Node<'array-pattern'> {
  readonly items: readonly Pattern[];
}

/** `{a: pattern, $b, $c: pattern, ("d"): pattern}` */
export interface ObjectPattern extends Node<'object-pattern'> {
  readonly entries: readonly ObjectPatternEntry[];
}

/** One entry: `variable` is set for `$b` and `$c: pattern`, `pattern` for all but `$b`. */
export interface ObjectPatternEntry extends Node<'pattern-entry'> {
  readonly key: Expression;
  readonly variable: string | null;
  readonly pattern: Pattern | null;
}

export type Pattern = VariablePattern | ArrayPattern | ObjectPattern;
