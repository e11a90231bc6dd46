import { defineCommand } from 'citty';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { CATALOG_OPTION, catalogOptions, readCatalogFiles } from '../definitions/catalog-files.ts';
import { serveLanguage } from '../lsp/server.ts';

/** `parley lsp`: a language server for definitions over standard input and output, until the editor says `exit`. */
export const lspCommand = defineCommand({
  meta: { name: 'lsp', description: 'Language server for editors, over standard input and output' },
  args: {
    catalog: CATALOG_OPTION,
    // Editors pass it by habit; there is no other way to talk.
    stdio: { type: 'boolean', description: 'Talk over standard input and output (always)', default: true },
  },
  async run({ rawArgs }) {
    const files = catalogOptions(rawArgs);
    const catalog = files.length === 0 ? undefined : await readCatalogFiles(files);
    serveLanguage(createConnection(ProposedFeatures.all, process.stdin, process.stdout), catalog);
    await new Promise<never>(() => {});
  },
});
