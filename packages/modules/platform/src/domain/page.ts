import { commonError, isUuid } from '@parley/kernel';

/** Reads one item more than a page has, to know whether another page follows; cursors are ids. */
export async function readPage<T>(
  query: { readonly limit: number; readonly cursor?: string | undefined },
  read: (page: { limit: number; before?: string }) => Promise<T[]>,
  idOf: (item: T) => string,
): Promise<{ items: T[]; nextCursor?: string }> {
  const { limit, cursor } = query;
  if (cursor !== undefined && !isUuid(cursor)) {
    throw commonError('invalid_request', 'query.cursor: is not the cursor of a page', {
      hint: 'Send the nextCursor of the last page, unchanged.',
    });
  }
  const found = await read({ limit: limit + 1, ...(cursor !== undefined && { before: cursor }) });
  const items = found.slice(0, limit);
  return found.length > limit ? { items, nextCursor: idOf(items.at(-1)!) } : { items };
}
