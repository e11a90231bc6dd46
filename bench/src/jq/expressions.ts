import type { Json } from '@parley/jq';

/** A document of the benchmark; `any` parts of it are reached by hand-written code. */
export interface Sample {
  readonly a: { readonly b: readonly number[] };
  readonly user: { readonly name: string; readonly role: string };
  readonly status: string;
  readonly items: readonly { readonly id: number; readonly name: string; readonly price: number }[];
}

/** An expression with the same thing written in JavaScript; a missing property is null there too. */
export interface Expression {
  readonly name: string;
  readonly source: string;
  readonly native: (input: Sample, context: { readonly b: number }) => unknown;
}

/** What workflows are made of, from the simplest access to a regular expression for every item. */
export const EXPRESSIONS: readonly Expression[] = [
  { name: 'path', source: '.a.b[0]', native: (input) => input?.a?.b?.[0] ?? null },
  {
    name: 'object',
    source: '{x: .a, y: $context.b}',
    native: (input, context) => ({ x: input?.a ?? null, y: context?.b ?? null }),
  },
  {
    name: 'condition',
    source: '.user.role == "admin" and (.user.name | startswith("a"))',
    native: (input) => input.user.role === 'admin' && input.user.name.startsWith('a'),
  },
  {
    name: 'text',
    source: '"Hello \\(.user.name), you have \\(.items | length) items"',
    native: (input) => `Hello ${input.user.name}, you have ${input.items.length} items`,
  },
  {
    name: 'count',
    source: '.items | map(select(.price > 10)) | length',
    native: (input) => input.items.filter((item) => item.price > 10).length,
  },
  {
    name: 'sum',
    source: 'reduce .items[] as $item (0; . + $item.price)',
    native: (input) => input.items.reduce((sum, item) => sum + item.price, 0),
  },
  {
    name: 'top',
    source: '.items | map(select(.price > 10)) | sort_by(.price) | reverse | .[:3]',
    native: (input) =>
      input.items
        .filter((item) => item.price > 10)
        .sort((a, b) => a.price - b.price)
        .reverse()
        .slice(0, 3),
  },
  {
    name: 'update',
    source: '.items[0].price |= . + 1',
    native: (input) => ({
      ...input,
      items: [{ ...input.items[0], price: input.items[0]!.price + 1 }, ...input.items.slice(1)],
    }),
  },
  {
    name: 'regex',
    source: '.items | map(select(.name | test("^item-[0-9]*5$"))) | length',
    native: (input) => input.items.filter((item) => /^item-[0-9]*5$/.test(item.name)).length,
  },
];

/** A document of about so many bytes as JSON; `variant` makes its values differ. */
export function sample(bytes: number, variant: number): Sample & Json {
  const items: { id: number; name: string; price: number }[] = [];
  const document = {
    a: { b: [variant, 2, 3] },
    user: { name: `ann${variant}`, role: variant % 4 === 0 ? 'guest' : 'admin' },
    status: 'active',
    items,
  };
  while (JSON.stringify(document).length < bytes) {
    for (let i = 0; i < 8; i++)
      items.push({ id: items.length, name: `item-${items.length}`, price: (items.length + variant) % 50 });
  }
  return document;
}
