import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { effectContext as context } from '@parley/engine/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPythonRunner } from '../python-runner.ts';
import { type FakeKubernetes, NAMESPACE, startFakeKubernetes } from '../testing/fake-kubernetes.ts';
import { inClusterAccess } from './cluster-access.ts';
import { createKubernetesRunner, type KubernetesOptions } from './kubernetes-runner.ts';

let kubernetes: FakeKubernetes;
const tokenFile = join(mkdtempSync(join(tmpdir(), 'parley-token-')), 'token');
beforeEach(async () => {
  writeFileSync(tokenFile, 'token-1\n');
  kubernetes = await startFakeKubernetes();
});
afterEach(() => kubernetes.close());

const runner = (options: Partial<KubernetesOptions> = {}) =>
  createKubernetesRunner({
    access: { address: kubernetes.address, tokenFile },
    namespace: NAMESPACE,
    clock: { now: () => 1_000_000 },
    images: ['alpine'],
    retryPausesMs: [1, 1, 1],
    ...options,
  });
const problem = (kind: string, status: number, detail: string) => ({
  problem: { status, type: expect.stringMatching(`${kind}$`), detail: expect.stringContaining(detail) },
});
const hello = { image: 'alpine', command: 'echo hello' };
const made = () => kubernetes.requests.filter((each) => each === 'create jobs').length;

describe('the API server', () => {
  it('is asked for all that the role in the guide allows, and no more', async () => {
    const guide = readFileSync(new URL('../../../../../docs/guides/containers.md', import.meta.url), 'utf8');
    const rules = guide.matchAll(/apiGroups: .*, resources: \[(.*)\], verbs: \[(.*)\]/g);
    const role = [...rules].flatMap(([, resource, verbs]) => verbs!.split(', ').map((verb) => `${verb} ${resource}`));
    await runner().run({ ...hello, command: 'sleep 0.3; echo hello' }, context());
    const cancelled = { signal: AbortSignal.timeout(100), attempt: 2 };
    await expect(runner().run({ ...hello, command: 'sleep 60' }, context(cancelled))).rejects.toThrow();
    expect(new Set(kubernetes.requests)).toEqual(new Set(role));
  });

  it('gets a token that was replaced in its file', async () => {
    const containers = runner();
    await containers.run(hello, context());
    kubernetes.tokens.clear();
    kubernetes.tokens.add('token-2');
    writeFileSync(tokenFile, 'token-2\n');
    expect(await containers.run(hello, context({ attempt: 2 }))).toMatchObject({ stdout: 'hello\n' });
  });

  it('that refuses the token or the account raises an error that says so', async () => {
    kubernetes.tokens.clear();
    await expect(runner().run(hello, context())).rejects.toMatchObject(problem('authentication', 401, 'Unauthorized'));
    kubernetes.tokens.add('token-1');
    kubernetes.allowed.delete('create jobs');
    const refused = runner().run(hello, context());
    await expect(refused).rejects.toMatchObject(problem('authorization', 403, 'the account cannot create it'));
  });

  it('without a token file cannot be asked', async () => {
    const access = { address: kubernetes.address, tokenFile: '/nonexistent/token' };
    const refused = runner({ access }).run(hello, context());
    await expect(refused).rejects.toMatchObject(problem('configuration', 400, 'token'));
  });

  it('that speaks no TLS where it should is an error at once', async () => {
    const access = { address: kubernetes.address.replace('http:', 'https:'), tokenFile };
    const refused = runner({ access, retryPausesMs: [60_000] }).run(hello, context());
    await expect(refused).rejects.toMatchObject(problem('communication', 503, 'cannot be reached: '));
  });

  it('may be busy, fail and drop connections for a while, and there is still one Job', async () => {
    kubernetes.outages.push(503, 'cut', 429);
    expect(await runner().run(hello, context())).toMatchObject({ stdout: 'hello\n' });
    expect([made(), kubernetes.cluster.jobs.size]).toEqual([1, 1]);
  });

  it('that stays away is a communication error', async () => {
    kubernetes.outages.push(...Array.from({ length: 50 }, () => 503));
    await expect(runner().run(hello, context())).rejects.toMatchObject(problem('communication', 500, '503'));
    await kubernetes.close();
    const gone = runner().run(hello, context());
    await expect(gone).rejects.toMatchObject(problem('communication', 503, 'cannot be reached: ECONNREFUSED'));
    kubernetes = await startFakeKubernetes();
  });
});

