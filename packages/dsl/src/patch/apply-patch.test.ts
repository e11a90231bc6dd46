import { describe, expect, it } from 'vitest';
import { applyPatch, type PatchOperation } from '../index.ts';

const TEXT = `# The order process

document:
    dsl: '1.0.3'   # the language
    namespace: shop
    name: orders
    version: "1.0.0"

use:
    functions: { getCapacity: { call: http, with: { method: get, endpoint: https://kitchen.example.com } } }

do:
    # first ask
    - getCapacity:   # the kitchen
        call: getCapacity
        with: {}

    # then wait
    - pause:
        wait: PT15M  # long enough
        # deeper comment

    - route:
        switch:
          - full:
              when: .free == 0   # nothing left
              then: end
          - other:
              then: notify
    - notify:
        call: http
        with:
            method:   post
            endpoint: https://example.com/messages
            body:
                tags: [a,  b,   c]
# the end
`;

function edit(...operations: PatchOperation[]): string {
  const result = applyPatch(TEXT, operations);
  expect(result.ok ? [] : result.diagnostics).toEqual([]);
  return result.text;
}

/** The text with some parts replaced; each must be there. */
function withParts(...parts: [old: string, fresh: string][]): string {
  return parts.reduce((text, [old, fresh]) => {
    expect(text).toContain(old);
    return text.replace(old, () => fresh);
  }, TEXT);
}

const PAUSE = `    # then wait
    - pause:
        wait: PT15M  # long enough
        # deeper comment

`;

