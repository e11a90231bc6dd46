import { isObject } from '@parley/kernel';
import type { Diagnostics } from './diagnostics.ts';
import { generatedName, takeName } from './names.ts';
import type { FoundOperation } from './operation.ts';
import type { Node } from './parse-text.ts';
import { escapeKey, type References } from './reference.ts';

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
const MAX_OPERATIONS = 5000;

type UnnamedOperation = Omit<FoundOperation, 'name'>;

/** Every operation of a document in its order, each with a name of its own; the first 5,000. */
export function findOperations(document: Node, references: References, diagnostics: Diagnostics): FoundOperation[] {
  const paths = Object.entries(isObject(document.paths) ? document.paths : {}).filter(([path]) => path.startsWith('/'));
  const found = paths.flatMap(([path, item]) => operationsOf(path, item, references));
  for (const { method, path, pointer, node, pathItem } of found) {
    if (node.servers === undefined && pathItem.servers === undefined) continue;
    diagnostics.warn('other_server', `${method.toUpperCase()} ${path} names a server of its own.`, pointer);
  }
  if (found.length > MAX_OPERATIONS) {
    const message = `The document has ${found.length} operations; the first ${MAX_OPERATIONS} are imported.`;
    diagnostics.add('error', 'too_large', message, '/paths');
    found.length = MAX_OPERATIONS;
  }
  return nameAll(found, diagnostics);
}

function operationsOf(path: string, item: unknown, references: References): UnnamedOperation[] {
  const resolved = references.follow(item, `/paths/${escapeKey(path)}`);
  if (!resolved) return [];
  const { node: pathItem, pointer: pathPointer } = resolved;
  return METHODS.flatMap((method) => {
    const node = pathItem[method];
    return isObject(node) ? [{ method, path, pointer: `${pathPointer}/${method}`, node, pathItem, pathPointer }] : [];
  });
}

const givenName = ({ node }: UnnamedOperation) => (typeof node.operationId === 'string' ? node.operationId.trim() : '');

/** Names given by the document come first, so that a generated one never takes one of theirs. */
function nameAll(found: readonly UnnamedOperation[], diagnostics: Diagnostics): FoundOperation[] {
  const taken = new Set<string>();
  const given = found.map((operation) => {
    const name = givenName(operation);
    if (name === '' || taken.has(name)) return undefined;
    taken.add(name);
    return name;
  });
  return found.map((operation, index) => {
    const { method, path, pointer } = operation;
    const own = given[index];
    if (own !== undefined) return { ...operation, name: own };
    const name = takeName(generatedName(method, path), taken);
    const code = givenName(operation) === '' ? 'unnamed_operation' : 'duplicate_operation';
    diagnostics.warn(code, `${method.toUpperCase()} ${path} is named ${name}.`, pointer);
    return { ...operation, name };
  });
}
