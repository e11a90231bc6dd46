const HEAD = 'document: {dsl: 1.0.3, namespace: n, name: n, version: 1.0.0}\n';

/** Texts that are made to break readers, by what they try. */
export const HOSTILE_TEXTS: Readonly<Record<string, string>> = {
  'aliases that multiply': `a: &a [x, x, x, x, x, x, x, x]\n${[...'bcdefghij']
    .map((name, i) => `${name}: &${name} [${`*${'abcdefghij'[i]}, `.repeat(8)}x]`)
    .join('\n')}\n${HEAD}do: [{a: {set: *j}}]\n`,
  'an alias of itself': `${HEAD}do: &d [{a: {set: {x: *d}}}]\n`,
  'merge keys': `base: &b {wait: PT1S}\n${HEAD}do: [{a: {<<: *b, then: end}}]\n`,
  'deep flow lists': `${'['.repeat(5000)}`,
  'deep flow maps': `{"a":`.repeat(5000),
  'deep block maps': Array.from({ length: 300 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
  'deep tasks': `${HEAD}do:\n${Array.from({ length: 60 }, (_, i) => `${'    '.repeat(i)}  - t${i}:\n${'    '.repeat(i)}      do:`).join('\n')}\n`,
  'a deep expression': `${HEAD}do: [{a: {set: {x: '\${ ${'['.repeat(3000)}1${']'.repeat(3000)} }'}}}]\n`,
  'a long expression': `${HEAD}do: [{a: {set: {x: '\${ ${'.a + '.repeat(3000)}1 }'}}}]\n`,
  'duplicate keys': `${HEAD}do: [{a: {wait: PT1S, wait: PT2S}}]\ndo: []\n`,
  'several documents': `${HEAD}do: []\n---\n${HEAD}do: []\n`,
  'a byte order mark': `\ufeff${HEAD}do: [{a: {wait: PT1S}}]\n`,
  'carriage returns': `${HEAD}do:\n  - a:\n      wait: PT1S\n`.replaceAll('\n', '\r\n'),
  tabs: `${HEAD}do:\n\t- a:\n\t\twait: PT1S\n`,
  'numbers that are none': `${HEAD}do: [{a: {set: {a: 1e999, b: .nan, c: -.inf, d: 0x1F, e: 1_000, f: 99999999999999999999}}}]\n`,
  'keys of JavaScript': `${HEAD}do: [{__proto__: {wait: PT1S}}, {constructor: {set: {__proto__: {polluted: true}, toString: 1}}}]\nuse: {functions: {__proto__: {wait: PT1S}, hasOwnProperty: {wait: PT1S}}}\n`,
  'keys of JavaScript in JSON':
    '{"__proto__": {"polluted": true}, "document": {"__proto__": {"polluted": true}}, "do": []}',
  'other scripts': `${HEAD}do: [{'\u{1f355}\u202e': {set: {'\u0000': "\\ud800", ключ: ☃}}}]\n`,
  'keys that are no texts': `${HEAD}do: [{[1, 2]: {wait: PT1S}, {a: b}: 1, null: 2, true: 3}]\n`,
  tags: `${HEAD}do: [{a: !!js/function 'function () {}', b: !!binary aGk=, c: !custom x}]\n`,
  directives: '%YAML 1.1\n%TAG ! tag:x,2000:\n---\na: yes\n',
  'an anchor that cannot be written': 'a: &\u0000 b\n',
  'anchors without end': '&'.repeat(1000),
  'quotes without end': `a: "${'\\'.repeat(1001)}`,
  'a regular expression that explodes': `${HEAD}do: [{a: {if: '"${'a'.repeat(40)}!" | test("^(a+)+$")', wait: PT1S}}]\n`,
  nothing: '',
  'an empty line': '\n',
  'an old definition in circles': `id: a\nspecVersion: '0.8'\nfunctions: [{name: f, type: expression, operation: 'fn:f'}]\nstates: [{name: a, type: operation, compensatedBy: a, actions: [{functionRef: f}], transition: a}, {name: __proto__, type: switch, dataConditions: [{condition: 'fn:f', end: true}], defaultCondition: {end: true}}]\n`,
};
