/**
 * What test files import from vitest, for a browser: collecting and running tests is written here, `expect` is vitest's own
 * (`vitest-expect` and `chai` are made to mean the copies that vitest uses; see run.mjs).
 */
import * as chai from 'chai';
import {
  ASYMMETRIC_MATCHERS_OBJECT,
  customMatchers,
  GLOBAL_EXPECT,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  setState,
} from 'vitest-expect';

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);

export const expect = (value, message) => chai.expect(value, message);
Object.assign(expect, chai.expect, globalThis[ASYMMETRIC_MATCHERS_OBJECT]);
expect.extend = (matchers) => chai.expect.extend(expect, matchers);
globalThis[GLOBAL_EXPECT] = expect;
setState({ assertionCalls: 0, isExpectingAssertions: false }, expect);
expect.extend(customMatchers);

const root = newSuite('', null);
let current = root;

function newSuite(name, parent) {
  return { name, parent, children: [], before: [], after: [] };
}

export function describe(name, body) {
  const suite = newSuite(name, current);
  current.children.push(suite);
  current = suite;
  body();
  current = suite.parent;
}

export function test(name, ...rest) {
  const body = rest.find((part) => typeof part === 'function');
  current.children.push({ name, body });
}

export const it = test;

/** One test or suite for each row; a row that is an array gives the arguments. */
function each(define) {
  return (rows) =>
    (name, ...rest) => {
      const body = rest.find((part) => typeof part === 'function');
      rows.forEach((row, i) => {
        const list = Array.isArray(row) ? row : [row];
        define(titleOf(name, list, i), () => body(...list));
      });
    };
}

test.each = each(test);
describe.each = each(describe);

/** The title with the arguments in the places of `%s` and its like; without such places, with the row's number. */
function titleOf(name, list, at) {
  let used = 0;
  const title = name.replace(/%[sdijo]/g, () => shorten(list[used++]));
  return used > 0 ? title : `${name} [${at}]`;
}

function shorten(value) {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}

export const beforeAll = (body) => current.before.push(body);
export const afterAll = (body) => current.after.push(body);

/** Runs all tests that were defined, in order; gives the failed ones with their messages. */
globalThis.runTests = async () => {
  const result = { passed: 0, failures: [] };
  await runSuite(root, '', result);
  return result;
};

async function runSuite(suite, path, result) {
  for (const hook of suite.before) await hook();
  for (const child of suite.children) {
    const name = path === '' ? child.name : `${path} > ${child.name}`;
    if (child.body === undefined) await runSuite(child, name, result);
    else await runTest(child, name, result);
  }
  for (const hook of suite.after) await hook();
}

async function runTest({ body }, name, result) {
  try {
    await body();
    result.passed += 1;
  } catch (error) {
    result.failures.push({ name, message: String(error?.stack ?? error) });
  }
}
