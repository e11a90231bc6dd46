// Each connection keeps its prepared statements; beyond this many texts the rest is planned each time.
const MAX_STATEMENTS = 2000;
const names = new Map<string, string>();

/** The name under which connections prepare `text` once and reuse the plan, or undefined when there are too many. */
export function statementName(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= MAX_STATEMENTS) return known;
  const name = `s${names.size}`;
  names.set(text, name);
  return name;
}
