import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CompletionItem, CompletionList, Hover } from 'vscode-languageserver/node';
import { applyEdits, startEditor, type TestEditor } from './testing.ts';

/** As a team has it: an API with one operation and one webhook. */
const KITCHEN = `openapi: 3.1.0
info: { title: Kitchen, version: 1.0.0 }
paths:
  /capacity:
    get:
      operationId: getCapacity
      summary: How many meals can be cooked
      parameters:
        - { name: day, in: query, description: The day to ask for, schema: { type: string } }
        - { name: unit, in: query, required: true, schema: { enum: [hour, day] } }
        - name: near
          in: query
          schema: { type: object, properties: { city: { type: string }, exact: { type: boolean } } }
      responses:
        "200": { description: OK, content: { application/json: { schema: { properties: { free: { type: number } } } } } }
webhooks:
  order.placed:
    post: { summary: An order came in, responses: { "200": { description: OK } } }
`;

const HEAD = 'document: { dsl: 1.0.3, namespace: a, name: b, version: 1.0.0 }\n';
const USE = `use:
  secrets: [apiKey]
  functions:
    getCapacity:
      call: openapi
      with: { document: { endpoint: "https://kitchen.example.com/openapi.json" }, operationId: getCapacity }
  retries:
    patient: { delay: PT1S }
`;

let folder: string;
let editor: TestEditor;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'completion-'));
  const file = join(folder, 'kitchen.yaml');
  await writeFile(file, KITCHEN);
  editor = await startEditor([], { catalog: [`https://kitchen.example.com/openapi.json=${file}`] });
});
afterAll(async () => {
  await editor.stop();
  await rm(folder, { recursive: true });
});

async function items(marked: string): Promise<CompletionItem[]> {
  const { items: found } = await editor.open(marked).ask<CompletionList>('completion');
  return found.toSorted((a, b) => a.sortText!.localeCompare(b.sortText!));
}

const labels = async (marked: string): Promise<string[]> => (await items(marked)).map(({ label }) => label);

/** The text after an item was taken. */
async function taken(marked: string, label: string): Promise<string> {
  const item = (await items(marked)).find((candidate) => candidate.label === label);
  expect(item, `no ${label}`).toBeDefined();
  return applyEdits(marked.replace('§', ''), [item!.textEdit as never]);
}

describe('completion of properties', () => {
  it('offers what a definition can have, in an empty file too', async () => {
    expect(await labels('§')).toEqual(['document', 'input', 'use', 'schedule', 'evaluate', 'timeout', 'do', 'output']);
    expect(await labels(`${HEAD}s§\ndo: []\n`)).toEqual(['schedule', 'use']);
  });
  it('leaves out what is there and what excludes it', async () => {
    const here = await labels(`${HEAD}do:\n  - a:\n      wait: PT1S\n      §\n`);
    expect(here).toEqual(['if', 'input', 'output', 'export', 'timeout', 'then', 'metadata']);
    expect(await labels(`${HEAD}do:\n  - a:\n      run:\n        shell: { command: ls }\n        §\n`)).toEqual([
      'await',
      'return',
    ]);
  });
  it('offers task types where a task begins', async () => {
    const here = await labels(`${HEAD}do:\n  - a:\n      §\n`);
    expect(here.slice(0, 4)).toEqual(['call', 'do', 'emit', 'for']);
    expect(await labels(`${HEAD}do:\n  - a:\n      wa§\n  - b: { wait: PT1S }\n`)).toEqual(['wait']);
  });
  it('writes the key with what follows it in its column', async () => {
    expect(await taken(`${HEAD}do:\n  - a:\n      wa§\n`, 'wait')).toBe(`${HEAD}do:\n  - a:\n      wait: \n`);
    expect(await taken(`${HEAD}do:\n  - a:\n      wait: PT1S\n      met§\n`, 'metadata')).toContain(
      '      metadata:\n        \n',
    );
    expect(await taken(`${HEAD}do:\n  - t§\n`, 't').catch(() => 'none')).toBe('none');
    expect(await taken(`${HEAD}do:\n  - a:\n      wait: PT1S\n      the§: end\n`, 'then')).toContain(
      '      then: end\n',
    );
  });
  it('works in braces and where other lines are unfinished', async () => {
    expect(await labels(`${HEAD}do:\n  - a: { wait: PT1S, the§ }\n`)).toEqual(['then']);
    expect(await labels(`${HEAD}do:\n  - a: { wait: PT1S, the§`)).toEqual(['then']);
    expect(await labels(`${HEAD}do:\n  - x:\n      wait PT1S\n  - a:\n      wait: PT1S\n      the§\n`)).toEqual([
      'then',
    ]);
  });
});

