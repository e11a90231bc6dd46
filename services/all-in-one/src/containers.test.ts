import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

const engine = (env: Record<string, string>) => readConfig(env).processes.engine;

describe('containers run', () => {
  it('nowhere, unless the operator says where', () => {
    expect(engine({})).toBeUndefined();
    expect(engine({ KUBERNETES_SERVICE_HOST: '10.0.0.1' })).toBeUndefined();
  });

  it('on Docker', () => {
    expect(engine({ PARLEY_DOCKER_SOCKET: '/run/docker.sock' })).toEqual({
      kind: 'docker',
      socketPath: '/run/docker.sock',
    });
  });

  it('in the cluster that the installation runs in', () => {
    const files = '/var/run/secrets/kubernetes.io/serviceaccount';
    expect(engine({ PARLEY_KUBERNETES_NAMESPACE: 'runs', KUBERNETES_SERVICE_HOST: '10.0.0.1' })).toEqual({
      kind: 'kubernetes',
      namespace: 'runs',
      access: { address: 'https://10.0.0.1:443', tokenFile: `${files}/token`, caFile: `${files}/ca.crt` },
    });
  });

  it('in another cluster', () => {
    const env = {
      PARLEY_KUBERNETES_NAMESPACE: 'runs',
      PARLEY_KUBERNETES_ADDRESS: 'https://cluster.example.com:6443',
      PARLEY_KUBERNETES_TOKEN_FILE: '/etc/parley/token',
    };
    expect(engine(env)).toMatchObject({
      access: { address: 'https://cluster.example.com:6443', tokenFile: '/etc/parley/token' },
    });
  });

  it('within the limits of the operator', () => {
    const env = { PARLEY_CONTAINER_MEMORY_MIB: '512', PARLEY_CONTAINER_CPUS: '0.5', PARLEY_CONTAINER_SECONDS: '60' };
    expect(readConfig(env).processes.limits).toEqual({ memoryBytes: 536_870_912, cpus: 0.5, timeoutMs: 60_000 });
    expect(readConfig({}).processes.limits).toEqual({ memoryBytes: 268_435_456, cpus: 1, timeoutMs: 600_000 });
  });
});

it.each([
  [{ PARLEY_KUBERNETES_NAMESPACE: 'runs' }, 'PARLEY_KUBERNETES_ADDRESS: needed outside of a cluster'],
  [
    {
      PARLEY_KUBERNETES_NAMESPACE: 'runs',
      PARLEY_KUBERNETES_ADDRESS: 'https://c',
      PARLEY_DOCKER_SOCKET: '/run/docker.sock',
    },
    'PARLEY_DOCKER_SOCKET: PARLEY_KUBERNETES_NAMESPACE is set too',
  ],
  [{ PARLEY_KUBERNETES_NAMESPACE: 'no/path' }, 'PARLEY_KUBERNETES_NAMESPACE'],
  [{ PARLEY_KUBERNETES_ADDRESS: 'file:///etc' }, 'PARLEY_KUBERNETES_ADDRESS'],
])('%j is refused at the start', (env, message) => expect(() => readConfig(env)).toThrow(message));
