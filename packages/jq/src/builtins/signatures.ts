/** How many outputs a function gives for one input (and one value of each `$` argument). */
export type Yield = 'none' | 'one' | 'optional' | 'many';

/** What is known of a builtin function without running it. */
export interface Signature {
  readonly name: string;
  /** Names of the parameters; a leading `$` means that every value of the argument is taken in turn. */
  readonly parameters: readonly string[];
  /** Types that the input may have, in words: `array | object`; `any` is everything. */
  readonly input: string;
  /** Types of an output; `same` is the input's own. */
  readonly output: string;
  readonly yields: Yield;
  /** One line. */
  readonly doc: string;
}

type Row = readonly [call: string, input: string, output: string, yields: Yield, doc: string];

const BASICS: readonly Row[] = [
  ['empty', 'any', 'never', 'none', 'Gives no output.'],
  ['error', 'any', 'never', 'none', 'Raises the input as an error.'],
  ['error(message)', 'any', 'never', 'none', 'Raises the message as an error.'],
  ['not', 'any', 'boolean', 'one', 'True for false and null, false for all else.'],
  ['type', 'any', 'string', 'one', 'Name of the type: null, boolean, number, string, array or object.'],
  [
    'length',
    'null | number | string | array | object',
    'number',
    'one',
    'Code points, items, entries; absolute value.',
  ],
  ['select(f)', 'any', 'same', 'many', 'The input, once for each true output of f.'],
  ['map(f)', 'array | object', 'array', 'one', 'All outputs of f for each item, in one array.'],
  ['map_values(f)', 'array | object', 'same', 'one', 'Each item replaced by the first output of f, or dropped.'],
  ['recurse', 'any', 'any', 'many', 'The input and everything inside it; the same as `..`.'],
  ['recurse(f)', 'any', 'any', 'many', 'The input, then f of it, and so on.'],
  ['recurse(f; condition)', 'any', 'any', 'many', 'Like recurse(f) while the condition is true.'],
  ['walk(f)', 'any', 'any', 'many', 'Applies f to every part, innermost first.'],
  ['isempty(f)', 'any', 'boolean', 'one', 'True if f gives no output.'],
  ['values', 'any', 'same', 'optional', 'The input unless it is null.'],
  ['nulls', 'any', 'null', 'optional', 'The input if it is null.'],
  ['booleans', 'any', 'boolean', 'optional', 'The input if it is a boolean.'],
  ['numbers', 'any', 'number', 'optional', 'The input if it is a number.'],
  ['strings', 'any', 'string', 'optional', 'The input if it is a string.'],
  ['arrays', 'any', 'array', 'optional', 'The input if it is an array.'],
  ['objects', 'any', 'object', 'optional', 'The input if it is an object.'],
  ['iterables', 'any', 'array | object', 'optional', 'The input if it is an array or object.'],
  ['scalars', 'any', 'null | boolean | number | string', 'optional', 'The input if it is neither array nor object.'],
  ['builtins', 'any', 'array', 'one', 'All builtin functions as name/arity.'],
  ['env', 'any', 'object', 'one', 'Always the empty object: programs see no environment.'],
  ['input_filename', 'any', 'null', 'one', 'Always null.'],
];

const SEQUENCES: readonly Row[] = [
  ['range($upto)', 'any', 'number', 'many', 'Numbers from 0 up to, without, the bound.'],
  ['range($from; $upto)', 'any', 'number', 'many', 'Numbers from the first up to, without, the second.'],
  ['range($from; $upto; $by)', 'any', 'number', 'many', 'Numbers in steps, also downwards.'],
  ['first', 'array | null', 'any', 'one', 'The first item.'],
  ['first(f)', 'any', 'any', 'optional', 'The first output of f.'],
  ['last', 'array | null', 'any', 'one', 'The last item.'],
  ['last(f)', 'any', 'any', 'optional', 'The last output of f.'],
  ['nth($n)', 'array | null', 'any', 'one', 'The item at an index.'],
  ['nth($n; f)', 'any', 'any', 'optional', 'The output of f at an index.'],
  ['limit($n; f)', 'any', 'any', 'many', 'At most n outputs of f.'],
  ['skip($n; f)', 'any', 'any', 'many', 'The outputs of f after the first n.'],
  ['until(condition; update)', 'any', 'any', 'many', 'Updates until the condition is true.'],
  ['while(condition; update)', 'any', 'any', 'many', 'Each value of repeated updates while the condition is true.'],
  ['repeat(f)', 'any', 'any', 'many', 'The outputs of f for the input, over and over.'],
  ['any', 'array | object', 'boolean', 'one', 'True if some item is true.'],
  ['any(condition)', 'array | object', 'boolean', 'one', 'True if the condition holds for some item.'],
  ['any(f; condition)', 'any', 'boolean', 'one', 'True if the condition holds for some output of f.'],
  ['all', 'array | object', 'boolean', 'one', 'True if all items are true.'],
  ['all(condition)', 'array | object', 'boolean', 'one', 'True if the condition holds for all items.'],
  ['all(f; condition)', 'any', 'boolean', 'one', 'True if the condition holds for all outputs of f.'],
  ['combinations', 'array', 'array', 'many', 'All ways to take one item of each inner array.'],
  ['combinations(n)', 'array', 'array', 'many', 'All ways to take n items, with repetition.'],
];