describe('applyPatch', () => {
  it('changes nothing where nothing changes', () => {
    expect(edit({ op: 'setField', pointer: '/do/1/pause/wait', value: 'PT15M' })).toBe(TEXT);
  });
  it('adds a task beside others, with the blank lines they have', () => {
    const task = { set: { a: 1 } };
    const text = edit({ op: 'addTask', list: '/do', at: { after: 'pause' }, name: 'note', task });
    expect(text).toBe(withParts([PAUSE, `${PAUSE.trimEnd()}\n    - note:\n        set:\n          a: 1\n\n`]));
  });
  it('removes a task with the comment above it', () => {
    expect(edit({ op: 'removeTask', task: '/do/1/pause' })).toBe(withParts([PAUSE, '']));
  });
  it('moves a task with its comments into another one and changes its indentation', () => {
    const text = edit(
      { op: 'addTask', list: '/do', at: 1, name: 'tryPause', task: { try: [], catch: {} } },
      { op: 'moveTask', task: '/do/2/pause', list: '/do/1/tryPause/try' },
    );
    const nested = `    - tryPause:
        try:
          # then wait
          - pause:
              wait: PT15M  # long enough
              # deeper comment
        catch: {}
`;
    expect(text).toBe(withParts([`\n${PAUSE}`, `${nested}\n`]));
  });
  it('renames a task and lets the directives to it follow', () => {
    const text = edit({ op: 'renameTask', task: '/do/3/notify', name: 'tell' });
    expect(text).toBe(withParts(['then: notify', 'then: tell'], ['- notify:', '- tell:']));
  });
  it('keeps the comment and the quotes of a value it replaces', () => {
    const text = edit(
      { op: 'setField', pointer: '/document/version', value: '1.1.0' },
      { op: 'setField', pointer: '/document/dsl', value: '1.0.2' },
      { op: 'setField', pointer: '/do/1/pause/wait', value: { minutes: 5 } },
    );
    const wait = 'wait: # long enough\n          minutes: 5';
    expect(text).toBe(
      withParts(['"1.0.0"', '"1.1.0"'], ["'1.0.3'   #", "'1.0.2' #"], ['wait: PT15M  # long enough', wait]),
    );
  });
  it('puts a new property in its place', () => {
    const text = edit(
      { op: 'setCondition', task: '/do/1/pause', condition: '.late' },
      { op: 'setTrigger', schedule: { cron: '0 9 * * 1-5' } },
    );
    expect(text).toBe(
      withParts(
        ['        wait:', '        if: .late\n        wait:'],
        ['do:\n', 'schedule:\n  cron: 0 9 * * 1-5\n\ndo:\n'],
      ),
    );
  });
  it('adds a case to a switch and an entry to a map in braces', () => {
    const text = edit(
      { op: 'addItem', list: '/do/2/route/switch', at: 1, value: { late: { when: '.late', then: 'end' } } },
      { op: 'setField', pointer: '/use/functions/getCapacity/with/query', value: { day: '${ .day }' } },
      { op: 'setField', pointer: '/do/0/getCapacity/with/day', value: 1 },
    );
    const late = '          - late:\n              when: .late\n              then: end\n';
    expect(text).toBe(
      withParts(
        ['          - other:', `${late}          - other:`],
        ['kitchen.example.com }', "kitchen.example.com, query: { day: '${ .day }' } }"],
        ['with: {}', 'with:\n          day: 1'],
      ),
    );
  });
  it('writes JSON into JSON', () => {
    const before = applyPatch(TEXT, []);
    const json = JSON.stringify(before.ok && before.workflow, null, 2);
    const result = applyPatch(json, [
      { op: 'addTask', list: '/do', at: 0, name: 'note', task: { set: { a: [1] } } },
      { op: 'removeField', pointer: '/use/functions/getCapacity/with' },
      { op: 'removeTask', task: '/do/1/getCapacity' },
      { op: 'setField', pointer: '/use', value: {} },
    ]);
    expect(result.ok && JSON.stringify(JSON.parse(result.text), null, 2)).toBe(result.text);
  });
  it('keeps Windows line breaks', () => {
    const result = applyPatch(TEXT.replaceAll('\n', '\r\n'), [
      { op: 'addTask', list: '/do', name: 'note', task: { set: { a: 1 } } },
      { op: 'removeTask', task: '/do/1/pause' },
    ]);
    expect(result.ok).toBe(true);
    expect(result.text.replaceAll('\r\n', '')).not.toContain('\n');
  });
  it('keeps the comments of a text with anchors', () => {
    const text = TEXT.replace('with: {}', 'with: &none {}').replace('[a,  b,   c]', '*none');
    const result = applyPatch(text, [{ op: 'setField', pointer: '/do/3/notify/with/body/tags', value: ['x'] }]);
    expect(result.ok && result.workflow.do[3]).toMatchObject({ notify: { with: { body: { tags: ['x'] } } } });
    for (const comment of TEXT.match(/#.*/g)!) expect(result.text).toContain(comment);
  });
  it('changes nothing when one operation does not fit', () => {
    const result = applyPatch(TEXT, [
      { op: 'removeTask', task: '/do/1/pause' },
      { op: 'removeTask', task: '/do/1/pause' },
    ]);
    expect(result).toMatchObject({ ok: false, text: TEXT, diagnostics: [{ code: 'patch_target' }] });
  });
  it('changes nothing when the result would be wrong', () => {
    const result = applyPatch(TEXT, [{ op: 'removeTask', task: '/do/3/notify' }]);
    expect(result).toMatchObject({ ok: false, text: TEXT, diagnostics: [{ code: 'unknown_target' }] });
  });
  it.each([
    ['a task that is not there', { op: 'setCondition', task: '/do/7/x', condition: '.a' }],
    ['a move of a task into itself', { op: 'moveTask', task: '/do/2/route', list: '/do/2/route/do' }],
    ['a place outside of a list', { op: 'addTask', list: '/do', at: 9, name: 'x', task: { set: {} } }],
    [
      'a neighbour that is not there',
      { op: 'addTask', list: '/do', at: { before: 'x' }, name: 'y', task: { set: {} } },
    ],
    ['a property of a text', { op: 'setField', pointer: '/document/name/first', value: 1 }],
    ['an item as a property', { op: 'removeField', pointer: '/do/0' }],
    ['a property as an item', { op: 'removeItem', pointer: '/do/0/getCapacity/with' }],
  ])('refuses %s', (_what, operation) => {
    const result = applyPatch(TEXT, [operation as PatchOperation]);
    expect(result).toMatchObject({ ok: false, diagnostics: [{ code: 'patch_target' }] });
  });
  it.each([null, 7, {}, { op: 'eval' }, { op: 'removeTask' }, { op: 'addTask', list: 'do', name: 'x', task: {} }])(
    'refuses %j as an operation',
    (operation) => {
      const result = applyPatch(TEXT, [operation as unknown as PatchOperation]);
      expect(result).toMatchObject({ ok: false, text: TEXT, diagnostics: [{ code: 'invalid_patch' }] });
    },
  );
  it('takes names that JavaScript gives a meaning as names', () => {
    const value = JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}') as unknown;
    const text = edit(
      { op: 'setField', pointer: '/document/metadata', value },
      { op: 'setField', pointer: '/document/metadata/__proto__/more', value: 1 },
    );
    expect(text).toContain('__proto__:\n');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
