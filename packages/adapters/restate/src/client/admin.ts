import { requestJson } from './json-request.ts';

interface Deployment {
  readonly id: string;
  readonly uri?: string;
  readonly services: readonly { readonly name: string }[];
}

const PATIENCE_MS = 5_000;

/**
 * Tells Restate where a service's handlers are. Executions keep the deployment that they began with: one for each
 * interpreter version, told apart by the path (`/v1`). When a version is reached at another address than before, its
 * deployment moves there and takes what is running along. Safe to repeat; raises `restate_unavailable` while Restate or
 * the address itself cannot be reached.
 */
export async function registerDeployment(adminUrl: string, service: string, uri: string): Promise<void> {
  const base = `${adminUrl.replace(/\/$/, '')}/deployments`;
  const request = { patienceMs: PATIENCE_MS } as const;
  const { deployments } = await requestJson<{ readonly deployments: readonly Deployment[] }>({
    ...{ ...request, method: 'GET', url: base },
  });
  const path = pathOf(uri);
  const known = deployments.find(
    (deployment) =>
      deployment.uri !== undefined &&
      pathOf(deployment.uri) === path &&
      deployment.services.some(({ name }) => name === service),
  );
  if (known) {
    await requestJson({ ...request, method: 'PATCH', url: `${base}/${known.id}`, body: { uri, overwrite: true } });
  } else {
    // Of another service that once was at this address nothing can be there any more.
    await requestJson({ ...request, method: 'POST', url: base, body: { uri, force: true } });
  }
}

function pathOf(uri: string): string {
  return new URL(uri).pathname.replace(/\/$/, '');
}
