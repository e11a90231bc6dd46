import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { EXTERNAL_RESTATE_HINT, restateError } from '../errors.ts';

/**
 * The path of a program from the optional npm package for this platform: the server, or `restatectl` and `restate` where
 * the package has them. Raises `restate_unsupported` where there is none.
 */
export function findRestateServer(): string {
  const name = `@restatedev/restate-server-${process.platform}-${process.arch}`;
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
    return join(dirname(manifest), 'bin', 'restate-server');
  } catch (cause) {
    throw restateError('restate_unsupported', `The npm package ${name} with the Restate server is not installed`, {
      hint: `Install without --omit=optional. Where there is no such package for the platform: ${EXTERNAL_RESTATE_HINT}`,
      cause,
    });
  }
}
