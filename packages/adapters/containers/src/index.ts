export type { ContainerLimits } from './container-job.ts';
export type { JobRunner } from './container-runner.ts';
export { createDockerRunner, type DockerOptions } from './docker/docker-runner.ts';
export { type ClusterAccess, inClusterAccess } from './kubernetes/cluster-access.ts';
export { createKubernetesRunner, type KubernetesOptions } from './kubernetes/kubernetes-runner.ts';
export { createPythonRunner } from './python-runner.ts';
