import fc from 'fast-check';

/** Grammar of random jq programs: text made of smaller texts. Nothing in it can run forever or grow without bound. */

const KEYS = ['a', 'b', 'c', 'key', 'value', 'name'];
const STRINGS = ['', 'a', 'b', 'ab', 'aXbX', 'x,y', ' a ', 'é😀', 'foo bar', '1', '-2.5', 'true', '[1,2]', '<&\\"'];
const NUMBERS = ['0', '1', '2', '3', '-1', '1.5', '10', '-3', '0.5'];
const PATTERNS = [
  'a',
  '[a-z]+',
  '(?<x>a)(?<y>X)?',
  '(a)|(b)',
  'x*',
  '^a',
  'b$',
  '\\\\w',
  '\\\\bf',
  '.',
  'a|ab',
  '(a?)*',
  'A',
];
const FLAGS = ['null', '"g"', '"i"', '"gi"', '"x"', '"n"', '"gn"', '"gx"'];

/** Builtins without arguments. */
const PLAIN = (
  'length,keys,keys_unsorted,not,type,add,any,all,flatten,floor,sqrt,tostring,tonumber,tojson,fromjson,ascii_downcase,' +
  'ascii_upcase,explode,implode,reverse,sort,unique,min,max,to_entries,from_entries,transpose,first,last,values,nulls,' +
  'booleans,numbers,strings,arrays,objects,iterables,scalars,recurse,paths,empty,error,abs,toboolean,trim,ltrim,rtrim,' +
  'utf8bytelength,isnan,isinfinite,isnormal,isfinite,infinite,nan,tostream,combinations,round,ceil,trunc,fabs,rint,' +
  'modf,logb,significand,finites,normals,@text,@json,@csv,@tsv,@html,@uri,@sh,@base64,@base64d,@urid'
).split(',');

/** Builtins with one argument that is a filter. */
const WITH_FILTER = (
  'map,select,sort_by,group_by,unique_by,min_by,max_by,map_values,with_entries,path,paths,del,pick,walk,add,any,all,' +
  'isempty,first,last,recurse_down,to_entries_of,INDEX,IN,error,in,inside,fromstream_of'
)
  .split(',')
  .filter((name) => !/_down|_of/.test(name));

/** Builtins with one argument that is taken as a value. */
const WITH_VALUE = (
  'has,contains,startswith,endswith,ltrimstr,rtrimstr,trimstr,split,join,index,rindex,indices,flatten,nth,getpath,' +
  'delpaths,bsearch,test,match,capture,scan,splits'
).split(',');

const OPERATORS = ['+', '-', '*', '/', '%', '==', '!=', '<', '<=', '>', '>=', 'and', 'or', '//'];
const UPDATES = ['=', '|=', '+=', '-=', '*=', '//=', '/=', '%='];

const pick = (options: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...options);

const key = pick(KEYS);
const number = pick(NUMBERS);
const text = pick(STRINGS).map((value) => `"${value}"`);
const pattern = pick(PATTERNS).map((value) => `"${value}"`);
const flags = pick(FLAGS);

/** What stands for itself. */
const atom = fc.oneof(
  { weight: 4, arbitrary: fc.constant('.') },
  { weight: 4, arbitrary: key.map((name) => `.${name}`) },
  { weight: 2, arbitrary: key.map((name) => `.${name}?`) },
  { weight: 2, arbitrary: fc.constant('.[]') },
  { weight: 1, arbitrary: fc.constant('.[]?') },
  { weight: 1, arbitrary: fc.constant('..') },
  { weight: 2, arbitrary: number.map((n) => `.[${n}]`) },
  { weight: 2, arbitrary: number },
  { weight: 2, arbitrary: text },
  { weight: 1, arbitrary: pick(['null', 'true', 'false', '[]', '{}']) },
  { weight: 4, arbitrary: pick(PLAIN) },
  { weight: 1, arbitrary: fc.tuple(number, number).map(([from, to]) => `.[${from}:${to}]`) },
);

