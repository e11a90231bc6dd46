import { ProblemError } from './problem.ts';
import type { ScenarioName } from './scenarios.ts';
import type { World } from './world.ts';

/** A request that fits the API's document: parameters coerced to their types, body decoded. */
export interface ApiRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  /** Each handler casts it to what its operation's schema guarantees; `{}` when there is none. */
  readonly body: unknown;
}

/** What a handler works with besides its request. */
export interface HandlerContext {
  readonly world: World;
  readonly scenario: ScenarioName;
  /** Now in milliseconds since the epoch. */
  readonly nowMs: number;
  /** Sends a webhook of the restaurant to whoever listens. */
  emit(type: string, data: object): void;
}

/** Answers one operation with the body of its success, or throws a {@link ProblemError}. */
export type Handler = (request: ApiRequest, context: HandlerContext) => unknown;
export type Handlers = Readonly<Record<string, Handler>>;

/** `minutes` from now as RFC 3339. */
export function timeFromNow(context: HandlerContext, minutes = 0): string {
  return new Date(context.nowMs + minutes * 60_000).toISOString();
}

/** One page of `rows` after `query.cursor` with at most `query.limit` rows. */
export function page<T>(rows: Iterable<T>, query: ApiRequest['query']): { items: T[]; nextCursor: string | null } {
  const all = [...rows];
  const limit = Number(query.limit ?? 50);
  const start = query.cursor === undefined ? 0 : decodeCursor(String(query.cursor));
  const end = start + limit;
  return { items: all.slice(start, end), nextCursor: end < all.length ? encodeCursor(end) : null };
}

const encodeCursor = (offset: number) => Buffer.from(`o:${offset}`).toString('base64url');

function decodeCursor(cursor: string): number {
  const match = /^o:(\d{1,9})$/.exec(Buffer.from(cursor, 'base64url').toString());
  if (!match) throw new ProblemError(400, 'invalid_request', 'The cursor is not one that this API gave out.');
  return Number(match[1]);
}

/** Rows whose `field` equals `wanted`, or all when nothing is wanted. */
export function where<T, K extends keyof T>(field: K, wanted: unknown): (row: T) => boolean {
  return (row) => wanted === undefined || row[field] === wanted;
}
