import { readdir, readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { ApiServer } from '@parley/adapter-http';
import type { Catalog, Operation } from '@parley/dsl';
import { commonError, isObject, type ParleyError } from '@parley/kernel';

/** An API document from a file. */
export interface ApiFile {
  readonly file: string;
  readonly operations: readonly Operation[];
  readonly servers: readonly ApiServer[];
}

/** What was read of the files that `--catalog` names. */
export interface CatalogFiles {
  /** Catalogs and documents whose addresses were given, in one. */
  readonly catalog: Catalog;
  /** Documents whose addresses are found by what the definitions say. */
  readonly documents: readonly ApiFile[];
}

/** The option of the commands that know APIs. */
export const CATALOG_OPTION = {
  type: 'string',
  valueHint: 'FILE',
  description: 'OpenAPI document, folder of them, or JSON catalog to check against; ADDRESS=FILE; may be repeated',
} as const;

/** The values of `--catalog`, which may be given several times. */
export function catalogOptions(rawArgs: readonly string[]): string[] {
  const options = { catalog: { type: 'string', multiple: true } } as const;
  const { values } = parseArgs({ args: [...rawArgs], options, strict: false, allowPositionals: true });
  return (values.catalog ?? []).map((value) => (typeof value === 'string' ? value : ''));
}

/**
 * Reads what definitions can use: API documents (OpenAPI, Swagger; JSON or YAML) and Parley's own JSON catalogs. Each
 * name is a file, a folder with such files, or `ADDRESS=FILE`, which says under which address definitions name the
 * document. Refuses with `invalid_request` what cannot be read or is neither.
 */
export async function readCatalogFiles(names: readonly string[]): Promise<CatalogFiles> {
  // Loaded when asked for: a check without a catalog should not wait for it.
  const [{ importOpenApi }, { BUILTIN_FUNCTIONS }] = await Promise.all([
    import('@parley/adapter-http'),
    import('@parley/module-workflow'),
  ]);
  const catalogs: Catalog[] = [];
  const documents: ApiFile[] = [];
  for (const { file, address } of (await Promise.all(names.map(filesOf))).flat()) {
    const text = await readText(file);
    const catalog = parseCatalog(text);
    if (catalog) {
      catalogs.push(catalog);
      continue;
    }
    const connection = basename(file, extname(file));
    const { diagnostics, operations, events, servers } = importOpenApi(text, {
      connection,
      documentUrl: address ?? '',
    });
    const wrong = diagnostics.find(({ severity }) => severity === 'error');
    if (wrong) throw unusable(file, `is neither an API document nor a catalog: ${wrong.message}`);
    catalogs.push({ operations: address === undefined ? [] : operations, events, functions: [] });
    if (address === undefined) documents.push({ file, operations, servers });
  }
  return { catalog: merge(catalogs, { operations: [], events: [], functions: BUILTIN_FUNCTIONS }), documents };
}

/** Catalogs in one; functions of the first that has some, of `fallback` when none has. */
function merge(catalogs: readonly Catalog[], fallback: Catalog): Catalog {
  return {
    operations: catalogs.flatMap(({ operations }) => operations),
    events: catalogs.flatMap(({ events }) => events),
    functions: catalogs.find(({ functions }) => functions.length > 0)?.functions ?? fallback.functions,
    workflows: catalogs.flatMap(({ workflows }) => workflows ?? []),
  };
}

interface NamedFile {
  readonly file: string;
  readonly address?: string;
}

async function filesOf(name: string): Promise<NamedFile[]> {
  const [, address, file] = /^([a-z][a-z0-9+.-]*:\/\/.*)=([^=]*)$/i.exec(name) ?? [];
  if (address !== undefined && file !== undefined) return [{ file, address }];
  const entries = await readdir(name).catch(() => undefined);
  if (!entries) return [{ file: name }];
  const files = entries.filter((entry) => /\.(json|ya?ml)$/i.test(entry)).toSorted();
  if (files.length === 0) throw unusable(name, 'has no .json, .yaml or .yml files');
  return files.map((entry) => ({ file: join(name, entry) }));
}

async function readText(file: string): Promise<string> {
  if (file === '') throw commonError('invalid_request', '--catalog needs a file', { hint: 'Write --catalog FILE.' });
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    const reason = missing ? 'there is no such file' : (cause as Error).message;
    throw commonError('invalid_request', `${file} cannot be read: ${reason}`, { cause });
  }
}

function parseCatalog(text: string): Catalog | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isCatalog(value) ? value : undefined;
  } catch {
    return undefined; // the reader of API documents says what is wrong with it
  }
}

function unusable(file: string, problem: string): ParleyError {
  return commonError('invalid_request', `${file} ${problem}`, {
    hint: 'It takes OpenAPI or Swagger documents, and JSON with the lists operations, events and functions.',
  });
}

/** Whether a value has the form of a catalog, as far as anything relies on it. */
export function isCatalog(value: unknown): value is Catalog {
  if (!isObject(value)) return false;
  const { operations, events, functions, workflows = [] } = value;
  return (
    isListOf(operations, ['id', 'connection', 'name', 'documentUrl', 'method', 'path', 'summary'], ['errors']) &&
    isListOf(events, ['type', 'connection', 'summary']) &&
    isListOf(functions, ['call', 'summary']) &&
    isListOf(workflows, ['namespace', 'name', 'version', 'summary'])
  );
}

function isListOf(value: unknown, texts: readonly string[], lists: readonly string[] = []): boolean {
  const fits = (item: unknown): boolean =>
    isObject(item) &&
    texts.every((key) => typeof item[key] === 'string') &&
    lists.every((key) => Array.isArray(item[key]));
  return Array.isArray(value) && value.every(fits);
}
