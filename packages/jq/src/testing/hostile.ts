import { JqError, JqLimitError, JqSyntaxError } from '../errors.ts';
import { compile, run } from '../program.ts';
import type { Json } from '../values/json.ts';

/** How a hostile program ends: at a bound, with an error of jq, refused when it is compiled, or well and soon. */
export type Ending = 'limit' | 'error' | 'refused' | 'outputs';

/** A program that tries to take more time, memory or stack than it may. */
export interface HostileProgram {
  readonly name: string;
  /** Source of the program; made when asked for, since some are large. */
  readonly source: () => string;
  /** Its input; null if it needs none. */
  readonly input?: () => Json;
  readonly ends: Ending;
}

/** How a program ends for an input at the default budget; throws what is no error of jq's. */
export function endingOf(source: string, input: Json): Ending {
  try {
    run(compile(source), input);
    return 'outputs';
  } catch (error) {
    if (error instanceof JqLimitError) return 'limit';
    if (error instanceof JqError) return 'error';
    if (error instanceof JqSyntaxError) return 'refused';
    throw error;
  }
}

/** Levels of nesting that jq itself allows; hostile programs go beyond. */
const DEEP = 100_000;
const LEVELS = 10_000;

function nested(levels: number): Json {
  let value: Json = 0;
  for (let i = 0; i < levels; i++) value = i % 2 === 0 ? [value] : { a: value };
  return value;
}

function deepObject(levels: number): Json {
  let value: Json = 0;
  for (let i = 0; i < levels; i++) value = { a: value };
  return value;
}

const wrapped = (before: string, inner: string, after: string, times: number): string =>
  before.repeat(times) + inner + after.repeat(times);
const text = (length: number): string => 'a'.repeat(length);

type Row = readonly [source: string | (() => string), ends: Ending, input?: () => Json];

/** What runs or grows without end. */
const ENDLESS: readonly Row[] = [
  ['[range(1e12)]', 'limit'],
  ['[range(1e12)] | length', 'limit'],
  ['last(range(1e12))', 'limit'],
  ['reduce range(1e12) as $i (0; . + $i)', 'limit'],
  ['[foreach range(1e12) as $i (0; . + $i)]', 'limit'],
  ['def f: f; f', 'limit'],
  ['def f: [f]; f', 'limit'],
  ['def f: {a: f}; f', 'limit'],
  ['def f: f + 1; f', 'limit'],
  ['def f: "\\(f)"; f', 'limit'],
  ['def f(g): f(g | g); f(.)', 'limit'],
  ['def f($x): f($x + [$x]); f([])', 'limit'],
  ['def f: try f catch f; f', 'limit'],
  ['def f: (f, f) // f; f', 'limit'],
  ['def f: label $out | f; f', 'limit'],
  ['def f: reduce f as $x (0; .); f', 'limit'],
  ['def f: path(f); f', 'limit'],
  ['def f: .a |= f; f', 'limit'],
  ['def f: first(f); f', 'limit'],
  ['last(repeat(1))', 'limit'],
  ['[repeat(1)]', 'limit'],
  ['repeat(error)?', 'outputs'],
  ['last(repeat(try error("x") catch .))', 'limit'],
  ['[limit(1e9; repeat("x"))] | add', 'limit'],
  ['first(repeat(empty))', 'limit'],
  ['isempty(repeat(empty))', 'limit'],
  ['until(false; .)', 'limit'],
  ['[while(true; . + 1)]', 'limit', () => 0],
  ['[recurse(. + 1)] | length', 'limit', () => 0],
  ['[recurse([.])] | length', 'limit'],
  ['last(recurse(if . < 1e9 then . + 1 else empty end))', 'limit', () => 0],
  ['[.[] = range(1e9)]', 'limit', () => [1, 2, 3]],
  ['limit(0; repeat(1))', 'outputs'],
  ['[skip(1e9; repeat(1))]', 'limit'],
  ['nth(1e9; repeat(1))', 'limit'],
  ['any(repeat(false); .)', 'limit'],
  ['all(repeat(true); .)', 'limit'],
  ['IN(repeat(1); 2)', 'limit'],
  ['INDEX(range(1e9); .)', 'limit'],
  ['fromstream(repeat([["a"], 1]))', 'limit'],
  ['[1 | truncate_stream(repeat([[0, 1], 1]))]', 'limit'],
  ['[splits("a*"; repeat("g"))]', 'limit', () => 'aaa'],
  ['label $out | foreach repeat(1) as $x (0; . + 1; if . > 1e9 then ., break $out else empty end)', 'limit'],
  ['[range(0; 1; 1e-12)] | length', 'limit'],
  ['[range(0; 1e300; 1)]', 'limit'],
  ['[range(infinite)]', 'limit'],
  ['[range(0, 1; 1e6, 1e7)]', 'limit'],
];

