import { z } from 'zod';
import { defineOperations } from '../operation.ts';

const Channel = z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'use lower-case letters, digits and dashes');

const NotificationChannel = z.object({ channel: z.string(), webhookUrl: z.string() });

export const notificationOperations = defineOperations({
  putNotificationChannel: {
    method: 'PUT',
    path: '/v1/notification-channels/{channel}',
    summary: 'Sets where notifications of a channel go: an incoming webhook as chat systems have it',
    role: 'editor',
    params: z.object({ channel: Channel }),
    body: z.object({ webhookUrl: z.url().max(2_000) }),
    response: NotificationChannel,
    status: 200,
  },
  listNotificationChannels: {
    method: 'GET',
    path: '/v1/notification-channels',
    summary: 'The tenant’s notification channels; the first by name is the default',
    role: 'viewer',
    response: z.object({ items: z.array(NotificationChannel) }),
    status: 200,
  },
});
