import type { DiagnosticCode } from '../diagnostics/codes.ts';

/**
 * Shapes describe the constructs of the language as data: which properties there are, in canonical order, what they
 * take and what they are for. The checker walks a value along its shape, the formatter takes the order of keys from
 * it, the editor its completions and texts.
 */
export type Shape =
  | TextShape
  | NumberShape
  | BooleanShape
  | AnyShape
  | MapShape
  | ListShape
  | ObjectShape
  | UnionShape
  | TagShape
  | PickShape
  | TaskShape;

/** What is wrong with a text that has the right type. */
export interface TextProblem {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly hint?: string;
}

export type TextCheck = (text: string) => TextProblem | undefined;

/**
 * How a text is read. `literal`: as it stands. `template`: an expression when all of it is `${ }`, otherwise as it
 * stands. `expression`: an expression, marked or bare. `marked`: an expression that must be marked.
 */
export type TextMode = 'literal' | 'template' | 'expression' | 'marked';

/** What a name refers to; `target` is a flow directive. */
export type ReferenceKind = 'target' | 'function' | 'retry' | 'timeout' | 'error' | 'authentication' | 'secret';

/** What a name can be given to, besides tasks. */
export type DefinitionKind = Exclude<ReferenceKind, 'target'> | 'catalog' | 'variable';

export interface TextShape {
  readonly kind: 'text';
  readonly mode: TextMode;
  /** What the property takes, as it reads in a message: `a semantic version such as 1.0.0`. */
  readonly expected: string;
  readonly check?: TextCheck;
  /** A closed list of values. */
  readonly values?: readonly string[];
  readonly reference?: ReferenceKind;
  /** The text names something new. */
  readonly defines?: DefinitionKind;
  /** Why a definition that has an expression here is not portable. */
  readonly nonPortable?: string;
}

export interface NumberShape {
  readonly kind: 'number';
  readonly min?: number;
  readonly max?: number;
}

export interface BooleanShape {
  readonly kind: 'boolean';
}

/** Any value. In `data` the marked expressions are evaluated, `verbatim` is never looked into. */
export interface AnyShape {
  readonly kind: 'data' | 'verbatim';
  /** The standard wants a text here; other values are taken but not portable. */
  readonly nonPortableUnlessText?: boolean;
}

/** A map from names to values of one shape. */
export interface MapShape {
  readonly kind: 'map';
  readonly expected: string;
  readonly values: Shape;
  readonly min?: number;
  /** What replaced this form of the value in newer versions of the language. */
  readonly supersededBy?: string;
  /** The keys are names of this kind. */
  readonly defines?: DefinitionKind;
}

export interface ListShape {
  readonly kind: 'list';
  readonly expected: string;
  readonly items: Shape;
  readonly min?: number;
  /** Every item is a map with exactly one key, its name. */
  readonly named?: boolean;
}

/** Which arguments an expression can use; see `expression/arguments.ts`. */
export type Stage =
  | 'workflowInput'
  | 'workflowOutput'
  | 'workflow'
  | 'taskIf'
  | 'taskInput'
  | 'task'
  | 'taskOutput'
  | 'taskExport'
  | 'reusable';

export interface Field {
  readonly shape: Shape;
  /** One line for hover and completion. */
  readonly doc: string;
  readonly required?: boolean;
  /** The property's newer name. */
  readonly renamedTo?: string;
  /** Which arguments expressions below can use; inherited when missing. */
  readonly stage?: Stage;
  /** Variables, without `$`, that expressions below can use besides; from the value of the owner. */
  readonly variables?: (owner: Readonly<Record<string, unknown>>) => readonly string[];
}

export type Fields = Readonly<Record<string, Field>>;

export interface ObjectShape {
  readonly kind: 'object';
  /** What it is, as it reads in a message: `an HTTP call's arguments`. */
  readonly title: string;
  readonly fields: Fields;
  /** The names of the required fields. */
  readonly required: readonly string[];
  /** Groups of which exactly one property must be there. */
  readonly oneOf?: readonly (readonly string[])[];
  /** Groups of which at least one property must be there. */
  readonly anyOf?: readonly (readonly string[])[];
  /** Properties that make sense only beside another one. */
  readonly needs?: Readonly<Record<string, string>>;
  /** Other properties are allowed and hold data, or anything. */
  readonly open?: 'data' | 'verbatim';
  readonly min?: number;
  /** Rules between properties. */
  readonly rule?: (value: Readonly<Record<string, unknown>>) => RuleProblem | undefined;
}

/** A broken rule between properties; `key` says at which of them it shows. */
export interface RuleProblem extends TextProblem {
  readonly key?: string;
}

/** Picked by the JSON type of the value. */
export interface UnionShape {
  readonly kind: 'union';
  readonly text?: TextShape;
  readonly object?: Shape;
  readonly list?: ListShape;
  readonly number?: NumberShape;
}

/** Picked by the text in a property: `call: http`. */
export interface TagShape {
  readonly kind: 'tag';
  readonly tag: string;
  readonly cases: Readonly<Record<string, ObjectShape>>;
  readonly otherwise: ObjectShape;
}

/** Picked by whether a key is there: a secret's name instead of the credentials. */
export interface PickShape {
  readonly kind: 'pick';
  readonly key: string;
  readonly present: ObjectShape;
  readonly absent: ObjectShape;
}

/** A task, picked by the key that marks its type. */
export interface TaskShape {
  readonly kind: 'task';
}

/** A text that stands for itself. */
export function text(expected: string, check?: TextCheck): TextShape {
  return { kind: 'text', mode: 'literal', expected, ...(check && { check }) };
}

/** A text in a data position: literal unless all of it is `${ }`. */
export function template(expected: string, check?: TextCheck): TextShape {
  return { kind: 'text', mode: 'template', expected, ...(check && { check }) };
}

/** One of a closed list of words. */
export function word(...values: readonly string[]): TextShape {
  return { kind: 'text', mode: 'literal', expected: `one of ${values.join(', ')}`, values };
}

/** The name of something defined elsewhere. */
export function reference(kind: ReferenceKind, expected: string): TextShape {
  return { kind: 'text', mode: 'literal', expected, reference: kind };
}

/** The name of a variable that expressions below can use. */
export function variable(check: TextCheck): TextShape {
  return { ...text('the name of a variable', check), defines: 'variable' };
}

export const EXPRESSION: TextShape = { kind: 'text', mode: 'expression', expected: 'an expression' };
export const MARKED: TextShape = { kind: 'text', mode: 'marked', expected: 'an expression in ${ }' };
export const BOOLEAN: BooleanShape = { kind: 'boolean' };
export const DATA: AnyShape = { kind: 'data' };
export const VERBATIM: AnyShape = { kind: 'verbatim' };
export const TASK: TaskShape = { kind: 'task' };
export const TASK_LIST: ListShape = { kind: 'list', expected: 'a list of tasks', items: TASK, named: true };

/** A map whose values are data or have one shape. */
export function mapOf(expected: string, values: Shape = DATA, min?: number): MapShape {
  return { kind: 'map', expected, values, ...(min !== undefined && { min }) };
}

export function listOf(expected: string, items: Shape, min?: number): ListShape {
  return { kind: 'list', expected, items, ...(min !== undefined && { min }) };
}

/** A construct with a fixed set of properties. */
export function object(
  title: string,
  fields: Fields,
  extra: Omit<ObjectShape, 'kind' | 'title' | 'fields' | 'required'> = {},
): ObjectShape {
  const required = Object.keys(fields).filter((name) => fields[name]!.required);
  return { kind: 'object', title, fields, required, ...extra };
}
