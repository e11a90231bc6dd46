import type { Json, JsonObject as JsonRecord } from '@parley/kernel';
import { z } from 'zod';

/** Ids are UUIDs in lower case. */
export const Id = z.uuid().meta({ description: 'A UUID' });
export const Time = z.iso.datetime().meta({ description: 'An RFC 3339 time in UTC' });
/** Any JSON value. */
export const JsonValue = z.json() as unknown as z.ZodType<Json, Json>;
export const JsonObject = z.record(z.string(), z.json()) as unknown as z.ZodType<JsonRecord, JsonRecord>;

export const PageQuery = z.object({
  cursor: z.string().max(512).optional().meta({ description: 'Where the last page ended' }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** A page of `item`s, newest first unless the operation says otherwise; no `nextCursor` on the last page. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().optional() });
}

/** For long polling: answers as soon as something follows `after`, or empty when `waitMs` have passed. */
export const FollowQuery = z.object({
  after: z.coerce.number().int().min(0).default(0).meta({ description: 'The last sequence number already seen' }),
  waitMs: z.coerce.number().int().min(0).max(30_000).default(0),
});
