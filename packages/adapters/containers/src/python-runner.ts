import { type ScriptRunner, standardError } from '@parley/engine';
import type { JobRunner } from './container-runner.ts';

/** Linux passes at most 128 KiB in one argument (MAX_ARG_STRLEN). */
const MAX_CODE_BYTES = 128 * 1024 - 1;

/** Runs Python scripts in containers of `image`, which has to have `python3`. */
export function createPythonRunner(containers: Pick<JobRunner, 'execute'>, image: string): ScriptRunner {
  return {
    languages: ['python'],
    async run({ code, stdin, arguments: args, environment }, context) {
      if (Buffer.byteLength(code) > MAX_CODE_BYTES) {
        throw standardError('configuration', 'The script is larger than 128 KiB');
      }
      return await containers.execute(
        {
          image,
          entrypoint: ['python3', '-c', code],
          arguments: args,
          environment,
          pull: 'ifNotPresent',
          keepMs: 0,
          ...(stdin !== undefined && { stdin }),
        },
        context,
      );
    },
  };
}
