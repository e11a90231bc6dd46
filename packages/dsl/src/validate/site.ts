import type { DiagnosticCode, Severity } from '../diagnostics/codes.ts';
import type { TaskKind } from '../model/tasks.ts';
import type { DefinitionKind, ObjectShape, ReferenceKind, Stage, TextMode } from './shape.ts';

/** What surrounds a value: the arguments and variables its expressions can use and the tasks its directives can reach. */
export interface Scope {
  readonly stage: Stage;
  /** Names without `$`, of the loops, catches and iterators around. */
  readonly variables: readonly string[];
  /** Names of the tasks in the innermost list. */
  readonly siblings: ReadonlySet<string>;
  /** Names of the tasks in each list around that one, outermost first. */
  readonly outer: readonly ReadonlySet<string>[];
}

/** A text that is, or may be meant as, an expression. */
export interface ExpressionSite {
  readonly pointer: string;
  /** The text as it stands. */
  readonly text: string;
  readonly mode: TextMode;
  readonly scope: Scope;
}

/** A name that refers to something defined elsewhere. */
export interface ReferenceSite {
  readonly pointer: string;
  readonly kind: ReferenceKind;
  readonly name: string;
  readonly scope: Scope;
}

/** A task, whatever is wrong inside it. */
export interface TaskSite {
  readonly pointer: string;
  readonly name: string;
  readonly kind: TaskKind;
  readonly value: Readonly<Record<string, unknown>>;
}

/** A name that is defined here: a reusable component at its entry, a variable or secret at the text with its name. */
export interface DefinitionSite {
  readonly kind: DefinitionKind;
  readonly pointer: string;
  readonly name: string;
}

/** A construct and the shape it was taken for. */
export interface ConstructSite {
  readonly pointer: string;
  readonly shape: ObjectShape;
}

/** A finding before its place in the text is known. */
export interface Finding {
  readonly code: DiagnosticCode;
  readonly pointer: string;
  readonly message: string;
  readonly hint?: string;
  readonly severity?: Severity;
  /** Show it at the key and not at the value. */
  readonly atKey?: boolean;
  /** The part of the text at the pointer it is about, as offsets in the value. */
  readonly within?: { readonly start: number; readonly end: number };
  /** Put this in place of the key, the value or the part of it. */
  readonly replacement?: string;
  /** The part of the text to put it in place of, when that is another one than the finding is about. */
  readonly replaces?: { readonly start: number; readonly end: number };
  /** Put quotes around the value as it stands in the source. */
  readonly quoteIt?: boolean;
  /** Another place that explains it. */
  readonly related?: { readonly pointer: string; readonly message: string };
}

/** Takes what the walk along the shapes comes across. */
export interface Sink {
  finding(finding: Finding): void;
  expression(site: ExpressionSite): void;
  reference(site: ReferenceSite): void;
  task(site: TaskSite): void;
  definition(site: DefinitionSite): void;
  construct(site: ConstructSite): void;
  /** The definition goes beyond the standard here. */
  nonPortable(pointer: string, reason: string): void;
}
