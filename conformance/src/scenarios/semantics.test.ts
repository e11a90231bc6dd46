import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readFeature } from './run-feature.ts';

const root = new URL('../../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

/** Tests beside the scenarios that pin readings. */
const TEST_FILES = [
  'packages/engine/src/testing/control-contract.ts',
  'services/all-in-one/test/control-crash.test.ts',
];

/** Titles of everything that a reading can be pinned by. */
function titles(): Set<string> {
  const features = readdirSync(new URL('conformance/features/', root)).flatMap((file) =>
    readFeature(read(`conformance/features/${file}`), file).map(({ name }) => name.slice(name.indexOf(': ') + 2)),
  );
  const tests = TEST_FILES.flatMap((file) => [...read(file).matchAll(/\bit\('([^']+)'/g)]);
  return new Set([...features, ...tests.map(([, title]) => title!)]);
}

it('names only scenarios and tests that exist', () => {
  const text = read('docs/reference/semantics.md').replaceAll(/\s+/g, ' ').replaceAll('**', '');
  const named = [...text.matchAll(/[:,;] \*([^*]+)\*/g)].map(([, title]) => title!);
  const known = titles();
  expect(named.filter((title) => !known.has(title))).toEqual([]);
  expect(named.length).toBeGreaterThan(60);
});