const COLLECTIONS: readonly Row[] = [
  ['add', 'array | object', 'any', 'one', 'Sum of all items by `+`; null if there is none.'],
  ['add(f)', 'any', 'any', 'one', 'Sum of all outputs of f by `+`; null if there is none.'],
  ['keys', 'array | object', 'array', 'one', 'Indices, or keys in code-point order.'],
  ['keys_unsorted', 'array | object', 'array', 'one', 'Indices, or keys in their order in the object.'],
  ['has($key)', 'array | object', 'boolean', 'one', 'True if there is that key or index.'],
  ['in(container)', 'number | string', 'boolean', 'many', 'True if the container has the input as key or index.'],
  ['contains($part)', 'any', 'boolean', 'one', 'True if the part is inside: substring, items or entries.'],
  ['inside(container)', 'any', 'boolean', 'many', 'True if the container contains the input.'],
  ['to_entries', 'object', 'array', 'one', 'An array of {key, value}.'],
  ['from_entries', 'array', 'object', 'one', 'An object of {key, value} items; Key, name, Name, Value work too.'],
  ['with_entries(f)', 'object', 'object', 'one', 'to_entries, f for each, from_entries.'],
  ['reverse', 'array | string | null', 'array', 'one', 'The items in reverse order.'],
  ['sort', 'array', 'array', 'one', 'The items in order: null, false, true, numbers, strings, arrays, objects.'],
  ['sort_by(f)', 'array', 'array', 'one', 'The items ordered by the outputs of f; equal ones keep their order.'],
  ['group_by(f)', 'array', 'array', 'one', 'Arrays of the items with equal outputs of f, in order.'],
  ['unique', 'array', 'array', 'one', 'The items in order, each once.'],
  ['unique_by(f)', 'array', 'array', 'one', 'The first item of each group of group_by(f).'],
  ['min', 'array', 'any', 'one', 'The least item; null if there is none.'],
  ['max', 'array', 'any', 'one', 'The greatest item; null if there is none.'],
  ['min_by(f)', 'array', 'any', 'one', 'The item with the least output of f.'],
  ['max_by(f)', 'array', 'any', 'one', 'The item with the greatest output of f.'],
  ['flatten', 'array | object', 'array', 'one', 'The items with all inner arrays dissolved.'],
  ['flatten($depth)', 'array | object', 'array', 'one', 'The items with inner arrays dissolved to a depth.'],
  ['transpose', 'array', 'array', 'one', 'Rows to columns; short rows are filled with null.'],
  ['bsearch($item)', 'array', 'number', 'one', 'Index in a sorted array, or -1 - the place to insert at.'],
  [
    'indices($part)',
    'string | array | null',
    'array | null',
    'one',
    'All indices of an item, a run of items or a substring.',
  ],
  ['index($part)', 'string | array | null', 'number | null', 'one', 'The first of indices.'],
  ['rindex($part)', 'string | array | null', 'number | null', 'one', 'The last of indices.'],
  ['INDEX(key)', 'array | object', 'object', 'one', 'An object from the key of each item to the item.'],
  ['INDEX(rows; key)', 'any', 'object', 'one', 'An object from the key of each row to the row.'],
  ['IN(source)', 'any', 'boolean', 'one', 'True if the input is among the outputs of source.'],
  ['IN(rows; source)', 'any', 'boolean', 'one', 'True if some row is among the outputs of source.'],
  ['JOIN($index; key)', 'array | object', 'array', 'one', 'Pairs of each item and its entry in the index.'],
  ['JOIN($index; rows; key)', 'any', 'array', 'many', 'Pairs of each row and its entry in the index.'],
  ['JOIN($index; rows; key; f)', 'any', 'any', 'many', 'f of each pair of a row and its entry in the index.'],
];

