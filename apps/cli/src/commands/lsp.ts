import { defineCommand } from 'citty';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { readCatalog } from '../definitions/read-catalog.ts';
import { serveLanguage } from '../lsp/server.ts';

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
