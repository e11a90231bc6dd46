export { type ContainerOptions, createDockerRunner } from './docker-runner.ts';
export { createPythonRunner } from './python-runner.ts';
