import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testObjectStore } from '@parley/module-workflow/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKeyEncryption, createObjectStore, readOrCreateKey } from './index.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'parley-filesystem-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

testObjectStore('The file system', () => createObjectStore(join(directory, 'objects')));

it('leaves nothing but the object itself', async () => {
  await createObjectStore(join(directory, 'clean')).put('tenant/a', new Uint8Array([1]));

  expect(await readdir(join(directory, 'clean', 'tenant'))).toEqual(['a']);
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
