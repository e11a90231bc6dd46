import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CodeAction, DocumentSymbol, Location, Range, TextEdit, WorkspaceEdit } from 'vscode-languageserver/node';
import { applyEdits, startEditor, type TestEditor } from './testing.ts';

const HEAD = 'document: { dsl: 1.0.3, namespace: a, name: b, version: 1.0.0 }\n';
const TEXT = `${HEAD}use:
  secrets:
    - apiKey
  functions:
    ask:
      call: http
      with:
        method: get
        endpoint: https://example.com
        headers:
          Authorization: \${ "Bearer " + $secrets.apiKey }
  retries:
    patient:
      delay: PT1S
do:
  - route:
      switch:
        - large:
            when: .amount > 10
            then: review
  - loop:
      for:
        each: pet
        in: .pets
      do:
        - tryIt:
            try:
              - call:
                  call: ask
                  with: { name: "\${ $pet.name }", all: '\${ {$pet} }' }
            catch:
              retry: patient
      then: review
  - review:
      set:
        inner: \${ .pet }
`;

let editor: TestEditor;
beforeAll(async () => {
  editor = await startEditor();
});
afterAll(async () => {
  expect(await editor.stop()).toBe(0);
});

/** Opens the text with the cursor in the last of some words. */
const at = (words: string, occurrence = 0) => {
  let index = -1;
  for (let seen = 0; seen <= occurrence; seen++) index = TEXT.indexOf(words, index + 1);
  expect(index).toBeGreaterThanOrEqual(0);
  const cursor = index + words.length - 1;
  return editor.open(`${TEXT.slice(0, cursor)}§${TEXT.slice(cursor)}`);
};
const shown = (text: string, { start, end }: Range) => {
  const line = text.split('\n')[start.line]!;
  return start.line === end.line ? line.slice(start.character, end.character) : line.slice(start.character);
};

async function renamed(words: string, newName: string, occurrence = 0): Promise<string> {
  const document = at(words, occurrence);
  const { changes } = await document.ask<WorkspaceEdit>('rename', { newName });
  return applyEdits(TEXT, changes![document.uri]!);
}

describe('findings', () => {
  it('arrive when a text is opened and after every change', async () => {
    const document = editor.open(TEXT);
    expect(await document.findings()).toEqual([]);
    const line = TEXT.split('\n').findIndex((text) => text.includes('then: review'));
    const range = { start: { line, character: 18 }, end: { line, character: 24 } };
    const [finding] = await document.change(range, 'reviw');
    expect(finding).toMatchObject({ code: 'unknown_target', severity: 1, source: 'parley' });
    expect(finding!.message).toContain('Did you mean review?');
    expect(shown(document.text(), finding!.range)).toBe('reviw');
    expect(await document.change({ ...range, end: { line, character: 23 } }, 'review')).toEqual([]);
  });
  it('of a text that is no definition are none', async () => {
    expect(await editor.open('services:\n  web: { image: nginx }\n').findings()).toEqual([]);
  });
  it('are told as warnings and hints, with the place that explains them', async () => {
    const document = editor.open(`${HEAD}do:\n  - a: { wait: PT1S, then: end }\n  - b: { wait: PT1S }\n`);
    expect(await document.findings()).toMatchObject([
      { code: 'unreachable_task', severity: 2, relatedInformation: [{ message: '"a" is here' }] },
    ]);
  });
  it('can be removed by a fix, one or all', async () => {
    const text = `${HEAD}do:\n  - a: { wiat: PT1S, then: edn }\n`;
    const document = editor.open(text);
    const range = { start: { line: 2, character: 10 }, end: { line: 2, character: 10 } };
    const actions = await document.ask<CodeAction[]>('codeAction', { range, context: { diagnostics: [] } });
    expect(actions.map(({ title }) => title)).toEqual(['Replace by wait', 'Fix all 2 findings that can be fixed']);
    const edits = actions[1]!.edit!.changes![document.uri]!;
    expect(applyEdits(text, edits)).toBe(`${HEAD}do:\n  - a: { wait: PT1S, then: end }\n`);
  });
});

describe('definitions', () => {
  it.each([
    ['then: review', 'review'],
    ['call: ask', 'ask'],
    ['retry: patient', 'patient'],
    ['secrets.apiKey', 'apiKey'],
    ['$pet', 'pet'],
  ])('of %s are found', async (words, name) => {
    const location = await at(words).ask<Location>('definition');
    const definition = shown(TEXT, location.range);
    expect(definition).toBe(name);
  });
  it('of what has no name are none', async () => {
    expect(await at('PT1S').ask('definition')).toBeNull();
  });
  it('of a variable with its usual name are the loop', async () => {
    const text = `${HEAD}do:\n  - l:\n      for: { in: .a }\n      do:\n        - s: { set: { x: "\${ $it§em }" } }\n`;
    const location = await editor.open(text).ask<Location>('definition');
    expect(shown(text, location.range)).toBe('for');
  });
});

