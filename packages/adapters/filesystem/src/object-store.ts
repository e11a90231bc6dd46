import { randomUUID } from 'node:crypto';
import { access, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ObjectStore } from '@parley/module-workflow';

const SEGMENT = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/**
 * Objects as files below `directory`. A value is written beside its place and moved there, so that a reader sees all of
 * it or nothing, also after a crash. Keys are segments of letters, digits, `.`, `_` and `-` joined by slashes.
 */
export function createObjectStore(directory: string): ObjectStore {
  return {
    async put(key, value) {
      const path = pathOf(directory, key);
      await mkdir(dirname(path), { recursive: true });
      const temporary = `${path}.${randomUUID()}.tmp`;
      try {
        await writeDurably(temporary, value);
        await rename(temporary, path);
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    },
    async has(key) {
      try {
        await access(pathOf(directory, key));
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
        throw error;
      }
    },
    async delete(key) {
      await rm(pathOf(directory, key), { force: true });
    },
    async get(key) {
      try {
        return await readFile(pathOf(directory, key));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
  };
}

function pathOf(directory: string, key: string): string {
  const segments = key.split('/');
  if (!segments.every((segment) => SEGMENT.test(segment))) throw new RangeError(`Not an object key: ${key}`);
  return join(directory, ...segments);
}

async function writeDurably(path: string, value: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(value);
    await file.sync();
  } finally {
    await file.close();
  }
}
