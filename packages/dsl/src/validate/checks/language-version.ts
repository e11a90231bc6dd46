import { isObject } from '@parley/kernel';
import type { Finding } from '../site.ts';
import type { CheckInput } from './check.ts';

/** The released versions of the language that Parley runs; what its main branch adds is taken under the newest. */
const DSL_VERSIONS = ['1.0.0', '1.0.1', '1.0.2', '1.0.3'] as const;

const POINTER = '/document/dsl';

/** Refuses versions before 1.0 and warns about those nobody has tried. */
export function* checkLanguageVersion({ value }: CheckInput): Generator<Finding> {
  const document = isObject(value) && isObject(value.document) ? value.document : {};
  const version = document.dsl;
  if (typeof version !== 'string' || (DSL_VERSIONS as readonly string[]).includes(version)) return;
  const parts = /^(\d+)\.(\d+)\.(\d+)(-.*)?/.exec(version);
  if (!parts) return;
  const newest = DSL_VERSIONS.at(-1)!;
  if (parts[1] === '0') {
    const message = `Version ${version} of the language is older than 1.0`;
    yield { code: 'unsupported_dsl_version', pointer: POINTER, message, hint: 'Migrate the definition to 1.0 first.' };
  } else {
    const message = `Version ${version} of the language is not one that this release knows`;
    const hint = `It knows ${DSL_VERSIONS.join(', ')}.`;
    yield { code: 'untested_dsl_version', pointer: POINTER, message, hint, replacement: newest };
  }
}