/** What makes large values. */
const LARGE: readonly Row[] = [
  ['"a" * 1e9', 'limit'],
  ['"a" * 1e300', 'error'],
  ['[range(1000) | "a" * 1e6]', 'limit'],
  ['[limit(100; repeat("a" * 100000))] | add', 'limit'],
  ['reduce range(100) as $i ("a"; . + .)', 'limit'],
  ['reduce range(100) as $i ("a"; "\\(.)\\(.)")', 'limit'],
  ['reduce range(100) as $i ([0]; . + .)', 'limit'],
  ['reduce range(100) as $i ({}; {a: ., b: .}) | tojson', 'limit'],
  ['reduce range(100) as $i ([0]; [., .])', 'limit'],
  ['reduce range(60) as $i ([0]; [., .]) | tojson | length', 'limit'],
  ['reduce range(60) as $i ([0]; [., .]) | tostring', 'limit'],
  ['reduce range(60) as $i ([0]; [., .]) | flatten', 'limit'],
  ['reduce range(60) as $i ([0]; [., .]) | [..] | length', 'limit'],
  ['reduce range(60) as $i ([0]; [., .]) | [paths] | length', 'limit'],
  ['reduce range(60) as $i ([0]; [., .]) | [tostream]', 'limit'],
  ['reduce range(60) as $i ([0]; [., .]) | . == map(.)', 'outputs'],
  ['reduce range(60) as $i ([0]; [., .]) as $x | $x == ($x | map(.))', 'outputs'],
  ['(reduce range(60) as $i ([0]; [., .])) as $x | (reduce range(60) as $i ([0]; [., .])) as $y | $x == $y', 'limit'],
  ['(reduce range(60) as $i ([0]; [., .])) as $x | (reduce range(60) as $i ([0]; [., .])) as $y | $x < $y', 'limit'],
  ['(reduce range(60) as $i ([0]; [., .])) as $x | (reduce range(60) as $i ([0]; [., .])) as $y | $x - $y', 'limit'],
  ['(reduce range(60) as $i ([0]; [., .])) as $x | $x | contains($x)', 'limit'],
  ['(reduce range(60) as $i ({}; {a: ., b: .})) as $x | $x * $x | $x * .', 'limit'],
  ['reduce range(60) as $i ([0]; [., .]) | walk(.)', 'limit'],
  ['reduce range(60) as $i ([0]; [., .]) | map_values(.) | error', 'error'],
  [() => Array(60).fill('[., .]').join(' | '), 'limit'],
  [() => Array(60).fill('{a: ., b: .}').join(' | '), 'limit'],
  [() => wrapped('[', '1, 2', ', 1, 2]', 40), 'outputs'],
  [() => `{${Array.from({ length: 40 }, (_, i) => `k${i}: (1, 2)`).join(', ')}}`, 'limit'],
  [() => `"${'\\(1, 2)'.repeat(40)}"`, 'limit'],
  [() => Array(40).fill('(1, 2)').join(' + '), 'limit'],
  ['[range(30) | [0, 1]] | [combinations] | length', 'limit'],
  ['[[0, 1] | combinations(40)] | length', 'limit'],
  ['[[range(1000)] | combinations(1000)] | length', 'limit'],
  ['.[1e9] = 1', 'error'],
  ['.[100000000] = 1', 'limit'],
  ['setpath([1e8]; 1)', 'limit'],
  ['setpath([range(10) | 1e6]; 1)', 'limit'],
  ['reduce range(1e6) as $i ([]; .[$i * 1000] = 1)', 'limit'],
  ['reduce range(1e9) as $i ({}; .["k\\($i)"] = $i)', 'limit'],
  ['reduce range(1e9) as $i ([]; . + [$i])', 'limit'],
  ['reduce range(1e9) as $i ([]; [$i] + .)', 'limit'],
  ['reduce range(1e9) as $i (""; . + "x")', 'limit'],
  ['reduce range(1e9) as $i (""; "x" + . + "y")', 'limit'],
  ['reduce range(1e9) as $i ([]; setpath([$i]; $i))', 'limit'],
  ['reduce range(1e9) as $i ([]; .[length:] = [$i])', 'limit'],
  ['[range(100000)] | [.[:-1][:-1][:-1]] | [limit(1e9; repeat(.[]))] | length', 'limit'],
  ['[range(50000)] | transpose?, [.] | [transpose | transpose] ', 'limit'],
  ['[range(2000) | [range(2000)]] | transpose', 'limit'],
  ['[[range(100000)], [range(100000)]] | transpose | add', 'limit'],
  ['[range(100000)] | implode | [limit(100; repeat(explode))]', 'limit'],
  ['[limit(1e9; repeat(1114111))] | implode', 'limit'],
  ['[range(1e5)] | @sh | [limit(1e6; repeat(@sh))]', 'limit'],
  ['"\'" * 100000 | @sh | @sh | @sh | @sh | @sh | @sh', 'limit'],
  ['reduce range(40) as $i ("\\""; @json)', 'limit'],
  ['reduce range(40) as $i ("<"; @html)', 'outputs'],
  ['reduce range(40) as $i ("%"; @uri)', 'outputs'],
  ['reduce range(100) as $i ("a"; @base64)', 'limit'],
  ['reduce range(40) as $i ("\\""; [.] | @csv)', 'limit'],
  ['reduce range(40) as $i ("\\\\"; [.] | @tsv)', 'limit'],
  ['[range(1e6)] | @csv', 'limit'],
  ['[range(1e4)] | [limit(1e4; repeat(@text))]', 'limit'],
  ['[range(1e4)] | [limit(1e4; repeat(tojson))]', 'limit'],
  ['[range(1e4)] | tojson | [limit(1e4; repeat(fromjson))]', 'limit'],
  ['[limit(1e5; repeat("x"))] | [limit(1e4; repeat(join("y")))]', 'limit'],
  ['0 | [limit(1e6; repeat(strftime("%c")))]', 'limit'],
  ['0 | strftime("%200c" * 1e5)', 'limit'],
  ['0 | strftime("%999999999Y")', 'error'],
  ['("%Y" * 1e5) as $f | "2024" * 1e5 | strptime($f)', 'limit'],
  ['[limit(1e6; repeat("2015-03-05T23:51:47Z" | strptime("%Y-%m-%dT%H:%M:%SZ") | mktime))]', 'limit'],
  ['1e300 | todate', 'error'],
  ['[limit(1e9; repeat("a" | ascii_upcase))]', 'limit'],
  ['"a" * 1e6 | [limit(1e6; repeat(ascii_upcase))]', 'limit'],
  ['"a" * 1e6 | [limit(1e6; repeat(ltrimstr("a")))] | length', 'limit'],
  ['"a" * 1e6 | until(. == ""; ltrimstr("a"))', 'limit'],
  ['"a" * 1e6 | until(. == ""; .[1:])', 'limit'],
  ['"a" * 1e6 | until(. == ""; rtrimstr("a"))', 'limit'],
  ['" " * 1e6 | until(. == ""; trim + " ")', 'limit'],
  ['"a" * 1e6 | . as $x | ($x + "b") as $y | [range(1e6) | $x + "c" < $y]', 'limit'],
  ['"a" * 1e6 | . as $x | ($x + "b") as $y | ($x + "c") as $z | [range(1e6) | $z < $y]', 'limit'],
  ['("a" * 1e6 + "b") as $x | ("a" * 1e6 + "b") as $y | [range(1e6) | $x == $y]', 'limit'],
  ['("a" * 1e6) as $x | [range(1e6) | $x | startswith($x)]', 'limit'],
  ['("a" * 1e6 + "b") as $x | ("a" * 1e6 + "c") as $y | [range(1e6) | $x | endswith($y)]', 'limit'],
  ['("a" * 1e6) as $x | ("a" * 1e5 + "b") as $y | [range(1e6) | $x | contains($y)]', 'limit'],
  ['("a" * 1e6) as $x | ("a" * 1e5 + "b") as $y | [range(1e6) | $x | index($y)]', 'limit'],
  ['("a" * 1e6) as $x | ("a" * 1e5 + "b") as $y | [range(1e6) | $x | split($y)]', 'limit'],
  ['"a" * 1e6 | indices("a")', 'limit'],
  ['"a" * 1e6 | [limit(1e6; repeat(length))]', 'limit'],
  ['"a" * 1e6 | [limit(1e6; repeat(utf8bytelength))]', 'limit'],
  ['"a" * 1e6 | [limit(1e6; repeat(tonumber?))]', 'limit'],
  ['"1" * 1e6 | [limit(1e6; repeat(tonumber))]', 'limit'],
  ['"a" * 1e6 | [range(1e6) as $i | .[$i:$i + 1]]', 'limit'],
  ['"a" * 1e6 | [range(1e6) as $i | try error catch .]', 'limit'],
  ['"a" * 1e6 | [range(1e6) as $i | {(.): 1}]', 'limit'],
  ['"a" * 1e6 as $k | {} | [range(1e6) as $i | has($k)]', 'limit'],
  ['[range(1e4)] | [range(1e6) as $i | index([9999, 1])]', 'limit'],
  ['[range(1e4)] as $x | $x - ($x | map(. + 1e6))', 'limit'],
  ['[range(1e4)] as $x | [range(1e4)] | contains($x)', 'limit'],
  ['[limit(3e4; repeat([]))] | unique | [limit(1e6; repeat(length))]', 'limit'],
  ['[range(1e5)] | [limit(1e6; repeat(sort))]', 'limit'],
  ['[range(1e5)] | [limit(1e6; repeat(reverse))]', 'limit'],
  ['[range(1e5)] | [limit(1e6; repeat(tostream))]', 'limit'],
  ['[range(1e5)] | [limit(1e6; repeat(keys))]', 'limit'],
  ['[range(1e5)] | [limit(1e6; repeat(to_entries))]', 'limit'],
  ['[range(1e5)] | [limit(1e6; repeat(min, max))]', 'limit'],
  ['[range(1e5)] | [limit(1e6; repeat(add))]', 'limit'],
  ['[range(1e5)] | [limit(1e6; repeat(any, all))]', 'limit'],
  ['[range(1e4)] | [range(1e6) as $i | bsearch($i)]', 'limit'],
  ['[range(1e3)] | group_by(.) | [limit(1e6; repeat(group_by(length)))]', 'limit'],
  ['[range(1e6)] | pick(.[range(1e6)])', 'limit'],
  ['[range(3000)] | del(.[range(3000)])', 'outputs'],
  ['[range(1e4)] | .[] |= empty', 'outputs'],
  ['[range(1e4)] | del(.[] | select(. % 2 == 0)) | [limit(1e6; repeat(del(.[0])))]', 'limit'],
  ['[range(1e4)] | until(length == 0; del(.[0]))', 'limit'],
  ['[range(1e4)] | until(length == 0; .[1:])', 'limit'],
  ['[limit(1e6; repeat(builtins))] | length', 'limit'],
  ['[limit(1e6; repeat([splits("a"; "g")]))]', 'error', () => 5],
  ['[limit(1e6; repeat(now))]', 'error'],
  ['1e1000, -1e1000, nan | [limit(1e6; repeat(tojson))]', 'limit'],
  ['[limit(1e6; repeat(1.7976931348623157e308 | tojson))]', 'limit'],
  ['[limit(1e9; repeat(5 | tgamma, lgamma, j0, frexp))]', 'limit'],
  ['yn(1e9; 1), jn(1e9; 1)', 'outputs'],
  ['[jn(1e9; 1e9)]', 'limit'],
  ['[jn(nan; 1), jn(1e300; 1), jn(2000; 1e-300)]', 'outputs'],
];