describe('completion of values', () => {
  it('offers where a task can go: its siblings and the directives', async () => {
    const text = `${HEAD}do:\n  - a:\n      wait: PT1S\n      then: §\n  - b:\n      do:\n        - inner: { wait: PT1S }\n`;
    expect(await labels(text)).toEqual(['a', 'b', 'continue', 'exit', 'end']);
    expect(await taken(text.replace('§', 'e§'), 'end')).toContain('then: end\n');
  });
  it('offers what can be called: functions, protocols and the functions of the runtime', async () => {
    const here = await labels(`${HEAD}${USE}do:\n  - a:\n      call: §\n`);
    expect(here.slice(0, 7)).toEqual(['getCapacity', 'http', 'openapi', 'grpc', 'asyncapi', 'a2a', 'mcp']);
    expect(here).toContain('approve:1@default');
  });
  it('offers names of components, closed lists, truth values, durations and events', async () => {
    const value = (line: string) => labels(`${HEAD}${USE}do:\n  - a:\n${line}\n`);
    expect(await value('      try: []\n      catch:\n        retry: §')).toEqual(['patient']);
    expect(await value('      call: http\n      with:\n        output: §')).toEqual(['content', 'raw', 'response']);
    expect(await value('      call: http\n      with:\n        redirect: §')).toEqual(['true', 'false']);
    expect(await value('      wait: §')).toContain('PT15M');
    expect(await value('      emit:\n        event:\n          with:\n            type: §')).toEqual(['order.placed']);
    expect(
      await value('      listen:\n        to:\n          one:\n            with:\n              type: ord§'),
    ).toEqual(['order.placed']);
  });
  it('offers the arguments of an operation and their values', async () => {
    const call = (rest: string) => `${HEAD}${USE}do:\n  - a:\n      call: getCapacity\n      with:\n${rest}\n`;
    expect(await labels(call('        §'))).toEqual(['unit', 'day', 'near']);
    expect(await labels(call('        day: x\n        un§'))).toEqual(['unit']);
    expect(await labels(call('        unit: §'))).toEqual(['hour', 'day']);
    expect(await labels(call('        near:\n          §'))).toEqual(['city', 'exact']);
    expect(await labels(call('        near: { exact: § }'))).toEqual(['true', 'false']);
    expect(await labels(call('        tit§').replace('call: getCapacity', 'call: approve:1@default'))).toEqual([
      'title',
    ]);
    const [unit, day] = await items(call('        §'));
    expect(unit!.detail).toBe('required');
    expect(day!.documentation).toEqual({ kind: 'markdown', value: 'The day to ask for' });
  });
});

describe('completion of expressions', () => {
  const inLoop = (line: string) =>
    `${HEAD}${USE}do:\n  - l:\n      for: { each: pet, in: .pets }\n      do:\n        - a:\n            ${line}\n`;
  it('offers variables of the place, functions and keywords', async () => {
    const here = await labels(inLoop('if: §'));
    expect(here).toContain('$pet');
    expect(here).toContain('$context');
    expect(here).not.toContain('$output');
    expect(here).toContain('map(f)');
    expect(await labels(inLoop('if: $pe§ == 1'))).toEqual(['$pet']);
    expect(await labels(inLoop('set: { x: "${ $pe§ }" }'))).toEqual(['$pet']);
  });
  it('works in an expression that is not closed yet', async () => {
    expect(await labels(inLoop('set: { x: "${ $pe§'))).toEqual(['$pet']);
    expect(await taken(inLoop('set:\n              x: ${ sor§'), 'sort_by(f)')).toContain('x: ${ sort_by(\n');
  });
  it('replaces exactly the word, whatever the quotes', async () => {
    expect(await taken(inLoop("set: { x: '${ \"it''s\" + $pe§ }' }"), '$pet')).toContain(`'\${ "it''s" + $pet }'`);
    expect(await taken(inLoop('set: { x: "${ \\"a\\" + $pe§ }" }'), '$pet')).toContain('"${ \\"a\\" + $pet }"');
  });
  it('offers the secrets', async () => {
    expect(await labels(inLoop('set: { x: "${ $secrets.§ }" }'))).toEqual(['apiKey']);
  });
  it('offers nothing in texts that are not evaluated', async () => {
    expect(await labels(inLoop('set: { x: "$pe§" }'))).toEqual([]);
  });
});

describe('hover', () => {
  const hover = async (marked: string): Promise<string> => {
    const found = await editor.open(marked).ask<Hover | null>('hover');
    return found ? (found.contents as { value: string }).value : '';
  };
  const call = (line: string) => `${HEAD}${USE}do:\n  - a:\n      call: getCapacity\n      with:\n        ${line}\n`;
  it('tells what a property is for', async () => {
    expect(await hover(`${HEAD}do:\n  - a: { w§ait: PT1S }\n`)).toContain('**wait** ');
  });
  it('tells what a task and a function do, with the operation behind them', async () => {
    const text = await hover(call('day: x').replace('- a', '- a§'));
    expect(text).toContain('`kitchen.getCapacity` GET /capacity');
    expect(text).toContain('How many meals can be cooked');
    expect(await hover(call('day: x').replace('call: getCap', 'call: getCap§'))).toContain('kitchen.getCapacity');
    expect(await hover(call('day: x').replace('call: getCapacity', 'call: appro§ve:1@default'))).toContain(
      'Asks a person',
    );
  });
  it('tells what an argument is', async () => {
    expect(await hover(call('d§ay: x'))).toBe('**day** `string`\n\nThe day to ask for');
  });
  it('tells values in words', async () => {
    expect(await hover(`${HEAD}do:\n  - a: { wait: PT9§0M }\n`)).toBe('1 hour 30 minutes');
    expect(await hover(`${HEAD}do:\n  - a: { emit: { event: { with: { type: order§.placed } } } }\n`)).toContain(
      'An order came in',
    );
  });
  it('tells what a function of jq does', async () => {
    const text = await hover(`${HEAD}do:\n  - a: { if: "(.x | len§gth) > 1", wait: PT1S }\n`);
    expect(text).toContain('`length`: `');
    expect(text).toContain('Code points, items, entries');
  });
});
