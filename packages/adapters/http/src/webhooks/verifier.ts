import { commonError } from '@parley/kernel';
import type { WebhookVerifier } from '@parley/module-workflow';
import { Webhook } from 'standardwebhooks';

/**
 * Checks signatures as Standard Webhooks defines them (https://www.standardwebhooks.com): HMAC-SHA256 over id, timestamp
 * and body, not older or newer than five minutes. Nobody learns whether the secret, the signature or the time was wrong.
 */
export function createWebhookVerifier(): WebhookVerifier {
  return {
    verify(secret, headers, rawBody) {
      const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const;
      const signed = Object.fromEntries(names.map((name) => [name, headers[name] ?? '']));
      try {
        new Webhook(secret).verify(rawBody, signed, { jsonParse: false });
      } catch (cause) {
        throw commonError('unauthenticated', 'The signature of the webhook does not match', {
          hint: 'Sign with the secret of the connection; the clock must be right to five minutes.',
          cause,
        });
      }
      return { id: signed['webhook-id']! };
    },
  };
}
