import { type ContainerRunner, type EffectContext, type ProcessResult, standardError } from '@parley/engine';
import { type ContainerJob, shellEntrypoint, toJob } from './container-job.ts';

/** What workflows may run; the operator's choice. */
export interface AllowedImages {
  /** Images that `run: container` may use: a name with its tag, or with `*` at the end for all that begin so. */
  readonly images: readonly string[];
  /** The image that shell commands run in; without one they are refused. */
  readonly shellImage?: string;
}

/** Runs one job; the same attempt at the same effect is one container, however often it is asked for. */
export type Execute = (job: ContainerJob, context: EffectContext) => Promise<ProcessResult>;

/** Runs processes in containers; what a workflow or an adapter asks for is a job. */
export interface JobRunner extends ContainerRunner {
  readonly execute: Execute;
  /** Resolves when nothing is done in the background any more. Containers that run stay. */
  close(): Promise<void>;
}

export function createContainerRunner(
  { images, shellImage }: AllowedImages,
  execute: Execute,
  close: () => Promise<void>,
): JobRunner {
  return {
    execute,
    close,
    async run(container, context) {
      const job = toJob(container);
      if (images.some((allowed) => matches(allowed, job.image))) return await execute(job, context);
      throw standardError('configuration', `This installation does not run the image "${job.image}"`);
    },
    async shell({ command, ...given }, context) {
      if (shellImage === undefined) {
        throw standardError('configuration', 'This installation runs no shell commands; use a script or a container');
      }
      const entrypoint = shellEntrypoint(command);
      return await execute({ image: shellImage, entrypoint, pull: 'ifNotPresent', keepMs: 0, ...given }, context);
    },
  };
}

const matches = (allowed: string, image: string) =>
  allowed.endsWith('*') ? image.startsWith(allowed.slice(0, -1)) : allowed === image;
