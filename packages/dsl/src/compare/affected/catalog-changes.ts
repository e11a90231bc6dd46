import type { Catalog, JsonSchema } from '../../catalog.ts';
import { compareSchemas } from '../schema/compare-schemas.ts';
import type { SchemaChange } from '../schema/schema-change.ts';

/** How something that definitions use has changed; undefined stands for something that is gone. */
export interface ContractChange {
  /** `kitchen.getCapacity`, `approve:1@default`, `order.placed`. */
  readonly name: string;
  /** Changes that make arguments wrong which were right, and the new schema of the arguments. */
  readonly input: readonly SchemaChange[];
  readonly inputSchema: JsonSchema;
  /** Properties of the result that are gone or of another type. */
  readonly output: readonly SchemaChange[];
}

/** What differs between two catalogs, as far as it can break a definition. */
export interface CatalogChanges {
  /** By address of the document and name of the operation; see `operationKey`. */
  readonly operations: ReadonlyMap<string, ContractChange | undefined>;
  readonly functions: ReadonlyMap<string, ContractChange | undefined>;
  readonly events: ReadonlyMap<string, ContractChange | undefined>;
  /** What gone operations were called. */
  readonly names: ReadonlyMap<string, string>;
}

export function operationKey(documentUrl: string, name: string): string {
  return `${documentUrl}#${name}`;
}

interface Contract {
  readonly key: string;
  readonly name: string;
  readonly input: JsonSchema;
  readonly output: JsonSchema;
}

export function catalogChanges(before: Catalog, after: Catalog): CatalogChanges {
  const operations = ({ operations: all }: Catalog): Contract[] =>
    all.map(({ documentUrl, name, id, input, output }) => ({
      key: operationKey(documentUrl, name),
      name: id,
      input,
      output,
    }));
  const functions = ({ functions: all }: Catalog): Contract[] =>
    all.map(({ call, input, output }) => ({ key: call, name: call, input, output }));
  const events = ({ events: all }: Catalog): Contract[] =>
    all.map(({ type, data }) => ({ key: type, name: type, input: true, output: data }));
  return {
    operations: changes(operations(before), operations(after)),
    functions: changes(functions(before), functions(after)),
    events: changes(events(before), events(after)),
    names: new Map(operations(before).map(({ key, name }) => [key, name])),
  };
}

function changes(before: readonly Contract[], after: readonly Contract[]): Map<string, ContractChange | undefined> {
  const current = new Map(after.map((contract) => [contract.key, contract]));
  const found = new Map<string, ContractChange | undefined>();
  for (const old of before) {
    const now = current.get(old.key);
    if (!now) {
      found.set(old.key, undefined);
      continue;
    }
    const input = compareSchemas(old.input, now.input).filter(({ narrows }) => narrows);
    const output = compareSchemas(old.output, now.output).filter(
      ({ kind, widens }) => widens && (kind === 'property_removed' || kind === 'type_changed'),
    );
    if (input.length + output.length > 0) {
      found.set(old.key, { name: old.name, input, inputSchema: now.input, output });
    }
  }
  return found;
}