/** Regular expressions that make others run forever. */
const PATTERNS: readonly Row[] = [
  ['test("^(a+)+$")', 'outputs', () => `${text(40)}!`],
  ['test("^(a+)+$")', 'outputs', () => `${text(10_000)}!`],
  ['test("^(a+)+$")', 'limit', () => `${text(1_000_000)}!`],
  ['test("(a|a)*b")', 'outputs', () => text(5_000)],
  ['test("(a|b|ab)*c")', 'outputs', () => 'ab'.repeat(5_000)],
  ['test("(.*)*x")', 'outputs', () => text(5_000)],
  ['test("(a*)*(a*)*(a*)*b")', 'outputs', () => text(5_000)],
  ['test("a{0,1000}a{0,1000}b")', 'limit', () => text(10_000)],
  ['test("((a{1,100}){1,100}){1,100}")', 'error', () => 'a'],
  ['test("(((((a{1,9}){1,9}){1,9}){1,9}){1,9}){1,9}")', 'error', () => 'a'],
  ['test("(?=(a+))*b")', 'limit', () => text(2_000)],
  ['test("(?:(?=a)a)*b")', 'outputs', () => text(2_000)],
  ['test("(?>a+)+b")', 'limit', () => text(2_000)],
  ['test("(?<=a{1,100})b")', 'error', () => text(2_000)],
  ['test("(" * 10000)', 'error', () => 'a'],
  ['test("(" * 10000 + "a" + ")" * 10000)', 'error', () => 'a'],
  ['test("[" * 10000)', 'error', () => 'a'],
  ['test("a?" * 5000 + "a" * 5000)', 'error', () => text(5_000)],
  ['test("a?" * 1000 + "a" * 1000)', 'limit', () => text(1_000)],
  ['test("a|" * 100000)', 'limit', () => 'b'],
  ['[match("a*?"; "g")] | length', 'limit', () => text(300_000)],
  ['[scan(".")] | length', 'limit', () => text(1_000_000)],
  ['[scan("a*?b")]', 'limit', () => text(300_000)],
  ['[match("a+$"; "g")]', 'outputs', () => `${text(10_000)}b`],
  ['gsub("a"; "aa") | gsub("a"; "aa") | gsub("a"; "aaaa") | gsub("a"; "a" * 1000)', 'limit', () => text(1_000)],
  ['reduce range(40) as $i (.; gsub("a"; "aa"))', 'limit', () => 'a'],
  ['gsub(""; "x" * 100000)', 'limit', () => text(1_000)],
  ['gsub("(?<x>a)"; "\\(.x, .x)")', 'outputs', () => text(1_000)],
  ['[limit(1e9; repeat(sub("(?<x>.)"; "b")))]', 'limit', () => text(1_000)],
  ['[splits("")] | length', 'limit', () => text(1_000_000)],
  ['[range(1e6) | tostring as $p | "x" | test($p)]', 'limit'],
  ['[range(1e6) | ("a{\\(. % 900)}" * 20) as $p | "x" | test($p)]', 'limit'],
  ['ascii(65), @text', 'refused'],
];

