interface Waiting<Value> {
  readonly key: string;
  readonly resolve: (value: Value | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/** Turns lookups that are asked for in the same turn of the event loop into one query. */
export class BatchLoader<Value> {
  readonly #load: (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>;
  readonly #maxKeys: number;
  #waiting: Waiting<Value>[] = [];

  /** `load` gives the values of at most `maxKeys` keys; those without one are left out. */
  constructor(load: (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>, maxKeys: number) {
    this.#load = load;
    this.#maxKeys = maxKeys;
  }

  get(key: string): Promise<Value | undefined> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ key, resolve, reject });
      if (this.#waiting.length === 1) setImmediate(() => this.#flush());
    });
  }

  #flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (let from = 0; from < waiting.length; from += this.#maxKeys) {
      void this.#answer(waiting.slice(from, from + this.#maxKeys));
    }
  }

  async #answer(waiting: readonly Waiting<Value>[]): Promise<void> {
    try {
      const values = await this.#load([...new Set(waiting.map(({ key }) => key))]);
      for (const { key, resolve } of waiting) resolve(values.get(key));
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
  }
}