/** Targets of updates in loops. */
const fixedPath = pick(['.a', '.a.b', '.b', '.[0]', '.[1]', '.["a"]', '.[$x | tostring]', '.c[0]', '.a[0].b', '.']);

/** What loops put into their state, often parts of it. */
const accumulated = pick([
  '[$x]',
  '{a: $x}',
  '$x',
  '.',
  '[.]',
  '[.[]?]',
  '.a?',
  '[.a?]',
  '{b: .a?}',
  '1',
  '[1]',
  '{c: [2]}',
  '[.[0]?]',
]);

/** Destructuring patterns over the variables `$x` and `$y`. */
const destructuring = fc.oneof(
  pick([
    '$x',
    '[$x]',
    '[$x, $y]',
    '{a: $x}',
    '{$a, b: $x}',
    '{a: [$x, $y]}',
    '[[$x], $y]',
    '{"b": $x, ("a"): $y}',
    '[$x, $x]',
  ]),
  pick(['[$x] ?// $x', '{a: $x} ?// [$x] ?// $x', '[$x, [$y]] ?// {a: $y} ?// $x']),
);

/** Depth-limited, because fast-check's own depth control would be biased to trivial programs. */
function grammar(depth: number): ProgramArbitraries {
  if (depth === 0) return { expression: atom, path: pathAtom };
  const { expression: e, path: p } = grammar(depth - 1);
  const options = compound(e, p).map((arbitrary) => ({ arbitrary, weight: 1 }));
  return { expression: fc.oneof(...options, { arbitrary: atom, weight: 8 }), path: paths(e, p) };
}

interface ProgramArbitraries {
  readonly expression: fc.Arbitrary<string>;
  readonly path: fc.Arbitrary<string>;
}

const pathAtom = fc.oneof(
  key.map((name) => `.${name}`),
  number.map((n) => `.[${n}]`),
  pick([
    '.',
    '.[]',
    '.[]?',
    '..',
    'first',
    'last',
    'empty',
    'getpath(["a","b"])',
    '.[1:]',
    '.[:2]',
    '.a?',
    'recurse',
    'error',
  ]),
);

/** Expressions that are meant to be paths (and now and then are not). */
function paths(e: fc.Arbitrary<string>, p: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 4, arbitrary: pathAtom },
    { weight: 3, arbitrary: fc.tuple(p, p).map(([a, b]) => `(${a} | ${b})`) },
    { weight: 2, arbitrary: fc.tuple(p, p).map(([a, b]) => `(${a}, ${b})`) },
    { weight: 1, arbitrary: fc.tuple(p, e).map(([a, c]) => `(${a} | select(${c}))`) },
    { weight: 1, arbitrary: fc.tuple(p, p).map(([a, b]) => `(${a} // ${b})`) },
    { weight: 1, arbitrary: fc.tuple(e, p, p).map(([c, a, b]) => `(if ${c} then ${a} else ${b} end)`) },
    { weight: 1, arbitrary: fc.tuple(p, p).map(([a, b]) => `(try ${a} catch ${b})`) },
    { weight: 1, arbitrary: p.map((a) => `first(${a})`) },
    { weight: 1, arbitrary: p.map((a) => `limit(2; ${a})`) },
    { weight: 1, arbitrary: p.map((a) => `(label $out | ${a} | (., break $out))`) },
    { weight: 1, arbitrary: fc.tuple(p, e).map(([a, v]) => `((${v}) as $x | ${a})`) },
    { weight: 1, arbitrary: fc.tuple(p, key).map(([a, name]) => `${a}[${JSON.stringify(name)}]?`) },
    { weight: 1, arbitrary: e },
  );
}

