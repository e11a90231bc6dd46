import { describe, expect, it } from 'vitest';
import type { ObjectStore } from '../ports.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (value: Uint8Array | undefined) => value && new TextDecoder().decode(value);

/** What every {@link ObjectStore} keeps. `open` gives the store under test; keys are this suite's own. */
export function testObjectStore(name: string, open: () => ObjectStore): void {
  describe(`${name} as an object store`, () => {
    it('gives back what was put, the newest value of a key, and undefined for an unknown key', async () => {
      const store = open();
      await store.put('suite/a', bytes('one'));
      await store.put('suite/a', bytes('two'));

      expect(text(await store.get('suite/a'))).toBe('two');
      expect(await store.get('suite/b')).toBeUndefined();
      expect([await store.has('suite/a'), await store.has('suite/b')]).toEqual([true, false]);
    });

    it('keeps bytes as they are, also none and many', async () => {
      const store = open();
      const large = new Uint8Array(3 * 1024 * 1024).map((_, index) => index % 251);
      await store.put('suite/empty', new Uint8Array());
      await store.put('suite/large', large);

      expect(await store.get('suite/empty')).toHaveLength(0);
      expect(Buffer.compare((await store.get('suite/large'))!, large)).toBe(0);
    });

    it('forgets what was deleted, and deletes what is not there', async () => {
      const store = open();
      await store.put('suite/gone', bytes('x'));
      await store.delete('suite/gone');
      await store.delete('suite/gone');

      expect(await store.get('suite/gone')).toBeUndefined();
    });

    it.each(['../escape', 'a/../b', '/etc/passwd', 'a//b', '', 'a/.hidden', 'a\0b'])(
      'refuses the key %j',
      async (key) => {
        const store = open();
        await expect(store.put(key, bytes('x'))).rejects.toThrow(RangeError);
        await expect(store.get(key)).rejects.toThrow(RangeError);
        await expect(store.has(key)).rejects.toThrow(RangeError);
        await expect(store.delete(key)).rejects.toThrow(RangeError);
      },
    );
  });
}