describe('a watch', () => {
  /** Runs a command whose pod says nothing until `then` has been called, with the watch open. */
  async function whileWatching(then: () => void): Promise<string> {
    const { cluster } = kubernetes;
    cluster.schedule = (pod) => {
      const begin = () => {
        if (cluster.watchers.size === 0) return void setTimeout(begin, 5);
        then();
        cluster.kubelet.start(pod);
      };
      begin();
    };
    return (await runner().run(hello, context())).stdout;
  }

  it('that is cut is begun again', async () => {
    expect(await whileWatching(() => kubernetes.cutWatches())).toBe('hello\n');
  });

  it('from a version that the server has forgotten has the pods listed again', async () => {
    const { cluster, requests } = kubernetes;
    kubernetes.oldestVersion = 100;
    cluster.schedule = (pod) => {
      const begin = () => {
        if (requests.filter((each) => each === 'watch pods').length < 2) return void setTimeout(begin, 5);
        cluster.kubelet.start(pod);
      };
      begin();
    };
    expect(await runner().run(hello, context())).toMatchObject({ stdout: 'hello\n' });
  });

  it('is what waits: nothing is asked for meanwhile', async () => {
    const pause = { ...hello, command: 'sleep 1; echo hello' };
    await runner().run(pause, context());
    expect(kubernetes.requests.filter((each) => each === 'list pods').length).toBeLessThanOrEqual(2);
  });
});

describe('a Job', () => {
  it('whose pod finds no node says so when its time is over', async () => {
    kubernetes.cluster.schedule = ({ metadata }) => {
      const conditions = [{ type: 'PodScheduled', status: 'False', message: '0/3 nodes are available' }];
      kubernetes.cluster.change(metadata!.name!, (pod) => ({ ...pod, status: { phase: 'Pending', conditions } }));
    };
    const late = runner({ limits: { timeoutMs: 1000 } }).run(hello, context());
    await expect(late).rejects.toMatchObject(problem('timeout', 408, '1 seconds: 0/3 nodes are available'));
  });

  it('that needs too much memory is ended', async () => {
    kubernetes.cluster.schedule = (pod) => kubernetes.cluster.kubelet.end(pod, 137, 'OOMKilled');
    await expect(runner().run(hello, context())).rejects.toMatchObject(problem('runtime', 500, 'more memory'));
  });

  it('that somebody deletes is an error, and another attempt another Job', async () => {
    kubernetes.cluster.schedule = (pod) => {
      kubernetes.cluster.schedule = (next) => kubernetes.cluster.kubelet.start(next);
      kubernetes.cluster.deleteJob(pod.metadata!.labels!['job-name']!);
    };
    await expect(runner().run(hello, context())).rejects.toMatchObject(problem('runtime', 500, 'not found'));
    expect(await runner().run(hello, context({ attempt: 2 }))).toMatchObject({ stdout: 'hello\n' });
  });

  it('that is being removed is waited for, and made anew', async () => {
    const stop = new AbortController();
    kubernetes.cluster.schedule = () => stop.abort();
    await expect(runner().run(hello, context({ signal: stop.signal }))).rejects.toThrow();
    kubernetes.cluster.schedule = (pod) => kubernetes.cluster.kubelet.start(pod);
    expect(await runner().run(hello, context())).toMatchObject({ code: 0, stdout: 'hello\n' });
  });

  it('is refused for an image that the operator does not allow', async () => {
    const other = runner().run({ image: 'other' }, context());
    await expect(other).rejects.toMatchObject(problem('configuration', 400, 'does not run the image'));
    expect(kubernetes.requests).toEqual([]);
  });
});

it('Python gets its input', async () => {
  kubernetes.cluster.schedule = (pod) => {
    const { command, args } = pod.spec!.containers[0]!;
    expect([command!.slice(3), args]).toEqual([['python3', '-c', 'print("$$")'], ['a']]);
    kubernetes.cluster.kubelet.end(pod, 0);
  };
  const request = { language: 'python', code: 'print("$")', stdin: 'in', arguments: ['a'], environment: {} };
  const noLog = createPythonRunner(runner(), 'alpine').run(request, context());
  await expect(noLog).rejects.toMatchObject(problem('configuration', 400, 'waiting to start'));
});

it('in a pod the address and the files are those that Kubernetes gives', () => {
  expect(inClusterAccess({})).toBeUndefined();
  const files = '/var/run/secrets/kubernetes.io/serviceaccount';
  expect(inClusterAccess({ KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '6443' })).toEqual({
    address: 'https://[fd00::1]:6443',
    tokenFile: `${files}/token`,
    caFile: `${files}/ca.crt`,
  });
});
