/** How a schema differs from another one at one place. */
export interface SchemaChange {
  readonly kind:
    | 'property_added'
    | 'property_removed'
    | 'now_required'
    | 'no_longer_required'
    | 'type_changed'
    | 'values_changed'
    | 'constraint_changed'
    | 'closed';
  /** Steps from the value to the part it is about; `[]` stands for every item of a list, `*` for every other key. */
  readonly path: readonly string[];
  /** The change in words, after the name of the part: `is now required`. */
  readonly words: string;
  /** Some values that were valid are not any more: breaks who supplies them. */
  readonly narrows: boolean;
  /** Some values that were not valid are now: breaks who relies on them. */
  readonly widens: boolean;
}

/** A path as people read it: `items[].price`. */
export function pathWords(path: readonly string[]): string {
  return path.reduce((text, step) => (step === '[]' ? `${text}[]` : text === '' ? step : `${text}.${step}`), '');
}
