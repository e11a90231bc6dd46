import type { Expression } from '@parley/jq';

/** Names of all variables that a program mentions, without `$`, those that it binds itself among them. */
export function variableNames(ast: Expression): readonly string[] {
  const names = new Set<string>();
  const open: unknown[] = [ast];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (typeof node !== 'object' || node === null) continue;
    if (isVariable(node)) names.add(node.name);
    open.push(...Object.values(node).filter((child) => typeof child === 'object'));
  }
  return [...names];
}

function isVariable(node: object): node is { readonly name: string } {
  return 'kind' in node && node.kind === 'variable';
}
