import type { Span } from '../ast.ts';
import type { Diagnostic } from '../diagnostic.ts';

/** What can be wrong with a program for the inputs it will get. */
export const TYPE_CODES = {
  undefined_function: 'No function of that name is in scope.',
  wrong_arity: 'A function is called with a number of arguments that it does not take.',
  undefined_variable: 'No variable of that name is in scope.',
  undefined_label: '`break` names a label that is not in scope.',
  unsupported_function: 'The function reaches outside the program and is left out.',
  unknown_property: 'The object has no such property: the result is always null.',
  undeclared_property: 'The schema does not name the property, though it does not forbid others.',
  cannot_index: 'The value has no properties or items of that kind.',
  cannot_iterate: 'The value is neither an array nor an object.',
  invalid_operation: 'The operator does not take values of these types.',
  invalid_input: 'The function does not take an input of this type.',
  invalid_argument: 'The function does not take an argument of this type.',
  never_equal: 'The two sides have no value in common, so the comparison always gives the same answer.',
  unreachable_branch: 'No input reaches the branch.',
} as const;

export type TypeCode = keyof typeof TYPE_CODES;

/** A replacement of one part of the source. */
export interface Fix {
  readonly span: Span;
  readonly text: string;
}

/**
 * A finding about the types. An `error` is wrong for every value that can arrive at its place, a `warning` is most
 * probably a mistake. `certain` says more of an error: the program as a whole does not compile, or fails (when all its
 * outputs are taken) for every input of the given type. Null where a property does not exist is no failure, so an
 * unknown property is an error but never certain.
 */
export interface TypeDiagnostic extends Diagnostic<TypeCode> {
  readonly severity: 'error' | 'warning';
  readonly certain: boolean;
  readonly related?: readonly Related[];
  readonly fix?: Fix;
}

/** Another place that explains a finding. */
export interface Related {
  readonly span: Span;
  readonly message: string;
}

/** What a finding says; the collector adds how sure it is. */
export interface Finding {
  readonly code: TypeCode;
  readonly severity: 'error' | 'warning';
  readonly span: Span;
  readonly message: string;
  readonly hint?: string;
  readonly fix?: Fix;
  readonly related?: readonly Related[];
}

interface Entry {
  readonly finding: Finding;
  severity: 'error' | 'warning';
  certain: boolean;
}

const NEW_PROPERTY: ReadonlySet<TypeCode> = new Set(['unknown_property', 'undeclared_property']);

interface Branch {
  readonly finding: () => Finding;
  reached: boolean;
}

/**
 * Collects findings while expressions are followed. A part that is followed is taken to be evaluated for every input
 * until the caller says otherwise, by {@link doubt}, about all that was found since a mark.
 */
export class Findings {
  readonly #entries: Entry[] = [];
  #branches: Map<object, Branch> | undefined;
  #dead = 0;
  #muted = 0;
  #incomplete = false;

  /** A point in time to give to {@link doubt}. */
  get mark(): number {
    return this.#entries.length;
  }

  /** Grows whenever something is found: tells whether a part has explained itself. */
  get count(): number {
    return this.#entries.length + this.#dead;
  }

  report(finding: Finding, canFail = true): void {
    if (this.#muted > 0) return;
    this.#entries.push({ finding, severity: finding.severity, certain: canFail && finding.severity === 'error' });
  }

  /** What was found since the mark happens for some inputs only. */
  doubt(mark: number): void {
    for (let i = mark; i < this.#entries.length; i += 1) this.#entries[i]!.certain = false;
  }

  /** What was found since the mark is caught by the program if it happens. */
  soften(mark: number): void {
    for (let i = mark; i < this.#entries.length; i += 1) {
      const entry = this.#entries[i]!;
      entry.certain = false;
      entry.severity = 'warning';
    }
  }

  /**
   * What was said since the mark about properties that are not there was about a place that is written: it is taken back,
   * or becomes a warning where another name is near and `keepsGuesses`.
   */
  allowNewProperties(mark: number, keepsGuesses: boolean): void {
    const found = this.#entries.splice(mark);
    for (const entry of found) {
      if (!NEW_PROPERTY.has(entry.finding.code)) this.#entries.push(entry);
      else if (keepsGuesses && entry.finding.fix !== undefined) this.#entries.push({ ...entry, severity: 'warning' });
    }
  }

  /** Notes whether some input gets to a place, or makes a comparison open; it is reported if no visit has one. */
  branch(node: object, reached: boolean, finding: () => Finding): void {
    if (this.#muted > 0) return;
    if (!reached) this.#dead += 1;
    this.#branches ??= new Map();
    const known = this.#branches.get(node);
    if (known === undefined) this.#branches.set(node, { finding, reached });
    else known.reached ||= reached;
  }

  /** Runs without collecting. */
  muted<T>(body: () => T): T {
    this.#muted += 1;
    try {
      return body();
    } finally {
      this.#muted -= 1;
    }
  }

  /** Some part was not followed, so what looks unreachable may be reached from there. */
  giveUpOnBranches(): void {
    this.#incomplete = true;
  }

  /** All findings in the order of the source, each once. */
  list(): TypeDiagnostic[] {
    const found = new Map<string, Entry>();
    for (const entry of this.#entries) {
      const key = `${entry.finding.code} ${entry.finding.span.start} ${entry.finding.span.end}`;
      const known = found.get(key);
      if (known === undefined) found.set(key, entry);
      else merge(known, entry);
    }
    if (this.#branches !== undefined && !this.#incomplete) {
      for (const { finding, reached } of this.#branches.values()) {
        if (!reached) found.set(`branch ${found.size}`, { finding: finding(), severity: 'warning', certain: false });
      }
    }
    if (found.size === 0) return [];
    const list = [...found.values()].map(({ finding, severity, certain }) => ({ ...finding, severity, certain }));
    return list.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  }
}

function merge(known: Entry, other: Entry): void {
  known.certain ||= other.certain;
  if (other.severity === 'error') known.severity = 'error';
}
