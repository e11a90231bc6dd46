import { isObject } from '@parley/kernel';
import type { Pod } from 'kubernetes-types/core/v1';
import type { KubernetesApi } from './kubernetes-api.ts';

/** No pod of one container is larger; etcd takes no object over 1.5 MiB. */
const MAX_EVENT_CHARS = 2 * 1024 * 1024;

export interface WatchOptions {
  /** Of the namespace's pods, with a label selector. */
  readonly path: string;
  /** What was read already. */
  readonly resourceVersion: string;
  /** The server ends the watch after so long. */
  readonly seconds: number;
  readonly signal: AbortSignal;
}

/**
 * Gives pods as they change, until the time is over, one is deleted, or the server wants the pods to be listed again
 * (https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes).
 */
export async function* watchPods(api: KubernetesApi, options: WatchOptions): AsyncGenerator<Pod> {
  const { path, resourceVersion, seconds, signal } = options;
  const query = `watch=1&resourceVersion=${encodeURIComponent(resourceVersion)}&timeoutSeconds=${seconds}`;
  const response = await api.stream({ method: 'GET', path: `${path}&${query}`, signal });
  let rest = '';
  try {
    for await (const text of response.setEncoding('utf8') as AsyncIterable<string>) {
      const lines = (rest + text).split('\n');
      rest = lines.pop()!;
      if (rest.length > MAX_EVENT_CHARS) return;
      for (const line of lines) {
        const pod = changedPod(line);
        if (!pod) return;
        yield pod;
      }
    }
  } catch (error) {
    signal.throwIfAborted();
    if (!isCut(error)) throw error;
    // A connection that was cut ends the watch; the pods are listed again.
  } finally {
    response.destroy();
  }
}

const isCut = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ECONNRESET';

function changedPod(line: string): Pod | undefined {
  const event: unknown = JSON.parse(line);
  if (!isObject(event) || (event.type !== 'ADDED' && event.type !== 'MODIFIED')) return undefined;
  return isObject(event.object) ? (event.object as Pod) : undefined;
}
