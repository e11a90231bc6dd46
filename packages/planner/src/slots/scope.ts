import type { EventType, JsonSchema, Operation } from '@parley/dsl';
import { splitWords, stem } from '../normalise/stem.ts';
import { itemSchema, listPath } from '../schema/fields.ts';
import { propertiesOf, shapeOf } from '../schema/schema.ts';

/** Something whose fields later steps can use. */
export interface Source {
  /** The path that its fields' paths start with, for example `trigger` or `listDrivers.items[0]`. */
  readonly root: string;
  readonly schema: JsonSchema;
  /** Stems of what it is: `order` for an event `order.placed`. */
  readonly entities: readonly string[];
  /** The thing its own id is the id of, as stems joined by blanks: `kitchen order`; empty when it has none. */
  readonly owner: string;
  /**
   * - `trigger`, `result` of a step, `item` of a loop
   * - `first`: the first of a list that a step found
   */
  readonly kind: 'trigger' | 'result' | 'item' | 'first';
  /** The step that made it, null for the trigger. */
  readonly step: string | null;
  /** The operation behind a result. */
  readonly operation: Operation | null;
}

/** The entity that a schema's own id names: `kitchen order` for a first property `kitchenOrderId`. */
export function idEntity(schema: JsonSchema): readonly string[] {
  const properties = propertiesOf(shapeOf(schema, schema));
  // A bare id does not say of what; the ids beside it are of other things.
  if (Object.hasOwn(properties, 'id')) return [];
  const first = Object.keys(properties).find((name) => /(?:[a-z0-9]Id|_id)$/.test(name));
  return first === undefined ? [] : entityOfId(first);
}

/** `kitchenOrderId` is about a `kitchen order`; empty for a bare `id` and for names that are no id. */
export function entityOfId(name: string): readonly string[] {
  const words = splitWords(name);
  return words.length > 1 && /^ids?$/.test(words.at(-1) ?? '') ? words.slice(0, -1).map(stem) : [];
}

/** Entities an operation's result is about: the words of its id, and the nouns of its name. */
export function entitiesOf(operation: Operation, nouns: readonly string[]): readonly string[] {
  const list = listPath(operation.output);
  const own = idEntity(list ? itemSchema(operation.output, list) : operation.output);
  const head = own.at(-1);
  return [...new Set([...(head === undefined ? [] : [head]), ...nouns])];
}

/** What an event brings. */
export function triggerSource(event: EventType): Source {
  const entities = splitWords(event.type.split('.').slice(0, -1).join(' ') || event.type).map(stem);
  return {
    root: 'trigger',
    schema: event.data,
    entities,
    owner: entities.join(' '),
    kind: 'trigger',
    step: null,
    operation: null,
  };
}

/** What a call's result brings: itself and, for a list, its first item. */
export function resultSources(step: string, operation: Operation, nouns: readonly string[]): Source[] {
  const entities = entitiesOf(operation, nouns);
  const list = listPath(operation.output);
  const own = (schema: JsonSchema): string => idEntity(schema).join(' ') || nouns.join(' ');
  const owner = list ? '' : own(operation.output);
  const result: Source = { root: step, schema: operation.output, entities, owner, kind: 'result', step, operation };
  if (!list) return [result];
  const root = `${[step, ...list].join('.')}[0]`;
  const schema = itemSchema(operation.output, list);
  return [{ ...result, root, schema, owner: own(schema), kind: 'first' }, result];
}
