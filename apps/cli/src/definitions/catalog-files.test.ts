import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ParleyError } from '@parley/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { check } from '../commands/check.ts';
import { AddressedCatalog } from './addressed-catalog.ts';
import { type CatalogFiles, catalogOptions, readCatalogFiles } from './catalog-files.ts';
import { fakeTerminal } from './testing.ts';

const APIS = join(import.meta.dirname, '../../../../examples/restaurant/apis');
const KITCHEN = join(APIS, 'kitchen.yaml');
const HEAD = 'document: { dsl: 1.0.3, namespace: a, name: b, version: 1.0.0 }\n';
const CATALOG = JSON.stringify({
  operations: [],
  events: [],
  functions: [{ call: 'weigh:1@default', summary: '', input: true, output: true }],
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'catalog-'));
  await writeFile(join(folder, 'catalog.json'), CATALOG);
  await writeFile(join(folder, 'wrong.yaml'), 'a: 1\n');
  await writeFile(join(folder, 'half.json'), '{ "operations": [null], "events": [], "functions": [] }');
});
afterAll(() => rm(folder, { recursive: true }));

const calling = (address: string, operationId = 'getCapacity', parameters = '{}'): string => `${HEAD}do:
  - ask:
      call: openapi
      with: { document: { endpoint: "${address}" }, operationId: ${operationId}, parameters: ${parameters} }
  - keep:
      set: { left: "\${ .remaning }" }
`;

async function findings(catalog: readonly string[] | CatalogFiles, text: string) {
  const files = 'documents' in catalog ? catalog : await readCatalogFiles(catalog);
  const known = new AddressedCatalog(files);
  const terminal = fakeTerminal({ '-': text });
  const exitCode = await check(['-'], { json: true, quiet: true, strict: false, catalog: known }, terminal);
  const { files: checked } = JSON.parse(terminal.written.out) as { files: { diagnostics: { code: string }[] }[] };
  return { exitCode, codes: checked[0]!.diagnostics.map(({ code }) => code), err: terminal.written.err };
}

describe('--catalog', () => {
  it.each([
    ['an address on one of its servers', [KITCHEN], 'https://api.restaurant.example/kitchen/openapi.json'],
    ['an address with its file name', [KITCHEN], 'https://docs.example.com/kitchen.yaml?version=3'],
    ['an address that is given', [`https://a.example.com/k?v=1=${KITCHEN}`], 'https://a.example.com/k?v=1'],
    ['one of several in a folder', [APIS], 'https://sandbox.restaurant.example/kitchen/openapi.yaml'],
  ])('checks calls of an OpenAPI document by %s', async (_, files, address) => {
    const read = await readCatalogFiles(files);
    const codes = async (text: string) => (await findings(read, text)).codes;
    expect(await codes(calling(address).replace('remaning', 'remaining'))).toEqual([]);
    expect(await codes(calling(address))).toEqual(['undeclared_field']);
    expect(await codes(calling(address, 'getCapasity'))).toContain('unknown_operation');
    expect(await codes(calling(address, 'getCapacity', '{ station: 7 }'))).toContain('wrong_argument_type');
  });
  it('says when a document is that of no definition, and checks nothing against it', async () => {
    const { codes, err } = await findings([KITCHEN], calling('https://elsewhere.example.com/openapi.json'));
    expect(codes).toEqual([]);
    expect(err).toBe(
      `! ${KITCHEN} is not used: no definition names it as an API document. Say under which address they do: --catalog https://...=${KITCHEN}\n`,
    );
  });
  it('does not take the address of a call for that of a document', async () => {
    const text = `${HEAD}do:\n  - a: { call: http, with: { method: get, endpoint: https://api.restaurant.example/kitchen/capacity } }\n`;
    const known = new AddressedCatalog(await readCatalogFiles([KITCHEN]));
    expect(known.for(text).operations).toEqual([]);
  });
  it('gives the same catalog for texts that name the same documents', async () => {
    const known = new AddressedCatalog(await readCatalogFiles([APIS]));
    const one = calling('https://api.restaurant.example/kitchen/openapi.json');
    expect(known.for(`${one}# more\n`)).toBe(known.for(one));
    expect(known.for(HEAD).operations).toEqual([]);
  });
  it('knows the functions of Parley, or those of a catalog', async () => {
    const calls = (name: string) => `${HEAD}do:\n  - a: { call: "${name}", with: { title: x, assignee: y } }\n`;
    expect((await findings([KITCHEN], calls('aprove:1@default'))).codes).toEqual(['unknown_function']);
    expect((await findings([KITCHEN], calls('approve:1@default'))).codes).toEqual([]);
    expect((await findings([join(folder, 'catalog.json')], calls('approve:1@default'))).codes).toEqual([
      'unknown_function',
    ]);
  });
  it.each([
    ['none.yaml', 'none.yaml cannot be read: there is no such file'],
    ['wrong.yaml', 'wrong.yaml is neither an API document nor a catalog: The document has no "openapi: 3.x"'],
    ['half.json', 'half.json is neither an API document nor a catalog'],
  ])('refuses %s', async (file, message) => {
    const failure = await readCatalogFiles([join(folder, file)]).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ParleyError);
    expect((failure as ParleyError).message).toContain(message);
  });
  it('may be repeated', () => {
    expect(catalogOptions(['--catalog', 'a.yaml', 'x.yaml', '--strict', '--catalog=b.yaml'])).toEqual([
      'a.yaml',
      'b.yaml',
    ]);
    expect(catalogOptions(['x.yaml'])).toEqual([]);
  });
});