function compound(e: fc.Arbitrary<string>, p: fc.Arbitrary<string>): fc.Arbitrary<string>[] {
  const two = fc.tuple(e, e);
  const three = fc.tuple(e, e, e);
  return [
    two.map(([a, b]) => `(${a} | ${b})`),
    two.map(([a, b]) => `(${a} | ${b})`),
    two.map(([a, b]) => `(${a}, ${b})`),
    fc.tuple(e, pick(OPERATORS), e).map(([a, operator, b]) => `(${a} ${operator} ${b})`),
    fc.tuple(e, pick(OPERATORS), e).map(([a, operator, b]) => `(${a} ${operator} ${b})`),
    e.map((a) => `[${a}]`),
    e.map((a) => `[${a}]`),
    fc.tuple(key, e, key, e).map(([k, a, l, b]) => `{${k}: ${a}, ${l}: ${b}}`),
    fc.tuple(e, e).map(([k, a]) => `{(${k}): ${a}}`),
    fc.tuple(key, e).map(([k, a]) => `{${k}, "b": ${a}}`),
    three.map(([a, b, c]) => `(if ${a} then ${b} else ${c} end)`),
    two.map(([a, b]) => `(if ${a} then ${b} end)`),
    two.map(([a, b]) => `(try ${a} catch ${b})`),
    e.map((a) => `(${a})?`),
    e.map((a) => `(-${a})`),
    fc.tuple(e, destructuring, e).map(([a, names, b]) => `(${a} as ${names} | [., ${variablesOf(names)}, ${b}])`),
    fc.tuple(e, e, e).map(([a, b, c]) => `(reduce ${a} as $x (${b}; [., $x, ${c}] | .[-2:]))`),
    fc.tuple(e, e).map(([a, b]) => `(reduce ${a} as $x (${b}; . + $x))`),
    fc
      .tuple(e, e, fixedPath, pick(UPDATES), e)
      .map(([a, b, at, update, c]) => `(reduce ${a} as $x (${b}; ${at} ${update} ${c}))`),
    fc
      .tuple(
        e,
        pick(['{}', '[]', 'null', '.']),
        fixedPath,
        pick(UPDATES),
        accumulated,
        fixedPath,
        pick(UPDATES),
        accumulated,
      )
      .map(([a, b, at, u, c, to, v, d]) => `(reduce ${a} as $x (${b}; ${at} ${u} ${c} | ${to} ${v} ${d}))`),
    fc
      .tuple(e, pick(['[]', '{}', 'null', '.']), accumulated, e)
      .map(([a, b, c, d]) => `(reduce ${a} as $x (${b}; if ${d} then . + ${c} else . end))`),
    e.map((a) => `(def z: if . == "never" then z else ${a} end; z)`),
    e.map((a) => `(def z: if . == "never" then z else . end; ${a} | z)`),
    three.map(([a, b, c]) => `(foreach ${a} as $x (${b}; ${c}))`),
    three.map(([a, b, c]) => `(foreach ${a} as $x (${b}; ${c}; [$x, .]))`),
    two.map(([a, b]) => `(label $out | ${a} | if . == null then break $out else ${b} end)`),
    two.map(([a, b]) => `(def f: ${a}; def g(h): h | f; g(${b}))`),
    three.map(([a, b, c]) => `(def f($x; g): [$x, g]; f(${a}; ${b} | ${c}))`),
    fc.tuple(pick(WITH_FILTER), e).map(([name, a]) => `${name}(${a})`),
    fc.tuple(pick(WITH_FILTER), e).map(([name, a]) => `${name}(${a})`),
    fc.tuple(pick(WITH_VALUE), e).map(([name, a]) => `${name}(${a})`),
    fc.tuple(pick(WITH_VALUE), fc.oneof(text, number)).map(([name, a]) => `${name}(${a})`),
    fc.tuple(p, pick(UPDATES), e).map(([a, update, b]) => `(${a} ${update} ${b})`),
    fc.tuple(p, pick(UPDATES), e).map(([a, update, b]) => `(${a} ${update} ${b})`),
    p.map((a) => `[path(${a})]`),
    p.map((a) => `del(${a})`),
    p.map((a) => `pick(${a})`),
    fc
      .tuple(p, e)
      .map(([a, b]) => `[paths as $p | $p, (try getpath($p) catch .)] , (${a} |= ${b})`)
      .map((a) => `(${a})`),
    fc.tuple(number, e).map(([n, a]) => `[limit(${n}; ${a})]`),
    fc.tuple(number, e).map(([n, a]) => `[skip(${n}; ${a})]`),
    fc.tuple(number, e).map(([n, a]) => `nth(${n}; ${a})`),
    two.map(([a, b]) => `any(${a}; ${b})`),
    two.map(([a, b]) => `all(${a}; ${b})`),
    two.map(([a, b]) => `IN(${a}; ${b})`),
    two.map(([a, b]) => `INDEX(${a}; ${b})`),
    fc.tuple(number, number, number).map(([a, b, c]) => `[limit(9; range(${a}; ${b}; ${c}))]`),
    fc
      .tuple(e, number)
      .map(([a, n]) => `[range(${n}; 4)] , (${a})`)
      .map((a) => `(${a})`),
    e.map((a) => `[limit(6; repeat(${a}, 1))]`),
    e.map((a) => `[.[]? | ${a}]`),
    two.map(([a, b]) => `[limit(5; recurse(if type == "array" then ${a} else empty end; ${b}))]`),
    e.map((a) => `[limit(4; while(type == "array" and length < 4; . + [${a}]))]`),
    e.map((a) => `"v: \\(${a})!"`),
    two.map(([a, b]) => `"\\(${a}) \\(${b})"`),
    fc
      .tuple(pick(['csv', 'tsv', 'html', 'uri', 'sh', 'base64', 'json', 'text']), e)
      .map(([f, a]) => `@${f} "x\\([${a}])"`),
    fc.tuple(pattern, flags).map(([a, f]) => `test(${a}; ${f})`),
    fc.tuple(pattern, flags).map(([a, f]) => `[match(${a}; ${f})]`),
    fc.tuple(pattern, flags).map(([a, f]) => `[capture(${a}; ${f})]`),
    fc.tuple(pattern, pick(['null', '"i"'])).map(([a, f]) => `[scan(${a}; ${f})]`),
    fc.tuple(pattern, pick(['null', '"i"'])).map(([a, f]) => `[splits(${a}; ${f})]`),
    fc.tuple(pattern, e).map(([a, b]) => `[sub(${a}; "<\\(.x)>", ${b})]`),
    fc.tuple(pattern, e).map(([a, b]) => `[gsub(${a}; "<\\(.x)>", ${b})]`),
    fc.tuple(e, e).map(([a, b]) => `setpath([${a}]; ${b})`),
    e.map((a) => `delpaths([[${a}]])`),
    e.map((a) => `getpath([${a}])`),
    fc.tuple(e, e, e).map(([a, b, c]) => `(${a})[${b}:${c}]`),
    fc.tuple(e, e).map(([a, b]) => `(${a})[${b}]`),
    e.map((a) => `(. as $dot | ${a} | [$dot, .])`),
    e.map((a) => `[.[]? |= ${a}]`),
    e.map((a) => `(tojson | fromjson | ${a})`),
    e.map((a) => `[tostream] , fromstream(tostream) , [1 | truncate_stream(${a} | tostream)]`).map((a) => `(${a})`),
  ];
}

function variablesOf(names: string): string {
  return [...new Set(names.match(/\$\w+/g))].join(', ');
}

/** Programs of moderate size. */
export const program: fc.Arbitrary<string> = fc.oneof(
  grammar(1).expression,
  grammar(2).expression,
  grammar(2).expression,
  grammar(3).expression,
);

const leaf = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, 1, -1, 2.5, 10, 3),
  fc.constantFrom<unknown>('', 'a', 'ab', 'aXbX', 'x,y', ' a ', 'é😀b', 'foo bar', '1', '[1]', 'YWI='),
);

/** JSON values; no keys that look like numbers, whose order JavaScript would change. */
export const input: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...KEYS), tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;
