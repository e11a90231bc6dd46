import type { Bounds, ContainerJob, ContainerLimits } from '../container-job.ts';

/** What only an engine of its own can bound; on Kubernetes it is the cluster's. */
export interface DockerLimits extends ContainerLimits {
  /** Default 128. */
  readonly processes?: number;
  /** Name of a Docker network; default `none`. */
  readonly network?: string;
}

/** The label of every container that was started here. */
const MANAGED = 'parley.managed';
/** The label that tells when a container has to have ended, in epoch milliseconds. */
export const DEADLINE = 'parley.deadline';
/** The label that tells when a container may be removed, in epoch milliseconds. */
export const REMOVE_AFTER = 'parley.remove-after';

/** The body of Docker's request to create a container: nobody's, without privileges, network or a disk to write to. */
export function createBody(
  job: ContainerJob,
  { processes = 128, network = 'none' }: DockerLimits,
  { memoryBytes, cpus }: Bounds,
  labels: Readonly<Record<string, string>>,
): object {
  const hasInput = job.stdin !== undefined;
  return {
    Image: job.image,
    ...(job.entrypoint && { Entrypoint: job.entrypoint }),
    ...(job.arguments.length > 0 && { Cmd: job.arguments }),
    Env: Object.entries(job.environment).map(([name, value]) => `${name}=${value}`),
    User: '65534:65534',
    WorkingDir: '/tmp',
    Labels: { [MANAGED]: 'true', ...labels },
    Tty: false,
    AttachStdin: hasInput,
    OpenStdin: hasInput,
    StdinOnce: hasInput,
    HostConfig: {
      NetworkMode: network,
      Memory: memoryBytes,
      MemorySwap: memoryBytes,
      NanoCpus: Math.round(cpus * 1e9),
      PidsLimit: processes,
      ReadonlyRootfs: true,
      // Without a mode it is that of the image's own directory, which may be root's alone; with runc 1.1 it always is.
      Tmpfs: { '/tmp': 'rw,nosuid,nodev,size=64m,mode=1777' },
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      Init: true,
      LogConfig: { Type: 'json-file', Config: { 'max-size': '16m', 'max-file': '1' } },
    },
  };
}