/** Deep values and deep programs. */
const DEEP_ONES: readonly Row[] = [
  ['..', 'outputs', () => nested(DEEP)],
  ['[..] | length', 'outputs', () => nested(DEEP)],
  ['[paths] | length', 'limit', () => nested(DEEP)],
  ['[leaf_paths] | length', 'refused', () => nested(DEEP)],
  ['tojson', 'outputs', () => nested(DEEP)],
  ['@json', 'outputs', () => nested(DEEP)],
  ['tostring', 'outputs', () => nested(DEEP)],
  ['@text, @html', 'outputs', () => nested(DEEP)],
  ['@sh', 'error', () => nested(DEEP)],
  ['walk(.)', 'limit', () => nested(DEEP)],
  ['walk(walk(.))', 'limit', () => nested(2_000)],
  ['walk(walk(walk(.)))', 'limit', () => nested(200)],
  ['def f: walk(f); f', 'limit', () => [1]],
  ['flatten', 'outputs', () => nested(DEEP)],
  ['tostream', 'limit', () => nested(DEEP)],
  ['[tostream]', 'limit', () => nested(DEEP)],
  ['[getpath(["a"])?, .[0]?]', 'outputs', () => nested(DEEP)],
  ['map_values(.)', 'outputs', () => nested(DEEP)],
  ['error', 'error', () => nested(DEEP)],
  ['try error catch .', 'outputs', () => nested(DEEP)],
  ['. == (tojson | fromjson)', 'error', () => nested(DEEP)],
  ['fromjson', 'error', () => wrapped('[', '', ']', DEEP / 2)],
  ['fromjson', 'limit', () => wrapped('[', '', ']', 2 * DEEP)],
  ['fromjson', 'error', () => '['.repeat(DEEP)],
  ['fromjson', 'limit', () => '{"a":'.repeat(DEEP)],
  ['. as $x | [$x] | .[0] == $x', 'outputs', () => nested(DEEP)],
  ['[., map(.)] | .[0] == .[1]', 'outputs', () => [nested(DEEP)]],
  ['[[.], [[.]]] | sort | length', 'outputs', () => nested(DEEP)],
  ['[[.], [.]] | unique | length', 'error', () => nested(DEEP)],
  ['[[.], [.]] | group_by(.) | length', 'error', () => nested(DEEP)],
  ['. * .', 'error', () => deepObject(DEEP)],
  ['contains(.)', 'error', () => nested(DEEP)],
  ['[.] - [[.]]', 'outputs', () => nested(DEEP)],
  ['reduce range(1e6) as $i (0; [.])', 'limit'],
  ['reduce range(20000) as $i (0; [.]) | tojson | fromjson', 'error'],
  ['[recurse] | length', 'outputs', () => nested(DEEP)],
  ['getpath([range(100000) | 0])', 'error', () => nested(DEEP)],
  ['setpath([range(100000) | 0]; 1)', 'error'],
  ['setpath([range(9000) | 0]; 1) | [paths] | length', 'limit'],
  ['delpaths([[range(100000) | 0]])', 'error'],
  ['[limit(1e9; path(..))] | length', 'limit', () => nested(DEEP)],
  ['.. |= .', 'limit', () => nested(DEEP)],
  ['.. = 1', 'error', () => nested(DEEP)],
  ['del(..)', 'limit', () => nested(DEEP)],
  ['to_entries, with_entries(.)', 'outputs', () => nested(DEEP)],
  [() => wrapped('(', '1', ')', LEVELS), 'refused'],
  [() => wrapped('[', '1', ']', LEVELS), 'refused'],
  [() => wrapped('{a: ', '1', '}', LEVELS), 'refused'],
  [() => wrapped('"\\(', '1', ')"', LEVELS), 'refused'],
  [() => wrapped('if . then ', '1', ' end', LEVELS), 'refused'],
  [() => wrapped('try ', '1', '', LEVELS), 'refused'],
  [() => wrapped('-', '1', '', LEVELS), 'refused'],
  [() => wrapped('. as [', '$x', '] | 1', LEVELS), 'refused'],
  [() => wrapped('def f: ', '1', '; f', LEVELS), 'refused'],
  [() => wrapped('1 as $x | ', '1', '', LEVELS), 'refused'],
  [() => wrapped('label $x | ', '1', '', LEVELS), 'refused'],
  [() => wrapped('reduce . as $x (', '1', '; .)', LEVELS), 'refused'],
  [() => wrapped('map(', '1', ')', LEVELS), 'refused'],
  [() => wrapped('', '.', '[0]', LEVELS), 'refused'],
  [() => wrapped('', '.', '?', LEVELS), 'refused'],
  [() => wrapped('', '.', '.a', LEVELS), 'refused'],
  [() => wrapped('', '.', ' | .', LEVELS), 'refused'],
  [() => wrapped('', '1', ' + 1', LEVELS), 'refused'],
  [() => wrapped('', '.', ' // .', LEVELS), 'refused'],
  [() => wrapped('', '1', ' and 1', LEVELS), 'refused'],
  [() => wrapped('. as $x ?// ', '$x', ' | 1', LEVELS), 'refused'],
  [() => wrapped('', '1', ', 1', LEVELS), 'outputs'],
  [() => wrapped('. as [', '$x', ']', LEVELS), 'refused'],
  [() => `${'"'.repeat(LEVELS * 10)}`, 'refused'],
  [() => '('.repeat(LEVELS * 10), 'refused'],
  [() => ')'.repeat(LEVELS * 10), 'refused'],
  [() => '"\\('.repeat(LEVELS), 'refused'],
  [() => '\u0000'.repeat(LEVELS), 'refused'],
  [() => `"${text(3_000_000)}"`, 'refused'],
  [() => Array(900).fill('map(.)').join(' | '), 'outputs', () => []],
  [() => wrapped('map(', '.', ')', 300), 'outputs', () => []],
  [() => wrapped('walk(', '.', ')', 20), 'outputs', () => [[1], [2]]],
  [() => wrapped('first(', '.', ')', 300), 'outputs'],
  [
    () =>
      `${Array.from({ length: 300 }, (_, i) => `def f${i + 1}(g): f${i}(g), f${i}(g);`)
        .join(' ')
        .replace(/^/, 'def f0(g): g; ')} f300(.)`,
    'limit',
  ],
  [
    () => `def f0: 1; ${Array.from({ length: 100 }, (_, i) => `def f${i + 1}: f${i} + f${i};`).join(' ')} f100`,
    'limit',
  ],
];

