import type { Json } from '@parley/kernel';
import { parseIsoDuration } from '@parley/kernel';
import type { FlowCondition, FlowTest } from '../plan/flow.ts';
import { EACH, type PathStep, parsePath, parseRelativeTime, templateParts } from '../plan/path.ts';

/** Names that are loop variables where an expression stands; every other root is kept in `$context`. */
export type Variables = ReadonlySet<string>;

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** A path of the plan as jq; a `tolerant` one takes a missing list for an empty one, as a sentence should. */
export function pathToJq(text: string, variables: Variables, tolerant = false): string {
  const relative = parseRelativeTime(text, parseIsoDuration);
  if (relative) return timeToJq(relative.offsetMs, relative.dateOnly);
  const path = parsePath(text);
  if (!path) return 'null';
  const base = variables.has(path.root) ? `$${path.root}` : `$context${field(path.root)}`;
  const body = path.steps.reduce<string>(
    (jq, step) => jq + stepToJq(step) + (tolerant && step === EACH ? '?' : ''),
    base,
  );
  if (path.pick) return `[${body} | {${path.pick.map(key).join(', ')}}]`;
  return path.steps.includes(EACH) ? `[${body}]` : body;
}

function stepToJq(step: PathStep): string {
  if (step === EACH) return '[]';
  return typeof step === 'number' ? `[${step}]` : field(step);
}

const field = (name: string): string => (IDENTIFIER.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`);
const key = (name: string): string => (IDENTIFIER.test(name) ? name : JSON.stringify(name));

// `$workflow.startedAt` is what the language's runtime expressions know of time, and the same on every replay.
function timeToJq(offsetMs: number, dateOnly: boolean): string {
  const seconds = Math.round(offsetMs / 1000);
  const moved = seconds === 0 ? '' : ` ${seconds < 0 ? '-' : '+'} ${Math.abs(seconds)}`;
  const format = dateOnly ? 'strftime("%Y-%m-%d")' : 'todate';
  return `($workflow.startedAt.epoch.seconds${moved}) | floor | ${format}`;
}

/** A literal of the plan as the definition carries it: expressions where it refers to data. */
export function literalToValue(value: Json, variables: Variables): unknown {
  if (typeof value === 'string') return textToValue(value, variables);
  if (Array.isArray(value)) return value.map((item) => literalToValue(item as Json, variables));
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, literalToValue(item as Json, variables)]),
    );
  }
  return value;
}

function textToValue(text: string, variables: Variables): unknown {
  const parts = templateParts(text);
  if (!parts.some((part) => 'path' in part)) {
    // Words that look like an expression are still words.
    return text.includes('${') ? expression(JSON.stringify(text)) : text;
  }
  if (parts.length === 1 && parts[0] && 'path' in parts[0]) return expression(pathToJq(parts[0].path, variables));
  const inner = parts.map((part) =>
    'path' in part ? `\\(${inText(part.path, variables)})` : JSON.stringify(part.text).slice(1, -1),
  );
  return expression(`"${inner.join('')}"`);
}

/**
 * In a sentence a list reads as "a, b, c", and an amount with its currency: `path|money` counts the currency's smallest
 * unit, `path|price` the currency itself.
 */
function inText(path: string, variables: Variables): string {
  const [bare = '', format] = path.split('|');
  const jq = pathToJq(bare, variables, true);
  if (format !== undefined)
    return `${jq}.amount${format === 'money' ? ' / 100' : ''} | tostring + " " + ${jq}.currency`;
  return parsePath(bare)?.steps.includes(EACH) ? `${jq} | join(", ")` : jq;
}

/** Marks jq as the workflow language wants it. */
export function expression(jq: string): string {
  return `\${ ${jq} }`;
}

/** A condition as jq; undefined while one of its tests is not known. */
export function conditionToJq(condition: FlowCondition, variables: Variables): string | undefined {
  const tests = condition.tests.map((test) => testToJq(test, variables));
  if (tests.length === 0 || tests.includes(undefined)) return undefined;
  const joined =
    tests.length === 1
      ? tests[0]
      : tests.map((test) => (/ (?:and|or) /.test(test ?? '') ? `(${test})` : test)).join(` ${condition.join} `);
  if (!condition.negate) return joined;
  return tests.length === 1 && /^[\w$.[\]"]+$/.test(joined ?? '') ? `${joined} | not` : `(${joined}) | not`;
}

const OPERATORS: Readonly<Partial<Record<FlowTest['compare'], string>>> = {
  eq: '==',
  ne: '!=',
  gt: '>',
  ge: '>=',
  lt: '<',
  le: '<=',
};

function testToJq(test: FlowTest, variables: Variables): string | undefined {
  if (test.left === null || test.compare === 'unknown') return undefined;
  const many = parsePath(test.left)?.steps.includes(EACH) ?? false;
  const left = pathToJq(test.left, variables);
  const right = test.rightFrom === null ? JSON.stringify(test.right) : pathToJq(test.rightFrom, variables);
  if (test.compare === 'empty') return `(${left} | length == 0)`;
  if (test.compare === 'true') return many ? `(${left} | all)` : left;
  if (test.compare === 'contains')
    return `((${left} // "") | tostring | ascii_downcase | contains(${lower(test.right)}))`;
  const operator = OPERATORS[test.compare] ?? '==';
  return many ? `any(${left}[]; . ${operator} ${right})` : `${left} ${operator} ${right}`;
}

const lower = (value: Json): string => JSON.stringify(typeof value === 'string' ? value.toLowerCase() : value);
