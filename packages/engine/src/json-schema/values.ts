/** One thing about a value that does not fit. */
export interface Violation {
  /** JSON Pointer into the value. */
  readonly pointer: string;
  /** What is wrong, to be read after the place: `must be a whole number`. */
  readonly message: string;
}

/** The JSON Schema type of a value; `integer` for whole numbers. */
export function typeOf(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

/** A value in a message: short ones as they are, others by their kind. */
export function describe(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
