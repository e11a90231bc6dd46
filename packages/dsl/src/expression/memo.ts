/** Characters of keys that one generation holds; with trees of about 100 bytes a character that is some 20 MB. */
const MAX_CHARACTERS = 200_000;
/** Longer texts are rare and large: they are worked out anew. */
const MAX_KEY = 4_000;

/**
 * Remembers what was worked out about texts, which the same definition asks for again and again: each check, each keystroke
 * in an editor. Bounded: two generations, of which the older one is dropped when the younger one is full.
 */
export class Memo<T> {
  private young = new Map<string, T>();
  private old = new Map<string, T>();
  private characters = 0;

  /** What is known for a key, or else what `make` gives. */
  get(key: string, make: () => T): T {
    const known = this.young.get(key);
    if (known !== undefined) return known;
    const value = this.old.get(key) ?? make();
    this.set(key, value);
    return value;
  }

  set(key: string, value: T): void {
    if (key.length > MAX_KEY) return;
    if (this.characters > MAX_CHARACTERS) {
      this.old = this.young;
      this.young = new Map();
      this.characters = 0;
    }
    this.young.set(key, value);
    this.characters += key.length;
  }
}
