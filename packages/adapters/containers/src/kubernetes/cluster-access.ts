import { readFile } from 'node:fs/promises';
import { standardError } from '@parley/engine';

/** How the API server of a cluster is reached: the operator's choice, never a workflow's. */
export interface ClusterAccess {
  /** `https://host:port`; `http:` for a proxy on the same machine that adds the credentials itself. */
  readonly address: string;
  /** File with the bearer token; read again while it is used, since Kubernetes replaces it before it expires. */
  readonly tokenFile?: string;
  /** File with the certificates that the API server's own is checked against; the public ones by default. */
  readonly caFile?: string;
}

/** Variables that Kubernetes sets in a pod. */
export interface PodEnvironment {
  readonly KUBERNETES_SERVICE_HOST?: string | undefined;
  readonly KUBERNETES_SERVICE_PORT?: string | undefined;
}

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * What Kubernetes puts into every pod (https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/). Undefined
 * outside of a cluster.
 */
export function inClusterAccess(env: PodEnvironment): ClusterAccess | undefined {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port = '443' } = env;
  if (!host) return undefined;
  return {
    address: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
    tokenFile: `${SERVICE_ACCOUNT}/token`,
    caFile: `${SERVICE_ACCOUNT}/ca.crt`,
  };
}

const READ_AGAIN_MS = 60_000;

/** The bearer token in a file, as new as a minute ago; {@link TokenFile.forget} has it read again at once. */
export class TokenFile {
  readonly #path: string;
  #token: string | undefined;
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(path: string) {
    this.#path = path;
  }

  /** Rejects with a `configuration` error when the file cannot be read. */
  async read(nowMs: number): Promise<string> {
    if (this.#token !== undefined && nowMs < this.#readAt + READ_AGAIN_MS) return this.#token;
    const text = await readFile(this.#path, 'utf8').catch((cause: unknown) => {
      throw standardError('configuration', 'The token for the Kubernetes API cannot be read', undefined, cause);
    });
    this.#readAt = nowMs;
    this.#token = text.trim();
    return this.#token;
  }

  forget(): void {
    this.#token = undefined;
  }
}
