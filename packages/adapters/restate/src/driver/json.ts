import { type Serde, serde } from '@restatedev/restate-sdk';

/** The SDK's JSON form, of a value whose type is known. */
export function json<T>(): Serde<T> {
  return serde.json as unknown as Serde<T>;
}