const PATHS: readonly Row[] = [
  ['path(f)', 'any', 'array', 'many', 'The paths that f takes through the input.'],
  ['paths', 'any', 'array', 'many', 'The paths of all parts except the whole.'],
  ['paths(condition)', 'any', 'array', 'many', 'The paths of the parts for which the condition is true.'],
  ['pick(f)', 'any', 'any', 'one', 'The parts of the input that f takes, and nothing else.'],
  ['getpath($path)', 'any', 'any', 'one', 'The part at a path; null if there is none.'],
  ['setpath($path; $value)', 'any', 'any', 'one', 'The input with the part at a path replaced.'],
  ['delpaths($paths)', 'any', 'any', 'one', 'The input without the parts at some paths.'],
  ['del(f)', 'any', 'any', 'one', 'The input without the parts that f takes.'],
  ['tostream', 'any', 'array', 'many', 'The input as [path, leaf] and closing [path] events.'],
  ['fromstream(f)', 'any', 'any', 'many', 'Values from the events of tostream.'],
  ['truncate_stream(f)', 'number', 'array', 'many', 'Events with as many leading path elements left out.'],
];

const STRINGS: readonly Row[] = [
  ['tostring', 'any', 'string', 'one', 'A string as it is, all else as JSON.'],
  ['tojson', 'any', 'string', 'one', 'The input as JSON text.'],
  ['fromjson', 'string', 'any', 'one', 'The value of a JSON text.'],
  ['tonumber', 'number | string', 'number', 'one', 'The number that a string spells.'],
  ['toboolean', 'boolean | string', 'boolean', 'one', 'The boolean that a string spells.'],
  ['utf8bytelength', 'string', 'number', 'one', 'Length in bytes of UTF-8.'],
  ['ascii_downcase', 'string', 'string', 'one', 'A-Z to a-z.'],
  ['ascii_upcase', 'string', 'string', 'one', 'a-z to A-Z.'],
  ['explode', 'string', 'array', 'one', 'The code points.'],
  ['implode', 'array', 'string', 'one', 'A string of code points.'],
  ['startswith($text)', 'string', 'boolean', 'one', 'True if the input begins with the text.'],
  ['endswith($text)', 'string', 'boolean', 'one', 'True if the input ends with the text.'],
  ['ltrimstr($text)', 'string', 'string', 'one', 'The input without that beginning.'],
  ['rtrimstr($text)', 'string', 'string', 'one', 'The input without that end.'],
  ['trimstr($text)', 'string', 'string', 'one', 'The input without that beginning and end.'],
  ['trim', 'string', 'string', 'one', 'The input without white space around.'],
  ['ltrim', 'string', 'string', 'one', 'The input without white space before.'],
  ['rtrim', 'string', 'string', 'one', 'The input without white space after.'],
  ['split($separator)', 'string', 'array', 'one', 'The parts between separators.'],
  ['join($separator)', 'array', 'string', 'one', 'The items as strings with the separator between.'],
  [
    'format($name)',
    'any',
    'string',
    'one',
    'The input in a format: text, json, csv, tsv, html, uri, sh, base64, base32 ...',
  ],
  ['test($pattern)', 'string', 'boolean', 'one', 'True if a regular expression matches somewhere.'],
  ['test(pattern; flags)', 'string', 'boolean', 'many', 'The same, with flags of g, i, x, s, n, p, l.'],
  ['match($pattern)', 'string', 'object', 'many', 'Matches: offset, length, string, captures.'],
  ['match(pattern; flags)', 'string', 'object', 'many', 'The same with flags; g for all matches.'],
  ['capture($pattern)', 'string', 'object', 'many', 'The named captures of a match as an object.'],
  ['capture(pattern; flags)', 'string', 'object', 'many', 'The same with flags.'],
  ['scan($pattern)', 'string', 'string | array', 'many', 'All matches, or arrays of their captures.'],
  ['scan($pattern; $flags)', 'string', 'string | array', 'many', 'The same with flags.'],
  ['split($pattern; $flags)', 'string', 'array', 'one', 'The parts between matches of a regular expression.'],
  ['splits($pattern)', 'string', 'string', 'many', 'The same, one by one.'],
  ['splits($pattern; $flags)', 'string', 'string', 'many', 'The same with flags.'],
  ['sub($pattern; replacement)', 'string', 'string', 'many', 'The first match replaced; captures are fields of `.`.'],
  ['sub($pattern; replacement; $flags)', 'string', 'string', 'many', 'The same with flags.'],
  ['gsub($pattern; replacement)', 'string', 'string', 'many', 'All matches replaced.'],
  ['gsub($pattern; replacement; flags)', 'string', 'string', 'many', 'The same with flags.'],
];

