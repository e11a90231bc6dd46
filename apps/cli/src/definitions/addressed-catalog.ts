import { basename } from 'node:path';
import type { Catalog } from '@parley/dsl';
import type { ApiFile, CatalogFiles } from './catalog-files.ts';

/** Catalogs that are kept, one for each set of addresses that definitions name. */
const MAX_KEPT = 16;
const ADDRESS = /\b(?:https?|file):\/\/[^\s"'<>{}[\],]+/g;

/**
 * What a definition can use, by the addresses of API documents in its text. A document whose address nobody gave is
 * the one that an address means when the address ends in its file's name, or is that of an API document on one of its
 * servers (`https://kitchen.example.com/openapi.json`).
 */
export class AddressedCatalog {
  readonly #files: CatalogFiles;
  readonly #kept = new Map<string, Catalog>();
  readonly #unused: Set<ApiFile>;

  constructor(files: CatalogFiles) {
    this.#files = files;
    this.#unused = new Set(files.documents);
  }

  /** The same catalog for all texts that name the same documents. */
  for(text: string): Catalog {
    const { catalog, documents } = this.#files;
    if (documents.length === 0) return catalog;
    const given = new Set(catalog.operations.map(({ documentUrl }) => documentUrl));
    const addresses = [...new Set(text.match(ADDRESS))].filter((address) => !given.has(address)).sort();
    const found = addresses.flatMap((address) => {
      const document = documentAt(address, documents);
      return document ? [{ address, document }] : [];
    });
    for (const { document } of found) this.#unused.delete(document);
    return this.#keep(found.map(({ address }) => address).join(' '), () => ({
      ...catalog,
      operations: [
        ...catalog.operations,
        ...found.flatMap(({ address, document }) =>
          document.operations.map((operation) => ({ ...operation, documentUrl: address })),
        ),
      ],
    }));
  }

  /** Files that no text so far has named. */
  get unused(): readonly string[] {
    return [...this.#unused].map(({ file }) => file);
  }

  #keep(key: string, make: () => Catalog): Catalog {
    const kept = this.#kept.get(key) ?? make();
    if (this.#kept.size >= MAX_KEPT) this.#kept.clear();
    this.#kept.set(key, kept);
    return kept;
  }
}

function documentAt(address: string, documents: readonly ApiFile[]): ApiFile | undefined {
  const path = address.replace(/[?#].*$/, '');
  const name = path.slice(path.lastIndexOf('/') + 1);
  const named = documents.filter(({ file }) => basename(file) === name);
  if (named.length === 1) return named[0];
  if (!/\.(json|ya?ml)$|openapi|swagger|api-docs/i.test(name)) return undefined;
  const served = (named.length > 0 ? named : documents)
    .map((document) => ({ document, depth: depthOfServer(path, document) }))
    .filter(({ depth }) => depth > 0)
    .sort((a, b) => b.depth - a.depth);
  // Two documents of the same server: neither is more likely.
  return served[0] && served[0].depth !== served[1]?.depth ? served[0].document : undefined;
}

/** Length of the longest of a document's servers that an address lies below; 0 without any. */
function depthOfServer(address: string, { servers }: ApiFile): number {
  return Math.max(0, ...servers.map(({ url }) => (address.startsWith(`${url}/`) ? url.length : 0)));
}
