import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isObject, systemClock } from '@parley/kernel';
import { containerName } from '../container-job.ts';
import { type ContainerEngine, containerContract } from '../testing/container-contract.ts';
import { NAMESPACE, startFakeKubernetes } from '../testing/fake-kubernetes.ts';
import type { ClusterAccess } from './cluster-access.ts';
import { createKubernetesApi } from './kubernetes-api.ts';
import { createKubernetesRunner, type KubernetesOptions } from './kubernetes-runner.ts';

/** A namespace of a cluster; `image` has to be there. */
function engineAt(place: Pick<KubernetesOptions, 'access' | 'namespace'>, image: string, close: () => Promise<void>) {
  const api = createKubernetesApi(place.access, systemClock);
  const made = new Set<ReturnType<typeof createKubernetesRunner>>();
  return {
    image,
    runner(limits = {}) {
      const runner = createKubernetesRunner({ ...place, clock: systemClock, images: ['*'], limits });
      made.add(runner);
      return runner;
    },
    async exists(context) {
      const path = `/apis/batch/v1/namespaces/${place.namespace}/jobs/${containerName(context)}`;
      const { body } = await api.ask({ method: 'GET', path, signal: AbortSignal.timeout(5000) });
      return isObject(body) && body.kind === 'Job' && isObject(body.metadata) && !body.metadata.deletionTimestamp;
    },
    async close() {
      for (const runner of made) await runner.close();
      api.close();
      await close();
    },
  } satisfies ContainerEngine;
}

containerContract(
  'the Kubernetes runner on a stand-in',
  { separatesOutputs: false, isolates: false, pace: 0.2 },
  async () => {
    const kubernetes = await startFakeKubernetes();
    const tokenFile = join(mkdtempSync(join(tmpdir(), 'parley-token-')), 'token');
    writeFileSync(tokenFile, 'token-1\n');
    const access = { address: kubernetes.address, tokenFile };
    return engineAt({ access, namespace: NAMESPACE }, 'alpine', () => kubernetes.close());
  },
);

/**
 * The same contract on a real cluster: its address, files with a token and with certificates, a namespace, and an image
 * with a shell. A machine that names none has no cluster to try.
 */
const { PARLEY_TEST_KUBERNETES: address, PARLEY_TEST_KUBERNETES_TOKEN: tokenFile } = process.env;
const { PARLEY_TEST_KUBERNETES_CA: caFile, PARLEY_TEST_KUBERNETES_NAMESPACE: namespace = 'default' } = process.env;
const { PARLEY_TEST_IMAGE: image = 'busybox', PARLEY_TEST_ISOLATION: isolation = 'real' } = process.env;
if (address) {
  const access: ClusterAccess = { address, ...(tokenFile && { tokenFile }), ...(caFile && { caFile }) };
  const traits = { separatesOutputs: false, isolates: isolation === 'real', pace: 1 };
  containerContract('the Kubernetes runner on the cluster of PARLEY_TEST_KUBERNETES', traits, async () =>
    engineAt({ access, namespace }, image, async () => {}),
  );
}
