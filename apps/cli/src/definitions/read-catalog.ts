import { readFile } from 'node:fs/promises';
import type { Catalog } from '@parley/dsl';
import { commonError } from '@parley/kernel';
import { isCatalog } from '../lsp/server.ts';

/** Reads a catalog from a JSON file. Refuses with `invalid_request` what is none. */
export async function readCatalog(file: string): Promise<Catalog> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw commonError('invalid_request', `${file} is no catalog: ${(cause as Error).message}`, { cause });
  }
  if (isCatalog(value)) return value;
  throw commonError('invalid_request', `${file} is no catalog`, {
    hint: 'It has the lists operations, events, functions.',
  });
}
