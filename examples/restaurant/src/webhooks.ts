import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { ApiName } from './records.ts';

/** Where an API's webhooks go. */
export interface WebhookTarget {
  readonly url: string;
  /** The shared secret as Standard Webhooks writes it, `whsec_` and base64. */
  readonly secret: string;
}

/** One webhook and what became of it. */
export interface WebhookDelivery {
  readonly id: string;
  readonly api: ApiName;
  readonly type: string;
  readonly at: string;
  readonly data: object;
  /** `undelivered` when nobody listens to this API. */
  status: 'pending' | 'delivered' | 'failed' | 'undelivered';
  readonly attempts: { at: string; status?: number; error?: string }[];
}

export interface WebhookSender {
  setTarget(api: ApiName, target: WebhookTarget | undefined): void;
  send(api: ApiName, type: string, data: object): WebhookDelivery;
  deliveries(): readonly WebhookDelivery[];
  /** Resolves when no delivery is pending any more. */
  idle(): Promise<void>;
  /** Forgets all deliveries and stops trying. */
  clear(): void;
}

const ATTEMPT_TIMEOUT_MS = 10_000;
const KEPT = 1000;

/**
 * Sends signed webhooks (Standard Webhooks) and tries again on a network failure, 408, 429 and 5xx, after each of
 * `retryDelaysMs` in turn, always with the same message id.
 */
export function createWebhookSender(now: () => number, retryDelaysMs: readonly number[]): WebhookSender {
  const targets = new Map<ApiName, WebhookTarget>();
  let kept: WebhookDelivery[] = [];
  let stop = new AbortController();
  const running = new Set<Promise<void>>();

  async function deliver(delivery: WebhookDelivery, target: WebhookTarget, signal: AbortSignal): Promise<void> {
    const payload = JSON.stringify({ type: delivery.type, timestamp: delivery.at, data: delivery.data });
    for (const delayMs of [0, ...retryDelaysMs]) {
      await sleep(delayMs, signal);
      if (signal.aborted) return;
      const attempt = await tryOnce(delivery.id, payload, target, now(), signal);
      delivery.attempts.push(attempt);
      const status = attempt.status ?? 0;
      if (status >= 200 && status < 300) {
        delivery.status = 'delivered';
        return;
      }
      if (status >= 300 && status < 500 && status !== 408 && status !== 429) break;
    }
    delivery.status = 'failed';
  }

  return {
    setTarget(api, target) {
      if (target === undefined) targets.delete(api);
      else {
        new Webhook(target.secret); // throws when the secret has the wrong form
        targets.set(api, target);
      }
    },
    send(api, type, data) {
      const target = targets.get(api);
      const delivery: WebhookDelivery = {
        id: `evt_${randomUUID()}`,
        api,
        type,
        at: new Date(now()).toISOString(),
        data: structuredClone(data),
        status: target ? 'pending' : 'undelivered',
        attempts: [],
      };
      kept.push(delivery);
      if (kept.length > KEPT) kept = kept.slice(-KEPT / 2);
      if (target) {
        const run = deliver(delivery, target, stop.signal).finally(() => running.delete(run));
        running.add(run);
      }
      return delivery;
    },
    deliveries: () => kept,
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
    clear() {
      stop.abort();
      stop = new AbortController();
      kept = [];
    },
  };
}

async function tryOnce(
  id: string,
  payload: string,
  target: WebhookTarget,
  nowMs: number,
  signal: AbortSignal,
): Promise<WebhookDelivery['attempts'][number]> {
  const at = new Date(nowMs);
  try {
    const response = await fetch(target.url, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(nowMs / 1000)),
        'webhook-signature': new Webhook(target.secret).sign(id, at, payload),
      },
      body: payload,
      signal: AbortSignal.any([signal, AbortSignal.timeout(ATTEMPT_TIMEOUT_MS)]),
    });
    await response.arrayBuffer();
    return { at: at.toISOString(), status: response.status };
  } catch (error) {
    return { at: at.toISOString(), error: String(error) };
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  if (ms === 0 || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
