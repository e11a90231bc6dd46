/**
 * Builtins written in jq. They are compiled into the place of each call, so those without recursion get direct code;
 * several also have faster code of their own, which must do the same (see `special.ts`).
 */
export const PRELUDE = `
def values: select(. != null);
def nulls: select(. == null);
def booleans: select(type == "boolean");
def numbers: select(type == "number");
def strings: select(type == "string");
def arrays: select(type == "array");
def objects: select(type == "object");
def iterables: select(type | . == "array" or . == "object");
def scalars: select(type | . != "array" and . != "object");
def normals: select(isnormal);
def finites: select(isfinite);

def map_values(f): .[] |= f;
def indices($part):
  if type == "array" then .[if $part | type == "array" then $part else [$part] end]
  elif type == "string" and ($part | type == "string") then _strindices($part)
  else .[$part] end;
def index($part): indices($part) | .[0];
def rindex($part): indices($part) | .[-1:] | .[0];
def ltrimstr($text): if startswith($text) then .[$text | length:] end;
def rtrimstr($text): if endswith($text) then .[:length - ($text | length)] end;
def trimstr($text): ltrimstr($text) | rtrimstr($text);
def _replace(edits; replacement):
  . as $whole | edits as $edits
  | ((reduce $edits[:-1][] as [$gap, $names] ([];
      [$names | replacement] as $inserts
      | reduce range($inserts | length) as $i (.; .[$i] += $gap + $inserts[$i])))
  | .[] + $edits[-1]) // $whole;
def with_entries(f): to_entries | map(f) | from_entries;
def sort_by(f): _sort_by(map([f]));
def group_by(f): _group_by(map([f]));
def unique_by(f): _unique_by(map([f]));
def min_by(f): _min_by(map([f]));
def max_by(f): _max_by(map([f]));
def add(f): reduce f as $x (null; . + $x);
def in(container): . as $key | container | has($key);
def inside(container): . as $part | container | contains($part);
def combinations:
  def combine: if length == 0 then [] else .[0][] as $first | (.[1:] | combine) as $rest | [$first] + $rest end;
  combine;
def combinations(n): . as $set | [range(n) | $set] | combinations;
def walk(f): def inner: if type == "object" then map_values(inner) elif type == "array" then map(inner) else . end | f; inner;

def recurse: def all: ., (.[]? | all); all;
def recurse(f): def all: ., (f | all); all;
def recurse(f; condition): def all: ., (f | select(condition) | all); all;
def while(condition; update): def next: if condition then ., (update | next) else empty end; next;
def until(condition; update): def next: if condition then . else update | next end; next;
def repeat(f): def again: f, again; again;
def range($upto): range(0; $upto);
def range($from; $upto; $by):
  if $by > 0 then $from | while(. < $upto; . + $by)
  elif $by < 0 then $from | while(. > $upto; . + $by)
  else empty end;
def first(f): label $done | f | (., break $done);
def isempty(f): first((f | false), true);
def any: any(.[]; .);
def all: all(.[]; .);
def any(condition): any(.[]; condition);
def all(condition): all(.[]; condition);
def any(f; condition): isempty(f | condition or empty) | not;
def all(f; condition): isempty(f | condition and empty);
def limit($n; f):
  if $n > 0 then label $done | foreach f as $item ($n; . - 1; $item, if . <= 0 then break $done else empty end)
  elif $n == 0 then empty
  else error("limit doesn't support negative count") end;
def skip($n; f):
  if $n > 0 then foreach f as $item ($n; . - 1; if . < 0 then $item else empty end)
  elif $n == 0 then f
  else error("skip doesn't support negative count") end;
def nth($n): .[$n];
def nth($n; f): if $n < 0 then error("nth doesn't support negative indices") else first(skip($n; f)) end;

def del(f): delpaths([path(f)]);
def paths: path(recurse) | select(length > 0);
def paths(condition): path(recurse | select(condition)) | select(length > 0);
def pick(f): . as $whole | reduce path(f) as $path (null; setpath($path; $whole | getpath($path)));
def tostream:
  path(def leaves: (.[]? | leaves), .; leaves) as $path
  | getpath($path)
  | reduce path(.[]?) as $key ([$path, .]; [$path + $key]);
def fromstream(f):
  {x: null, e: false} as $start
  | foreach f as $event ($start;
      if .e then $start end
      | if $event | length == 2
        then .e = ($event[0] | length == 0) | setpath(["x"] + $event[0]; $event[1])
        else .e = ($event[0] | length == 1) end;
      if .e then .x else empty end);
def truncate_stream(f):
  . as $depth | null | f | . as $event | if (.[0] | length) > $depth then setpath([0]; $event[0][$depth:]) else empty end;

def match($pattern): _match($pattern)[];
def match(pattern; flags): _match(pattern; flags)[];
def capture($pattern): _capture($pattern)[];
def capture(pattern; flags): _capture(pattern; flags)[];
def scan($pattern): _scan($pattern; null)[];
def scan($pattern; $flags): _scan($pattern; $flags)[];
def splits($pattern): _splits($pattern; null)[];
def splits($pattern; $flags): _splits($pattern; $flags)[];
def split($pattern; $flags): _splits($pattern; $flags);
def sub($pattern; replacement): _replace(_edits($pattern; ""); replacement);
def sub($pattern; replacement; $flags): _replace(_edits($pattern; $flags); replacement);
def gsub($pattern; replacement): _replace(_edits($pattern; "g"); replacement);
def gsub($pattern; replacement; flags): sub($pattern; replacement; flags + "g");

def INDEX(rows; key): reduce rows as $row ({}; .[$row | key | tostring] = $row);
def INDEX(key): INDEX(.[]; key);
def JOIN($index; key): [.[] | [., $index[key]]];
def JOIN($index; rows; key): rows | [., $index[key]];
def JOIN($index; rows; key; f): rows | [., $index[key]] | f;
def IN(source): any(source == .; .);
def IN(rows; source): any(rows == source; .);
`;
