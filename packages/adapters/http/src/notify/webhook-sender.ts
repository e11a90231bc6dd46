import { standardError } from '@parley/engine';
import type { Notification, NotificationSender } from '@parley/module-workflow';
import { toWorkflowError } from '../calls/problems.ts';
import { traceparent } from '../calls/trace.ts';
import type { Egress } from '../egress/egress.ts';

const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 64 * 1024;
/** Slack cuts longer texts (https://docs.slack.dev/changelog/2018-04-truncating-really-long-messages). */
const MAX_TEXT = 40_000;

/** Sends notifications to incoming webhooks of the kind that Slack has made usual: `{ "text": ... }`. */
export function createNotificationSender(egress: Egress): NotificationSender {
  return {
    async send(webhookUrl, notification, context) {
      const request = {
        method: 'POST',
        url: webhookUrl,
        headers: {
          'content-type': 'application/json',
          'idempotency-key': context.idempotencyKey,
          traceparent: traceparent(context),
        },
        body: JSON.stringify({ text: textOf(notification), channel: notification.channel, to: notification.to }),
        signal: context.signal,
        timeoutMs: TIMEOUT_MS,
        maxResponseBytes: MAX_ANSWER_BYTES,
      };
      const response = await egress.request(request).catch((error: unknown) => {
        throw toWorkflowError(error);
      });
      if (response.status >= 200 && response.status < 300) return;
      const said = Buffer.from(response.body).toString().slice(0, 200);
      const detail = `The webhook of the channel "${notification.channel}" answered ${response.status}: ${said}`;
      throw standardError('communication', detail, response.status);
    },
  };
}

function textOf({ to, subject, message }: Notification): string {
  const head = subject === undefined ? `*To ${to}*` : `*${subject}* (to ${to})`;
  return `${head}\n${message}`.slice(0, MAX_TEXT);
}
