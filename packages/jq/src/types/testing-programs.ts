import fc from 'fast-check';
import { KEYS } from './testing.ts';

const key = fc.constantFrom(...KEYS);
const constant = fc.constantFrom(
  'null',
  'true',
  'false',
  '0',
  '1',
  '2',
  '-1',
  '1.5',
  '""',
  '"a"',
  '"b"',
  '"x"',
  '[]',
  '{}',
);
const kindName = fc.constantFrom('null', 'boolean', 'number', 'string', 'array', 'object').map((name) => `"${name}"`);

const PLAIN_FUNCTIONS = [
  'not,type,length,keys,keys_unsorted,values,nulls,booleans,numbers,strings,arrays,objects,iterables,scalars,empty,error',
  'to_entries,from_entries,reverse,sort,unique,min,max,flatten,add,any,all,first,last,transpose,combinations,tostring',
  'tojson,tonumber,toboolean,ascii_downcase,explode,implode,trim,abs,floor,fabs,recurse,..,paths,tostream,isnan',
  'utf8bytelength,builtins|length,@text,@json,@csv,@html,@sh,@base64,@base64d,@uri,finites,normals,env',
]
  .join(',')
  .split(',');

const ONE_ARGUMENT = [
  'map,select,map_values,first,last,isempty,any,all,add,sort_by,group_by,unique_by,min_by,max_by,path,paths,del',
  'pick,with_entries,walk,has,contains,inside,in,index,indices,rindex,join,split,startswith,ltrimstr,test,INDEX,IN,error',
  'getpath,delpaths,flatten,range,nth,bsearch,splits,scan,capture',
]
  .join(',')
  .split(',');

interface Grammar {
  program: string;
  path: string;
  condition: string;
}

const { program } = fc.letrec<Grammar>((tie: fc.LetrecTypedTie<Grammar>) => {
  const sub = tie('program');
  const step = fc.oneof(
    { weight: 5, arbitrary: key.map((name) => `.${name}`) },
    { weight: 1, arbitrary: key.map((name) => `.${name}?`) },
    { weight: 1, arbitrary: fc.constantFrom('.[]', '.[0]', '.[1]', '.[-1]', '.[]?', '.[1:]', '.[:1]') },
  );
  const steps = fc.array(step, { minLength: 1, maxLength: 3 }).map((all) => all.join(' | '));
  const reading = fc.oneof(
    { weight: 5, arbitrary: steps },
    { weight: 1, arbitrary: steps.map((text) => `$v | ${text}`) },
  );
  const nested = (parts: readonly (string | fc.Arbitrary<string>)[]): fc.Arbitrary<string> =>
    fc
      .tuple(...parts.map((part): fc.Arbitrary<string> => (typeof part === 'string' ? fc.constant(part) : part)))
      .map((all) => all.join(''));
  return {
    path: fc.oneof(
      { weight: 6, arbitrary: steps },
      { weight: 1, arbitrary: nested(['(', tie('path'), ', ', tie('path'), ')']) },
      { weight: 2, arbitrary: nested(['(', tie('path'), ' | select(', tie('condition'), '))']) },
      {
        weight: 1,
        arbitrary: nested(['(if ', tie('condition'), ' then ', tie('path'), ' else ', tie('path'), ' end)']),
      },
      { weight: 1, arbitrary: nested(['(', tie('path'), ' // ', tie('path'), ')']) },
      { weight: 1, arbitrary: nested(['first(', tie('path'), ')']) },
      { weight: 1, arbitrary: nested(['.[', sub, ']']) },
      { weight: 1, arbitrary: nested(['(', sub, ' as $i | .[$i])']) },
    ),
    condition: fc.oneof(
      { weight: 4, arbitrary: nested(['(', reading, fc.constantFrom(' == ', ' != ', ' < ', ' >= '), constant, ')']) },
      { weight: 2, arbitrary: nested(['((', reading, ' | type) == ', kindName, ')']) },
      { weight: 1, arbitrary: nested(['(type != ', kindName, ')']) },
      { weight: 1, arbitrary: key.map((name) => `has("${name}")`) },
      { weight: 1, arbitrary: nested(['(', reading, ' | IN(', constant, ', ', constant, '))']) },
      { weight: 2, arbitrary: reading.map((text) => `(${text})`) },
      { weight: 1, arbitrary: nested(['(', tie('condition'), ' and ', tie('condition'), ')']) },
      { weight: 1, arbitrary: nested(['(', tie('condition'), ' or ', tie('condition'), ')']) },
      { weight: 1, arbitrary: nested(['(', tie('condition'), ' | not)']) },
      { weight: 1, arbitrary: sub },
    ),
    program: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      fc.oneof(
        { weight: 3, arbitrary: reading.map((text) => `(${text})`) },
        { weight: 2, arbitrary: constant },
        fc.constant('.'),
      ),
      fc.constantFrom(...PLAIN_FUNCTIONS).map((name) => `(${name})`),
      nested([fc.constantFrom(...ONE_ARGUMENT), '(', sub, ')']),
      nested(['(', sub, ' | ', sub, ')']),
      nested(['(', sub, ' | ', sub, ')']),
      nested(['(', sub, ', ', sub, ')']),
      nested(['(', sub, fc.constantFrom(' + ', ' - ', ' * ', ' / ', ' % ', ' == ', ' != ', ' < '), sub, ')']),
      nested(['(', sub, fc.constantFrom(' and ', ' or ', ' // '), sub, ')']),
      nested(['(if ', tie('condition'), ' then ', sub, ' else ', sub, ' end)']),
      nested(['(if ', tie('condition'), ' then ', sub, ' end)']),
      nested(['select(', tie('condition'), ')']),
      nested(['map(select(', tie('condition'), '))']),
      nested(['(try ', sub, ' catch ', sub, ')']),
      nested(['(', sub, ')?']),
      nested(['[', sub, ']']),
      nested(['[', sub, ', ', sub, ']']),
      nested(['{', key, ': ', sub, ', ', key, ': ', sub, '}']),
      nested(['{(', sub, '): ', sub, '}']),
      nested(['"x\\(', sub, ')"']),
      nested(['(', sub, ' as $x | ', sub, ' | ., $x)']),
      nested(['(', sub, ' as [$x, {a: $y}] | [$x, $y, ', sub, '])']),
      nested(['(', sub, ' as {a: $x} ?// [$x] | [$x, ', sub, '])']),
      nested(['(reduce ', sub, ' as $x (', sub, '; ', sub, '))']),
      nested(['(reduce ', sub, ' as $x (', sub, '; . + $x))']),
      nested(['(foreach ', sub, ' as $x (', sub, '; ', sub, '; [., $x]))']),
      nested(['(', tie('path'), ' |= ', sub, ')']),
      nested(['(', tie('path'), fc.constantFrom(' = ', ' += ', ' -= ', ' //= '), sub, ')']),
      nested(['del(', tie('path'), ')']),
      nested(['(limit(2; ', sub, '))']),
      nested(['(label $f | ', sub, ' | if ', tie('condition'), ' then ., break $f else . end)']),
      nested(['(def f(g): ', sub, ' | g; f(', sub, '))']),
      nested(['(def f($v): [', sub, ', $v]; f(', sub, '))']),
      nested(['(def f: if (', tie('condition'), ') then (.[]? | f) else ', sub, ' end; f)']),
      nested(['(-', sub, ')']),
      nested(['.[', sub, ':', sub, ']']),
    ),
  };
});

/** Random programs, with a variable `$v`, over the keys and constants of the random schemas. */
export const anyProgram: fc.Arbitrary<string> = program;
