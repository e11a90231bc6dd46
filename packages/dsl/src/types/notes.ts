import { joinTypes, type Type } from '@parley/jq';
import type { Finding } from '../validate/site.ts';
import { type Environment, variableType } from './environment.ts';

/** What is known of a place: an expression, or a task as a whole. */
export interface PlaceNote {
  /** The type of `.` */
  readonly input: Type;
  readonly environment: Environment;
  /** What the expression gives; of a task, its transformed output. */
  readonly result: Type;
}

interface Entry {
  findings: readonly Finding[];
  /** Written more than once for different callers: only what is wrong for all of them counts. */
  readonly shared: boolean;
}

/**
 * What the checker has come across, by place. A place that is visited again, in another round of a loop, is written anew:
 * the last visit is the one with everything that can arrive there. Inside of functions, which have several callers, a
 * finding counts when every visit has it.
 */
export class Notes {
  readonly #places = new Map<string, PlaceNote>();
  readonly #found = new Map<string, Entry>();
  #muted = 0;
  #shared = 0;

  /** Notes what a place gets and gives. */
  place(pointer: string, note: PlaceNote): void {
    if (this.#muted > 0) return;
    const known = this.#shared > 0 ? this.#places.get(pointer) : undefined;
    this.#places.set(pointer, known === undefined ? note : joined(known, note));
  }

  /** Notes what a check has found at a place; an empty list takes back what an earlier visit found. */
  found(check: string, pointer: string, findings: readonly Finding[]): void {
    if (this.#muted > 0) return;
    const key = `${check} ${pointer}`;
    const known = this.#found.get(key);
    if (this.#shared > 0) {
      if (known?.shared) known.findings = inBoth(known.findings, findings);
      else this.#found.set(key, { findings, shared: true });
    } else if (findings.length > 0 || known !== undefined) this.#found.set(key, { findings, shared: false });
  }

  /** Goes through something without noting anything. */
  muted<T>(body: () => T): T {
    this.#muted += 1;
    try {
      return body();
    } finally {
      this.#muted -= 1;
    }
  }

  /** Goes through something that has several callers. */
  shared<T>(body: () => T): T {
    this.#shared += 1;
    try {
      return body();
    } finally {
      this.#shared -= 1;
    }
  }

  at(pointer: string): PlaceNote | undefined {
    return this.#places.get(pointer);
  }

  *findings(): Generator<Finding> {
    for (const { findings } of this.#found.values()) yield* findings;
  }
}

function joined(a: PlaceNote, b: PlaceNote): PlaceNote {
  return {
    input: joinTypes(a.input, b.input),
    environment: joinedEnvironment(a.environment, b.environment),
    result: joinTypes(a.result, b.result),
  };
}

function joinedEnvironment(a: Environment, b: Environment): Environment {
  if (a === b) return a;
  const names = Object.keys(a.variables);
  return {
    ...a,
    variables: Object.fromEntries(names.map((name) => [name, joinTypes(variableType(a, name), variableType(b, name))])),
    context: joinTypes(a.context, b.context),
    input: joinTypes(a.input, b.input),
    output: joinTypes(a.output, b.output),
  };
}

function inBoth(a: readonly Finding[], b: readonly Finding[]): readonly Finding[] {
  return a.filter((finding) =>
    b.some(
      ({ code, pointer, within }) =>
        code === finding.code && pointer === finding.pointer && within?.start === finding.within?.start,
    ),
  );
}
