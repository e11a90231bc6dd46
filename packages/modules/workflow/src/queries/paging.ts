/** A page cut from one row more than asked for; `nextCursor` is the id of its last item when more follow. */
export function toPage<T>(
  found: readonly T[],
  limit: number,
  idOf: (item: T) => string,
): { items: T[]; nextCursor?: string } {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return found.length > limit && last !== undefined ? { items, nextCursor: idOf(last) } : { items };
}

/** What the store needs for {@link toPage}. */
export function pageRequest(query: { readonly limit: number; readonly cursor?: string | undefined }) {
  return { limit: query.limit + 1, ...(query.cursor !== undefined && { before: query.cursor }) };
}
