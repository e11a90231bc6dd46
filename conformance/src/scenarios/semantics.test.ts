import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readFeature } from './run-feature.ts';

const root = new URL('../../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

/** Titles of everything that a reading can be pinned by. */
function titles(): Set<string> {
  const features = readdirSync(new URL('conformance/features/', root)).flatMap((file) =>
    readFeature(read(`conformance/features/${file}`), file).map(({ name }) => name.slice(name.indexOf(': ') + 2)),
  );
  const contracts = [...read('packages/engine/src/testing/control-contract.ts').matchAll(/it\('([^']+)'/g)];
  return new Set([...features, ...contracts.map(([, title]) => title!)]);
}

it('names only scenarios and tests that exist', () => {
  const text = read('docs/reference/semantics.md').replaceAll(/\s+/g, ' ').replaceAll('**', '');
  const named = [...text.matchAll(/[:,;] \*([^*]+)\*/g)].map(([, title]) => title!);
  const known = titles();
  expect(named.filter((title) => !known.has(title))).toEqual([]);
  expect(named.length).toBeGreaterThan(60);
});

it('gives the limits that the engine has', async () => {
  const { DEFAULT_LIMITS } = await import('@parley/engine');
  const table = read('docs/reference/semantics.md').split('| limit | default |')[1]!;
  const numbers = [...table.matchAll(/\| ([\d,]+)( MiB)? \|/g)].map(
    ([, digits, mib]) => Number(digits!.replaceAll(',', '')) * (mib ? 1024 * 1024 : 1),
  );
  const { breatheEvery: _, ...limits } = DEFAULT_LIMITS;
  expect(numbers.toSorted((a, b) => a - b)).toEqual(Object.values(limits).toSorted((a, b) => a - b));
});
