import { readFile } from 'node:fs/promises';
import type { Catalog } from '@parley/dsl';
import { commonError } from '@parley/kernel';
import { defineCommand } from 'citty';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { isCatalog, serveLanguage } from '../lsp/server.ts';

/** `parley lsp`: a language server for definitions over standard input and output, until the editor says `exit`. */
export const lspCommand = defineCommand({
  meta: { name: 'lsp', description: 'Language server for editors, over standard input and output' },
  args: {
    catalog: { type: 'string', description: 'JSON file with the operations, events and functions to complete with' },
    // Editors pass it by habit; there is no other way to talk.
    stdio: { type: 'boolean', description: 'Talk over standard input and output (always)', default: true },
  },
  async run({ args }) {
    const catalog = args.catalog === undefined ? undefined : await readCatalog(args.catalog);
    serveLanguage(createConnection(ProposedFeatures.all, process.stdin, process.stdout), catalog);
    await new Promise<never>(() => {});
  },
});

async function readCatalog(file: string): Promise<Catalog> {
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