const NUMBERS: readonly Row[] = [
  ['abs', 'any', 'same', 'one', 'The negated input if it is less than zero, else the input.'],
  ['infinite', 'any', 'number', 'one', 'Positive infinity.'],
  ['nan', 'any', 'number', 'one', 'Not a number; less than any number.'],
  ['isinfinite', 'number', 'boolean', 'one', 'True for an infinity.'],
  ['isfinite', 'any', 'boolean', 'one', 'True for a number that is not infinite.'],
  ['isnan', 'number', 'boolean', 'one', 'True for nan.'],
  ['isnormal', 'number', 'boolean', 'one', 'True unless zero, subnormal, infinite or nan.'],
  ['normals', 'any', 'number', 'optional', 'The input if it is a normal number.'],
  ['finites', 'any', 'number', 'optional', 'The input if it is a finite number.'],
  ['have_decnum', 'any', 'boolean', 'one', 'Always false: numbers are doubles.'],
  ['have_literal_numbers', 'any', 'boolean', 'one', 'True, as in jq.'],
  ['frexp', 'number', 'array', 'one', 'Fraction and exponent of two.'],
  ['modf', 'number', 'array', 'one', 'Fraction and whole part.'],
  ['lgamma_r', 'number', 'array', 'one', 'Logarithm of the gamma function and its sign.'],
  ['fma($x; $y; $z)', 'any', 'number', 'one', 'x * y + z.'],
  ['pow($base; $exponent)', 'any', 'number', 'one', 'Power.'],
];

/** Functions of one number (the input), as in C's math library. */
const UNARY_MATH =
  'acos acosh asin asinh atan atanh cbrt ceil cos cosh erf erfc exp exp10 exp2 expm1 fabs floor gamma j0 j1 lgamma log ' +
  'log10 log1p log2 logb nearbyint rint round significand sin sinh sqrt tan tanh tgamma trunc y0 y1';

/** Functions of two numbers (the arguments), as in C's math library. */
const BINARY_MATH =
  'atan2 copysign drem fdim fmax fmin fmod hypot jn ldexp nextafter nexttoward remainder scalb scalbln yn';

const DATES: readonly Row[] = [
  ['now', 'any', 'number', 'one', "The caller's time in seconds since 1970."],
  ['gmtime', 'number', 'array', 'one', 'Seconds to [year, month, day, hour, minute, second, weekday, yearday].'],
  ['localtime', 'number', 'array', 'one', 'The same as gmtime: the time zone is always UTC.'],
  ['mktime', 'array', 'number', 'one', 'Broken-down time to seconds.'],
  ['strftime($format)', 'number | array', 'string', 'one', 'Time in a format such as %Y-%m-%dT%H:%M:%SZ.'],
  ['strflocaltime($format)', 'number | array', 'string', 'one', 'The same as strftime: the time zone is always UTC.'],
  ['strptime($format)', 'string', 'array', 'one', 'Broken-down time of a string in a format.'],
  ['todate', 'number | array', 'string', 'one', 'Seconds to an ISO 8601 time in UTC.'],
  ['todateiso8601', 'number | array', 'string', 'one', 'The same as todate.'],
  ['fromdate', 'string', 'number', 'one', 'An ISO 8601 time in UTC to seconds.'],
  ['fromdateiso8601', 'string', 'number', 'one', 'The same as fromdate.'],
];

/** Builtins of jq that reach outside the program; each is refused when a program is compiled. */
export const UNSUPPORTED: Readonly<Record<string, string>> = {
  'debug/0': 'prints',
  'debug/1': 'prints',
  'stderr/0': 'prints',
  'input/0': 'reads further inputs',
  'inputs/0': 'reads further inputs',
  'input_line_number/0': 'depends on how the input was read',
  'halt/0': 'ends the process',
  'halt_error/0': 'ends the process',
  'halt_error/1': 'ends the process',
  'modulemeta/0': 'reads modules',
  'get_search_list/0': 'depends on the file system',
  'get_prog_origin/0': 'depends on the file system',
  'get_jq_origin/0': 'depends on the file system',
};

function signatureOf([call, input, output, yields, doc]: Row): Signature {
  const open = call.indexOf('(');
  const name = open < 0 ? call : call.slice(0, open);
  const parameters = open < 0 ? [] : call.slice(open + 1, -1).split('; ');
  return { name, parameters, input, output, yields, doc };
}

const MATH: readonly Row[] = [
  ...UNARY_MATH.split(' ').map((name): Row => [name, 'number', 'number', 'one', `${name} of the input, as in C.`]),
  ...BINARY_MATH.split(' ').map(
    (name): Row => [`${name}($x; $y)`, 'any', 'number', 'one', `${name} of x and y, as in C.`],
  ),
];

/** Every builtin function, under `name/arity`. */
export const SIGNATURES: ReadonlyMap<string, Signature> = new Map(
  [...BASICS, ...SEQUENCES, ...COLLECTIONS, ...PATHS, ...STRINGS, ...NUMBERS, ...MATH, ...DATES].map((row) => {
    const signature = signatureOf(row);
    return [`${signature.name}/${signature.parameters.length}`, signature];
  }),
);
