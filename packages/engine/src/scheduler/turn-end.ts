// One promise serves all: `queueMicrotask` would make a resource for the context of every callback.
const TURN_END = Promise.resolve();

/** Calls back once at the end of the turn of the event loop in which it was asked to, however often. */
export class AtTurnEnd {
  readonly #callback: () => void;
  #asked = false;

  constructor(callback: () => void) {
    this.#callback = () => {
      this.#asked = false;
      callback();
    };
  }

  ask(): void {
    if (this.#asked) return;
    this.#asked = true;
    void TURN_END.then(this.#callback);
  }
}
