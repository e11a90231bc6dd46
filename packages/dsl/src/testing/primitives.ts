import fc from 'fast-check';

/** What a generated task can refer to. */
export interface Surroundings {
  readonly functions: readonly string[];
  readonly retries: readonly string[];
  readonly timeouts: readonly string[];
  readonly errors: readonly string[];
  readonly authentications: readonly string[];
  readonly secrets: readonly string[];
  /** Variables of loops and catches around, without `$`. */
  readonly variables: readonly string[];
  /** Nested lists that are still allowed. */
  readonly depth: number;
  /** Only what every runtime of the standard understands. */
  readonly portable: boolean;
}

/** Names of tasks, cases and reusable components; none is a flow directive or a protocol. */
export const names: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom('getPet', 'order', 'notify', 'check stock', 'a/b~c', 'constructor', 'x-1') },
  { weight: 3, arbitrary: fc.stringMatching(/^[a-z][a-zA-Z0-9]{2,8}$/) },
);

export const labels: fc.Arbitrary<string> = fc.stringMatching(/^[a-zA-Z0-9]([a-zA-Z0-9-]{0,8}[a-zA-Z0-9])?$/);

export const versions: fc.Arbitrary<string> = fc
  .tuple(fc.nat(20), fc.nat(20), fc.nat(20), fc.constantFrom('', '-alpha.1', '+build.5'))
  .map(([major, minor, patch, more]) => `${major}.${minor}.${patch}${more}`);

export const variableNames: fc.Arbitrary<string> = fc.constantFrom('pet', 'item2', 'i', 'reading', '_x');

/** Texts that YAML has to quote with care among ordinary ones. None is taken for an expression. */
export const texts: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    'hello',
    'two words',
    'yes',
    'null',
    '1.0',
    '- a',
    '# no comment',
    'a: b',
    '',
    ' ',
    "it's",
    '"',
    'é✓',
  ),
  fc.constantFrom(
    'line one\nline two\n',
    'trailing \nspace',
    '\n\n',
    'tab\there',
    '{a}',
    '@x',
    '%y',
    '---',
    '0x1F',
    '~',
  ),
  fc.string({ maxLength: 12 }).map((text) => text.replace(/[$.]/g, '')),
);

const SAFE = ['.', '.a', '.items | length', '.a.b[0]', '$workflow.id', '{x: .a, y: [.b]}', '"n \\(.a)"', '.a == 1'];

/** Expressions that compile at any stage; without marks. */
export function expressions({ variables }: Pick<Surroundings, 'variables'>): fc.Arbitrary<string> {
  return fc.constantFrom(...SAFE, ...variables.map((name) => `$${name}`));
}

/** An expression as it may stand where nothing but an expression can: with marks or without. */
export function bareOrMarked(around: Surroundings): fc.Arbitrary<string> {
  return fc.oneof(expressions(around), marked(around));
}

/** An expression in `${ }`. */
export function marked(around: Pick<Surroundings, 'variables'>): fc.Arbitrary<string> {
  return fc
    .tuple(expressions(around), fc.constantFrom(' ', ''))
    .map(([expression, space]) => `\${${space}${expression}${space}}`);
}

const dataByVariables = new Map<string, fc.Arbitrary<unknown>>();

/** Any JSON with texts, expressions and names that JavaScript gives a meaning of its own. */
export function data(around: Pick<Surroundings, 'variables'>): fc.Arbitrary<unknown> {
  const key = around.variables.join();
  const made = dataByVariables.get(key) ?? makeData(around);
  dataByVariables.set(key, made);
  return made;
}

/** Builds only the alternative that is drawn: a definition has so many that building all of them takes longest. */
export function lazyOneOf<T>(makers: readonly (() => fc.Arbitrary<T>)[]): fc.Arbitrary<T> {
  return fc.nat(makers.length - 1).chain((index) => makers[index]!());
}

function makeData(around: Pick<Surroundings, 'variables'>): fc.Arbitrary<unknown> {
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3, depthSize: 'small', withCrossShrink: true },
      fc.oneof(texts, marked(around), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean()),
      fc.array(tie('value'), { maxLength: 3 }),
      dictionary(tie('value')),
      fc.constant(null),
    ),
  }));
  return value.map((json) => JSON.parse(JSON.stringify(json)) as unknown);
}

const keys = fc.oneof(texts, fc.constantFrom('a', 'b', 'then', '__proto__', 'constructor', 'key with: colon'));

/** A map with awkward keys. */
export function dictionary<T>(values: fc.Arbitrary<T>, minKeys = 0): fc.Arbitrary<Record<string, T>> {
  return fc
    .uniqueArray(fc.tuple(keys, values), { selector: ([key]) => key, minLength: minKeys, maxLength: 4 })
    .map((entries) => Object.fromEntries(entries));
}

export const durations: fc.Arbitrary<string | Record<string, number>> = fc.oneof(
  fc.constantFrom('PT30S', 'PT1H30M', 'P1D', 'P2W', 'P1DT0.5S', '${ .delay }'),
  fc
    .record(
      {
        days: fc.nat(3),
        hours: fc.nat(23),
        minutes: fc.nat(59),
        seconds: fc.nat(59),
        milliseconds: fc.nat(999),
      },
      { requiredKeys: [] },
    )
    .filter((parts) => Object.keys(parts).length > 0),
);

export const addresses: fc.Arbitrary<string> = fc.constantFrom(
  'https://example.com/pets/{petId}',
  'http://localhost:8080/a?b=c#d',
  'https://example.com/%7Euser/{a,b}',
  '/relative/path',
  'urn:example:order',
);

/** One of several, or nothing to choose from. */
export function oneOfNames(from: readonly string[]): fc.Arbitrary<string>[] {
  return from.length === 0 ? [] : [fc.constantFrom(...from)];
}
