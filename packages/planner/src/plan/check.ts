import { stem } from '../normalise/stem.ts';
import { type Field, fieldsOf } from '../schema/fields.ts';
import type { Source } from '../slots/scope.ts';
import type { FlowTest } from './flow.ts';
import { pathText } from './path.ts';

const stemmed = (words: string): ReadonlySet<string> => new Set(words.split(' ').map(stem));

const GOOD = stemmed(
  'available stock capacity sufficient enough ok okay valid allowed accepted possible open free success successful passed eligible can feasible satisfied approved verified active healthy operational',
);
const BAD = stemmed(
  'full sold out unavailable blocked closed exceeded rejected denied missing insufficient short invalid failed fraud fraudulent overdue expired',
);
const LEFT = stemmed('remaining left free available spare open hand');

/** The test a check passes by, found in the schema of its result: a flag, a number that is left, or a list of what is missing. */
export function checkTest(result: Source, text: string): FlowTest | undefined {
  const fields = fieldsOf(result.schema).filter((field) => field.path.length === 1 && !field.many);
  const flags = fields.filter((field) => field.type === 'boolean');
  const good = flags.find((field) => hasWord(field, GOOD) && !hasWord(field, BAD));
  if (good) return test(result, good, 'true', null, text);
  const bad = flags.find((field) => hasWord(field, BAD));
  if (bad) return test(result, bad, 'ne', true, text);
  const left = fields.find((field) => /^(?:integer|number)$/.test(field.type) && hasWord(field, LEFT));
  if (left) return test(result, left, 'gt', 0, text);
  const missing = fields.find((field) => field.type === 'array' && hasWord(field, BAD));
  if (missing) return test(result, missing, 'empty', null, text);
  const each = fieldsOf(result.schema).find((field) => field.many && field.type === 'boolean' && hasWord(field, GOOD));
  if (each) return test(result, each, 'true', null, text);
  const [only, ...others] = flags;
  return only && others.length === 0 ? test(result, only, 'true', null, text) : undefined;
}

function hasWord(field: Field, words: ReadonlySet<string>): boolean {
  return field.words.some((word) => words.has(word));
}

function test(
  result: Source,
  field: Field,
  compare: FlowTest['compare'],
  right: FlowTest['right'],
  text: string,
): FlowTest {
  return { left: pathText(result.root, field.path), compare, right, rightFrom: null, text };
}
