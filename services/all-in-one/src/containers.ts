import {
  type ClusterAccess,
  type ContainerLimits,
  createDockerRunner,
  createKubernetesRunner,
  inClusterAccess,
  type JobRunner,
} from '@parley/adapter-containers';
import { systemClock } from '@parley/kernel';
import { z } from 'zod';

/** Where containers run, and which; the operator's choice. */
export interface ContainerSettings {
  /** Without one there are no containers, shell commands and Python scripts. */
  readonly engine: ContainerEngine | undefined;
  /** Images that `run: container` may use: `name:tag`, or `name*` for all that begin so. */
  readonly containerImages: readonly string[];
  /** The image that shell commands run in; without one they are refused. */
  readonly shellImage: string | undefined;
  /** The image that Python scripts run in; without one they are refused. */
  readonly pythonImage: string | undefined;
  readonly limits: ContainerLimits;
}

type ContainerEngine =
  | { readonly kind: 'docker'; readonly socketPath: string }
  | { readonly kind: 'kubernetes'; readonly namespace: string; readonly access: ClusterAccess };

const list = z
  .string()
  .default('')
  .transform((text) => text.split(',').flatMap((part) => part.trim() || []));

const MIB = 1024 * 1024;

export const ContainerVariables = z.object({
  PARLEY_DOCKER_SOCKET: z.string().min(1).optional(),
  PARLEY_KUBERNETES_NAMESPACE: z
    .string()
    .regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/)
    .optional(),
  PARLEY_KUBERNETES_ADDRESS: z.url({ protocol: /^https?$/ }).optional(),
  PARLEY_KUBERNETES_TOKEN_FILE: z.string().min(1).optional(),
  PARLEY_KUBERNETES_CA_FILE: z.string().min(1).optional(),
  KUBERNETES_SERVICE_HOST: z.string().optional(),
  KUBERNETES_SERVICE_PORT: z.string().optional(),
  PARLEY_CONTAINER_IMAGES: list,
  PARLEY_SHELL_IMAGE: z.string().min(1).optional(),
  PARLEY_PYTHON_IMAGE: z.string().min(1).optional(),
  PARLEY_CONTAINER_MEMORY_MIB: z.coerce.number().int().min(16).max(1_048_576).default(256),
  PARLEY_CONTAINER_CPUS: z.coerce.number().min(0.01).max(1024).default(1),
  PARLEY_CONTAINER_SECONDS: z.coerce.number().int().min(1).max(86_400).default(600),
});

type Values = z.infer<typeof ContainerVariables>;

export function toContainerSettings(values: Values): ContainerSettings {
  return {
    engine: toEngine(values),
    containerImages: values.PARLEY_CONTAINER_IMAGES,
    shellImage: values.PARLEY_SHELL_IMAGE,
    pythonImage: values.PARLEY_PYTHON_IMAGE,
    limits: {
      memoryBytes: values.PARLEY_CONTAINER_MEMORY_MIB * MIB,
      cpus: values.PARLEY_CONTAINER_CPUS,
      timeoutMs: values.PARLEY_CONTAINER_SECONDS * 1000,
    },
  };
}

/** Names what does not go together. */
export function checkContainers(values: Values, context: z.RefinementCtx): void {
  if (values.PARLEY_KUBERNETES_NAMESPACE === undefined) return;
  const wrong = (path: keyof Values, message: string) => context.addIssue({ code: 'custom', path: [path], message });
  if (values.PARLEY_DOCKER_SOCKET !== undefined) {
    wrong('PARLEY_DOCKER_SOCKET', 'PARLEY_KUBERNETES_NAMESPACE is set too, and containers run in one place');
  }
  if (values.PARLEY_KUBERNETES_ADDRESS === undefined && !inClusterAccess(values)) {
    wrong('PARLEY_KUBERNETES_ADDRESS', 'needed outside of a cluster');
  }
}

function toEngine(values: Values): ContainerEngine | undefined {
  const { PARLEY_DOCKER_SOCKET: socketPath, PARLEY_KUBERNETES_NAMESPACE: namespace } = values;
  if (socketPath !== undefined) return { kind: 'docker', socketPath };
  const { PARLEY_KUBERNETES_ADDRESS: address } = values;
  const found = address === undefined ? inClusterAccess(values) : { address };
  if (namespace === undefined || !found) return undefined;
  const { PARLEY_KUBERNETES_TOKEN_FILE: tokenFile, PARLEY_KUBERNETES_CA_FILE: caFile } = values;
  return {
    kind: 'kubernetes',
    namespace,
    access: { ...found, ...(tokenFile !== undefined && { tokenFile }), ...(caFile !== undefined && { caFile }) },
  };
}

/** What runs containers; undefined where there is nothing. */
export function createContainers(settings: ContainerSettings): JobRunner | undefined {
  const { engine, containerImages: images, shellImage, limits } = settings;
  const allowed = { images, ...(shellImage !== undefined && { shellImage }), clock: systemClock, limits };
  if (engine === undefined) return undefined;
  return engine.kind === 'docker'
    ? createDockerRunner({ ...allowed, socketPath: engine.socketPath })
    : createKubernetesRunner({ ...allowed, namespace: engine.namespace, access: engine.access });
}
