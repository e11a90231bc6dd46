import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKeyEncryption, createObjectStore, readOrCreateKey } from './index.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'parley-filesystem-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const bytes = (text: string) => new TextEncoder().encode(text);

describe('the object store', () => {
  it('gives back what was put, the newest value of a key, and undefined for an unknown key', async () => {
    const store = createObjectStore(join(directory, 'objects'));

    await store.put('tenant/a', bytes('one'));
    await store.put('tenant/a', bytes('two'));

    expect(Buffer.from((await store.get('tenant/a'))!).toString()).toBe('two');
    expect(await store.get('tenant/b')).toBeUndefined();
    expect(await readdir(join(directory, 'objects', 'tenant'))).toEqual(['a']);
  });

  it.each(['../escape', 'a/../b', '/etc/passwd', 'a//b', '', 'a/.hidden', 'a\0b'])(
    'refuses the key %j',
    async (key) => {
      const store = createObjectStore(join(directory, 'objects'));

      await expect(store.put(key, bytes('x'))).rejects.toThrow(RangeError);
      await expect(store.get(key)).rejects.toThrow(RangeError);
    },
  );
});

describe('the key file', () => {
  it('is made once, readable by its owner alone, and the same for processes that start together', async () => {
    const path = join(directory, 'keys', 'master.key');

    const keys = await Promise.all([readOrCreateKey(path), readOrCreateKey(path), readOrCreateKey(path)]);

    expect(new Set(keys.map((key) => Buffer.from(key).toString('hex'))).size).toBe(1);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('refuses a damaged file instead of using a weak key', async () => {
    const path = join(directory, 'damaged.key');
    await writeFile(path, 'c2hvcnQ=');

    await expect(readOrCreateKey(path)).rejects.toThrow('does not hold 32 bytes');
  });

  it('wraps data keys so that only the same key unwraps them', async () => {
    const ours = createKeyEncryption(new Uint8Array(32).fill(1));
    const theirs = createKeyEncryption(new Uint8Array(32).fill(2));
    const dataKey = new Uint8Array(32).fill(7);

    const wrapped = await ours.wrap(dataKey);

    expect(new Uint8Array(await ours.unwrap(wrapped))).toEqual(dataKey);
    expect(Buffer.from(wrapped).includes(Buffer.from(dataKey))).toBe(false);
    await expect(theirs.unwrap(wrapped)).rejects.toThrow();
  });
});
