import {
  type AsyncApiCaller,
  type AsyncApiMessage,
  type AsyncApiTarget,
  type DocumentLoader,
  type EffectContext,
  type HttpCaller,
  standardError,
} from '@parley/engine';
import { findDestination } from './destination.ts';
import { readDocument } from './document.ts';
import type { CallNetwork, ConsumeLimits, Outside, Protocol } from './protocol.ts';
import { PROTOCOLS } from './registry.ts';

export interface AsyncApiCallerOptions extends Partial<ConsumeLimits> {
  readonly documents: DocumentLoader;
  readonly http: HttpCaller;
  readonly network: CallNetwork;
}

const MIB = 1024 * 1024;

/**
 * Sends and receives the messages of AsyncAPI documents, versions 2 and 3. Limits default to 1 MiB for a message, 10 MiB
 * for all that one task receives, and an hour.
 */
export function createAsyncApiCaller(options: AsyncApiCallerOptions): AsyncApiCaller {
  const { documents, http, network, maxMessageBytes = MIB, maxBytes = 10 * MIB, maxConsumeMs = 3_600_000 } = options;
  const outside: Outside = { http, network, limits: { maxMessageBytes, maxBytes, maxConsumeMs } };

  async function find(target: AsyncApiTarget, message: AsyncApiMessage | undefined, context: EffectContext) {
    const document = readDocument(await documents.load(target.document, context));
    const destination = findDestination(document, target, message);
    return { destination, protocol: PROTOCOLS.get(destination.protocol) as Protocol };
  }

  return {
    async publish(target, message, context) {
      const { destination, protocol } = await find(target, message, context);
      await protocol.publish(destination, message, outside, context);
    },
    async consume(target, consumption, context) {
      const { destination, protocol } = await find(target, undefined, context);
      if (!protocol.consume) {
        throw standardError(
          'configuration',
          `Messages cannot be received over ${destination.protocol}; let the other side call a webhook and listen for its event`,
        );
      }
      await protocol.consume(destination, consumption, outside, context);
    },
  };
}
