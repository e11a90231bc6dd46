import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import { mountApi } from './api-server.ts';
import { deliveryHandlers } from './apis/delivery.ts';
import { inventoryHandlers } from './apis/inventory.ts';
import { kitchenHandlers } from './apis/kitchen.ts';
import { posHandlers } from './apis/pos.ts';
import { staffHandlers } from './apis/staff.ts';
import { createCallLog } from './call-log.ts';
import { mountControl } from './control.ts';
import { createDisturbance } from './disturbance.ts';
import { EVENT_SOURCES, makeHappen } from './events.ts';
import type { HandlerContext, Handlers } from './handler.ts';
import { createIdempotencyStore } from './idempotency.ts';
import { mountInbox } from './inbox.ts';
import { createRateLimit } from './rate-limit.ts';
import { API_NAMES, type ApiName } from './records.ts';
import type { Sandbox, SandboxOptions } from './sandbox-interface.ts';
import type { ScenarioName } from './scenarios.ts';
import { createWebhookSender } from './webhooks.ts';
import { createWorld, worldAsJson } from './world.ts';

const HANDLERS: Readonly<Record<ApiName, Handlers>> = {
  kitchen: kitchenHandlers,
  inventory: inventoryHandlers,
  pos: posHandlers,
  staff: staffHandlers,
  delivery: deliveryHandlers,
};
const RETRY_DELAYS_MS = [500, 1000, 2000, 5000, 10_000, 30_000];
const MAX_BODY_BYTES = 1024 * 1024;

/** Starts the five APIs of the restaurant on one HTTP server, with an inbox for notifications and controls for tests. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const now = options.now ?? Date.now;
  const app = Fastify({ bodyLimit: MAX_BODY_BYTES, forceCloseConnections: true });
  const calls = createCallLog();
  const idempotency = createIdempotencyStore();
  const sender = createWebhookSender(now, options.webhookRetryDelaysMs ?? RETRY_DELAYS_MS);
  const disturbance = createDisturbance(options.slowMs ?? 2000);
  let world = createWorld(now());
  let scenario: ScenarioName = options.scenario ?? 'normal';

  const context = (): HandlerContext => ({
    world,
    scenario,
    nowMs: now(),
    emit: (type, data) => void sender.send(EVENT_SOURCES[type]!.api, type, data),
  });

  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  const apiKeys = Object.fromEntries(
    API_NAMES.map((api) => [api, options.apiKeys?.[api] ?? `sk_sandbox_${api}`]),
  ) as Record<ApiName, string>;
  const origin = () => `http://${options.host ?? '127.0.0.1'}:${(app.server.address() as AddressInfo).port}`;
  for (const api of API_NAMES) {
    const rateLimit = createRateLimit(options.rateLimitPerMinute ?? 60_000);
    const disturb = (operationId: string) => disturbance.disturb(scenario, operationId);
    const handlers = HANDLERS[api];
    await mountApi(app, {
      api,
      handlers,
      apiKey: apiKeys[api],
      calls,
      idempotency,
      rateLimit,
      disturb,
      context,
      origin,
    });
    sender.setTarget(api, options.webhookTargets?.[api]);
  }
  const inbox = mountInbox(app, now);

  const sandbox: Omit<Sandbox, 'url'> = {
    apiKeys,
    baseUrl: (api) => `${origin()}/${api}`,
    documentUrl: (api) => `${origin()}/${api}/openapi.json`,
    calls: () => calls.all(),
    state: () => worldAsJson(world),
    inbox: (channel) => inbox.messages(channel),
    webhooks: () => sender.deliveries(),
    scenario: () => scenario,
    setScenario(name) {
      scenario = name;
      disturbance.reset();
    },
    setWebhookTarget: (api, target) => sender.setTarget(api, target),
    emit(type, given = {}) {
      const { api, data } = makeHappen(type, given, context());
      return sender.send(api, type, data);
    },
    idle: () => sender.idle(),
    reset() {
      world = createWorld(now());
      scenario = 'normal';
      disturbance.reset();
      calls.clear();
      idempotency.clear();
      inbox.clear();
      sender.clear();
    },
    async close() {
      sender.clear();
      await app.close();
    },
  };
  mountControl(app, sandbox);
  await app.listen({ port: options.port ?? 0, host: options.host ?? '127.0.0.1' });
  return { ...sandbox, url: origin() };
}
