import { type Jq, loadJq } from 'jq-wasm';

/** One program with its input. */
export interface Case {
  readonly program: string;
  readonly input: unknown;
}

/** What a case gives: its outputs and, if it ends in an error, the error's value. */
export interface Outcome {
  readonly outputs: readonly unknown[];
  readonly error?: { readonly value: unknown };
}

/** Cases that go into one call of the reference; each call costs about a millisecond before it begins. */
const BATCH = 100;

/** jq itself (compiled to WebAssembly), asked for many cases at a time. */
export class Reference {
  #jq: Jq;

  private constructor(jq: Jq) {
    this.#jq = jq;
  }

  static async load(): Promise<Reference> {
    return new Reference(await loadJq());
  }

  /** The outcomes of all cases; undefined for a program that jq refuses or dies of. */
  async outcomes(cases: readonly Case[]): Promise<(Outcome | undefined)[]> {
    const all: (Outcome | undefined)[] = [];
    for (let i = 0; i < cases.length; i += BATCH) all.push(...(await this.#batch(cases.slice(i, i + BATCH))));
    return all;
  }

  async #batch(cases: readonly Case[]): Promise<(Outcome | undefined)[]> {
    const parts = cases.map(({ program }, i) => `[.[${i}] | try (${program} | [.]) catch {error: .}]`);
    const results = await this.#evaluate(JSON.stringify(cases.map(({ input }) => input)), parts.join(', '));
    if (results !== undefined) return results.map((list) => toOutcome(list as unknown[]));
    if (cases.length === 1) return [undefined];
    const half = cases.length >> 1;
    return [...(await this.#batch(cases.slice(0, half))), ...(await this.#batch(cases.slice(half)))];
  }

  async #evaluate(input: string, program: string): Promise<unknown[] | undefined> {
    try {
      const { stdout, exitCode } = this.#jq.raw(input, program, ['-c']);
      if (exitCode !== 0) return undefined;
      return stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown);
    } catch {
      this.#jq = await loadJq();
      return undefined;
    }
  }
}

function toOutcome(list: unknown[]): Outcome {
  const last = list.at(-1);
  if (last === undefined || Array.isArray(last)) return { outputs: list.map((item) => (item as unknown[])[0]) };
  const outputs = list.slice(0, -1).map((item) => (item as unknown[])[0]);
  return { outputs, error: { value: (last as { error: unknown }).error } };
}