describe('references', () => {
  it('are all places that name the same', async () => {
    const found = await at('then: review').ask<Location[]>('references', { context: { includeDeclaration: true } });
    expect(found.map(({ range }) => range.start.line + 1)).toEqual([
      TEXT.split('\n').indexOf('  - review:') + 1,
      TEXT.split('\n').indexOf('            then: review') + 1,
      TEXT.split('\n').indexOf('      then: review') + 1,
    ]);
  });
});

describe('rename', () => {
  it('changes a task and the directives that lead to it', async () => {
    const expected = TEXT.replaceAll('then: review', 'then: check it').replace('- review:', '- check it:');
    expect(await renamed('- review', 'check it')).toBe(expected);
    expect(await renamed('then: review', 'check it')).toBe(expected);
  });
  it('changes functions, retries and secrets wherever they are used', async () => {
    expect(await renamed('call: ask', 'question')).toBe(
      TEXT.replace('    ask:', '    question:').replace('call: ask', 'call: question'),
    );
    expect(await renamed('retry: patient', 'often')).toBe(TEXT.replaceAll('patient', 'often'));
    expect(await renamed('- apiKey', 'token')).toBe(TEXT.replaceAll('apiKey', 'token'));
  });
  it('changes a variable in every expression, but not fields and keys of that name', async () => {
    expect(await renamed('each: pet', 'animal')).toBe(
      TEXT.replace('each: pet', 'each: animal')
        .replace('$pet.name', '$animal.name')
        .replace('{$pet}', '{pet: $animal}'),
    );
  });
  it('puts a name in quotes where it needs them', async () => {
    expect(await renamed('- review', 'yes: no')).toContain("- 'yes: no':");
  });
  it('refuses names that are taken or cannot be', async () => {
    await expect(renamed('- review', 'loop')).rejects.toThrow('There is already loop here');
    await expect(renamed('each: pet', 'a b')).rejects.toThrow('Letters, digits and underscores');
    await expect(renamed('- review', ' ')).rejects.toThrow('A name is one line');
    await expect(renamed('PT1S', 'x')).rejects.toThrow('no name here');
  });
  it('shows what would be renamed', async () => {
    expect(await at('call: ask').ask('prepareRename')).toMatchObject({ placeholder: 'ask' });
    expect(await at('PT1S').ask('prepareRename')).toBeNull();
  });
});

describe('the outline', () => {
  it('has components and tasks as they are nested', async () => {
    const outline = (symbols: DocumentSymbol[]): unknown[] =>
      symbols.map(({ name, children = [] }) => (children.length > 0 ? [name, outline(children)] : name));
    const symbols = await editor.open(TEXT).ask<DocumentSymbol[]>('documentSymbol');
    expect(outline(symbols)).toEqual([
      ['functions', ['ask']],
      ['retries', ['patient']],
      'route',
      ['loop', [['tryIt', ['call']]]],
      'review',
    ]);
    expect(symbols.at(-1)).toMatchObject({ detail: 'sets inner', selectionRange: { start: { character: 4 } } });
  });
});

describe('formatting', () => {
  it('gives the edits to the canonical form', async () => {
    const text = `do: [{ a: { then: end, wait: "PT1S" } }]\n${HEAD}`;
    const edits = await editor
      .open(text)
      .ask<TextEdit[]>('formatting', { options: { tabSize: 2, insertSpaces: true } });
    expect(applyEdits(text, edits)).toContain('do:\n  - a:\n      wait: PT1S\n      then: end\n');
    const formatted = editor.open(applyEdits(text, edits));
    expect(await formatted.ask('formatting', { options: { tabSize: 2, insertSpaces: true } })).toEqual([]);
  });
});

describe('tokens', () => {
  it('tell names, references and the inside of expressions', async () => {
    const text = `${HEAD}do:\n  - a:\n      if: .x | length > 1\n      set: { y: "\${ $input.z }" }\n      then: end\n`;
    const document = editor.open(text);
    const { data } = await document.ask<{ data: number[] }>('semanticTokens/full');
    const legend = (editor.capabilities.semanticTokensProvider as { legend: { tokenTypes: string[] } }).legend;
    const tokens: string[] = [];
    let [line, character] = [0, 0];
    for (let at = 0; at < data.length; at += 5) {
      const [deltaLine, delta, length, type] = data.slice(at, at + 4) as [number, number, number, number];
      character = deltaLine === 0 ? character + delta : delta;
      line += deltaLine;
      tokens.push(`${legend.tokenTypes[type]} ${text.split('\n')[line]!.slice(character, character + length)}`);
    }
    expect(tokens).toEqual([
      'class a',
      'property x',
      'function length',
      'number 1',
      'variable $input',
      'property z',
      'keyword end',
    ]);
  });
});
