import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Diagnostic, parseWorkflow, portability, validateWorkflow } from '../index.ts';
import { dataDirectory, officialSchema, workflows } from '../testing/index.ts';
import { surveyWorkflow } from './survey.ts';

const directory = join(dataDirectory(), 'examples');
const examples = readdirSync(directory).map((file) => readFileSync(join(directory, file), 'utf8'));
const HEADER = 'document: {dsl: 1.0.3, namespace: n, name: n, version: 1.0.0}\n';
const errors = (diagnostics: readonly Diagnostic[]) => diagnostics.filter(({ severity }) => severity === 'error');
const findings = (text: string) => parseWorkflow(HEADER + text).diagnostics;

describe('generated definitions', () => {
  const violations = officialSchema();

  it('are accepted, and valid under the official schema when portable', () => {
    fc.assert(
      fc.property(workflows(), (workflow) => {
        expect(errors(validateWorkflow(workflow).diagnostics)).toEqual([]);
        expect(portability(workflow).issues).toEqual([]);
        expect(violations(workflow)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
  it('are valid under the official schema whenever they are found portable', () => {
    fc.assert(
      fc.property(workflows({ portable: false }), (workflow) => {
        expect(errors(validateWorkflow(workflow).diagnostics)).toEqual([]);
        if (portability(workflow).portable) expect(violations(workflow)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
  it('are accepted with a damaged value only if they are still valid under the official schema or found not portable', () => {
    const damage = fc.constantFrom<unknown>(
      null,
      1.5,
      -1,
      '',
      'x',
      '${ . }',
      '${\n.a\n}',
      true,
      [],
      {},
      [1],
      { a: 1 },
      'PT1M',
    );
    fc.assert(
      fc.property(workflows({ depth: 1 }), fc.nat(), damage, (workflow, at, value) => {
        const broken = structuredClone(workflow) as unknown as Record<string, unknown>;
        const slots = slotsOf(broken);
        const [owner, key] = slots[at % slots.length]!;
        owner[key] = value;
        const { workflow: accepted } = validateWorkflow(broken);
        if (accepted && portability(accepted).portable) expect(violations(broken)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});

/** Every place inside a value that can be overwritten. */
function slotsOf(value: unknown): [Record<string, unknown>, string][] {
  if (typeof value !== 'object' || value === null) return [];
  const owner = value as Record<string, unknown>;
  return Object.keys(owner)
    .filter((key) => key !== '__proto__')
    .flatMap((key) => [[owner, key] as [Record<string, unknown>, string], ...slotsOf(owner[key])]);
}

describe('one misspelt key', () => {
  /** Keys of constructs in the text, as places where a letter can be doubled. */
  function misspellings(text: string): { broken: string; key: string; start: number }[] {
    const { source, workflow } = parseWorkflow(text);
    return surveyWorkflow(workflow).constructs.flatMap(({ pointer, shape }) => {
      const node = source.node(pointer);
      if (node?.kind !== 'map' || shape.open) return [];
      return node.entries
        .filter(({ key }) => Object.hasOwn(shape.fields, key))
        .map(({ key, keyEnd, keyStart }) => ({
          key,
          start: keyStart,
          broken: `${text.slice(0, keyEnd)}${text[keyEnd - 1]}${text.slice(keyEnd)}`,
        }));
    });
  }
  it('is one error at its place with the right name, in every example of the specification', () => {
    const wrong: unknown[] = [];
    let tried = 0;
    for (const text of examples) {
      for (const { broken, key, start } of misspellings(text)) {
        tried += 1;
        const [first, ...more] = errors(parseWorkflow(broken).diagnostics);
        const right = more.length === 0 && first?.span?.start === start && first.fix?.edits[0]?.text === key;
        if (!right) wrong.push([key, first?.message, ...more.map(({ message }) => message)]);
      }
    }
    expect(wrong).toEqual([]);
    expect(tried).toBeGreaterThan(500);
  });
  it('is put right by its fix', () => {
    const text = `${HEADER}do:\n  - a:\n      cal: http\n      wiht: {mehtod: get, "endpiont": /x}\n`;
    const { diagnostics } = parseWorkflow(text);
    expect(diagnostics.map(({ code }) => code)).toEqual([
      'unknown_task_type',
      'unknown_property',
      'unknown_property',
      'unknown_property',
    ]);
    const edits = diagnostics.flatMap(({ fix }) => fix?.edits ?? []).toSorted((a, b) => b.start - a.start);
    const fixed = edits.reduce(
      (result, { start, end, text: by }) => result.slice(0, start) + by + result.slice(end),
      text,
    );
    expect(fixed).toContain('call: http\n      with: {method: get, "endpoint": /x}');
    expect(parseWorkflow(fixed).diagnostics).toEqual([]);
  });
});

describe('parseWorkflow', () => {
  it('gives a draft, but no workflow, when only names or expressions are wrong', () => {
    const { workflow, draft } = parseWorkflow(`${HEADER}do:\n  - a: {wait: PT1S, then: nowhere}\n`);
    expect(workflow).toBeUndefined();
    expect(draft?.do).toHaveLength(1);
    expect(parseWorkflow(`${HEADER}do: 1\n`).draft).toBeUndefined();
  });
  it('places findings inside expressions', () => {
    const text = `${HEADER}do:\n  - a:\n      set:\n        x: "\${ .a | \\"b\\" + }"\n`;
    const [finding] = parseWorkflow(text).diagnostics;
    expect(finding).toMatchObject({ code: 'expression_syntax', pointer: '/do/0/a/set/x', span: { line: 5 } });
    expect(text.slice(0, finding!.span!.start)).toMatch(/\+$/);
  });
  it('takes tasks named after members of JavaScript objects', () => {
    const text = `${HEADER}do:\n  - constructor: {wait: PT1S, then: toString}\n  - toString: {wait: PT1S}\n  - __proto__: {wait: PT1S}\n`;
    expect(parseWorkflow(text).diagnostics).toEqual([]);
    expect(findings('do:\n  - a: {call: constructor}\n').map(({ code }) => code)).toEqual(['unknown_function']);
    expect(findings('do:\n  - a: {constructor: 1, wait: PT1S}\n').map(({ code }) => code)).toEqual([
      'unknown_property',
    ]);
  });
  it('takes the address of a function for one, also with an @ in it', () => {
    expect(findings('do:\n  - a:\n      call: https://example.com/functions/check@v1.0.0\n')).toEqual([]);
  });
  it('explains a task of an outer list that a directive cannot reach', () => {
    const [finding] = findings('do:\n  - a:\n      do:\n        - b: {wait: PT1S, then: c}\n  - c: {wait: PT1S}\n');
    expect(finding).toMatchObject({ code: 'unknown_target', hint: expect.stringContaining('exit') });
  });
  it('knows the variables of loops, catches and iterators where they can be used, and only there', () => {
    const text = `do:
  - loop:
      for: {each: pet, in: .pets, at: i}
      while: $pet.open
      output: {as: $pet}
      do:
        - feed: {set: {n: '\${ $i }', m: '\${ $item }'}}
  - attempt:
      try: [{x: {set: {e: '\${ $problem }'}}}]
      catch:
        as: problem
        when: $problem.status == 500
        do: [{y: {set: {e: '\${ $problem }'}}}]
`;
    expect(findings(text).map(({ pointer, code }) => [pointer, code])).toEqual([
      ['/do/0/loop/output/as', 'unknown_variable'],
      ['/do/0/loop/do/0/feed/set/m', 'unknown_variable'],
      ['/do/1/attempt/try/0/x/set/e', 'unknown_variable'],
    ]);
  });
  it('checks no expressions of another language', () => {
    const text = 'evaluate: {language: js}\ndo:\n  - a: {if: "a => a", wait: PT1S}\n';
    expect(findings(text).map(({ code }) => code)).toEqual(['unsupported_language']);
  });
  it('reports at most as many findings as allowed', () => {
    const tasks = Array.from({ length: 50 }, (_, index) => `  - t${index}: {wait: PT1S, then: no}\n`).join('');
    expect(parseWorkflow(`${HEADER}do:\n${tasks}`, { limits: { maxDiagnostics: 7 } }).diagnostics).toHaveLength(7);
  });
  it('never lets warnings hide an error', () => {
    const tasks = Array.from({ length: 300 }, (_, index) => `  - t${index}: {set: {x: .name}}\n`).join('');
    const { workflow, diagnostics } = parseWorkflow(`${HEADER}do:\n${tasks}  - last: {wait: PT1S, then: no}\n`);
    expect(workflow).toBeUndefined();
    expect(errors(diagnostics).map(({ code }) => code)).toEqual(['unknown_target']);
  });
  it('never throws on damaged definitions', () => {
    const pieces = fc.constantFrom(
      '\n',
      ' ',
      ':',
      '- ',
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      '${',
      '|',
      '#',
      '&a',
      '*a',
      '\t',
      'do',
      '1',
    );
    const damage = fc.record({ at: fc.nat(900), remove: fc.nat(30), insert: pieces });
    fc.assert(
      fc.property(fc.constantFrom(...examples), fc.array(damage, { minLength: 1, maxLength: 4 }), (text, damages) => {
        let broken = text;
        for (const { at, remove, insert } of damages) broken = broken.slice(0, at) + insert + broken.slice(at + remove);
        const { workflow, diagnostics } = parseWorkflow(broken);
        expect(workflow !== undefined || errors(diagnostics).length > 0).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('validateWorkflow', () => {
  it('never throws on any value', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }),
        (value) => {
          expect(validateWorkflow(value).workflow).toBeUndefined();
          expect(validateWorkflow({ do: [{ a: value }], use: value, document: value }).workflow).toBeUndefined();
        },
      ),
      { numRuns: 500 },
    );
  });
  it('refuses cycles and values that are no JSON', () => {
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    expect(validateWorkflow(cycle).diagnostics).toMatchObject([{ code: 'limit_exceeded' }]);
    expect(validateWorkflow({ do: [() => 1] }).diagnostics).toMatchObject([{ code: 'wrong_type', pointer: '/do/0' }]);
  });
  it('has pointers and no spans', () => {
    const { diagnostics } = validateWorkflow({
      document: { dsl: '1.0.3', namespace: 'n', name: 'n', version: '1.0.0' },
      do: 1,
    });
    expect(diagnostics).toMatchObject([{ code: 'wrong_type', pointer: '/do', span: undefined }]);
  });
});
