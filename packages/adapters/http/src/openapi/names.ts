const words = (text: string) =>
  text
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1));

/** A name for an operation that has none: `GET /users/{id}/orders` is `getUsersByIdOrders`. */
export function generatedName(method: string, path: string): string {
  const parts = path
    .split('/')
    .filter((segment) => segment !== '')
    .flatMap((segment) =>
      segment.split(/(\{[^}]*\})/).flatMap((part) => (part.startsWith('{') ? ['By', ...words(part)] : words(part))),
    );
  return method.toLowerCase() + (parts.length === 0 ? 'Root' : parts.join(''));
}

/** `name`, or the first of `name_2`, `name_3` ... that is not taken; takes it. */
export function takeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let i = 2; taken.has(free); i += 1) free = `${name}_${i}`;
  taken.add(free);
  return free;
}

/** `listKitchenOrders` as words: `List kitchen orders`. */
export function humanised(name: string): string {
  const spaced = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/[_\-./]+/g, ' ')
    .toLowerCase()
    .trim();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** The first sentence of a text, at most 120 characters. */
export function firstSentence(text: string): string {
  const [sentence = ''] = text.trim().split(/(?<=[.!?])\s|\n\s*\n/);
  const line = sentence.replaceAll(/\s+/g, ' ').replace(/\.$/, '');
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}