/** What touches the insides of JavaScript. */
const STRANGE: readonly Row[] = [
  ['reduce range(1e9) as $i (null; .__proto__ |= [.])', 'limit'],
  ['reduce range(1e9) as $i ({}; .constructor.prototype.x = $i)', 'limit'],
  ['.[nan] = 1', 'error', () => []],
  ['.[-1] = 1', 'error', () => []],
  ['input', 'refused'],
  ['[inputs]', 'refused'],
  ['$ENV', 'refused'],
  ['debug, stderr', 'refused'],
  ['import "a" as a; .', 'refused'],
  ['halt', 'refused'],
  ['getpath(["a", 0, "b"])', 'error', () => ({ a: 'x' })],
  ['@base32d', 'error', () => '='.repeat(1000)],
  ['ltrimstr(1), ascii_downcase', 'error', () => 1],
];

function programs(rows: readonly Row[]): HostileProgram[] {
  return rows.map(([source, ends, input]) => {
    const make = typeof source === 'string' ? () => source : source;
    const start = make();
    const name = start.length > 70 ? `${start.slice(0, 45)} ... (${start.length} characters)` : start;
    return { name, source: make, ends, ...(input === undefined ? {} : { input }) };
  });
}

/** Programs that do their worst, with how each of them has to end at the default budget. */
export const HOSTILE_PROGRAMS: readonly HostileProgram[] = [
  ...programs(ENDLESS),
  ...programs(LARGE),
  ...programs(PATTERNS),
  ...programs(DEEP_ONES),
  ...programs(STRANGE),
];
