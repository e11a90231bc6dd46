import type { Operation } from '@parley/dsl';
import { propertiesOf, requiredOf, shapeOf, typeOf } from '../schema/schema.ts';
import type { Target } from './match.ts';
import { entityOfId } from './scope.ts';

/** Arguments that the runtime or the default fills: never asked for, never taken from data. */
const PLUMBING =
  /^(?:idempotency-?key|cursor|page|page-?token|offset|limit|page-?size|per-?page|traceparent|tracestate|x-request-id|if-match|accept|authorization|user-?agent|content-type)$/i;

export interface OperationTarget extends Target {
  readonly required: boolean;
  /** True for a parameter of a call that only reads: it filters, and only what is asked for may. */
  readonly filters: boolean;
}

/** The arguments of an operation that a plan fills, required ones first. */
export function targetsOf(operation: Operation, nouns: readonly string[]): OperationTarget[] {
  const shape = shapeOf(operation.input, operation.input);
  const required = new Set(requiredOf(shape));
  const query = new Set(
    operation.parameters.filter((parameter) => parameter.in === 'query').map((parameter) => parameter.name),
  );
  return Object.entries(propertiesOf(shape))
    .filter(([name]) => !PLUMBING.test(name))
    .map(([name, schema]) => ({
      name,
      schema: operation.input,
      shape: shapeOf(schema, operation.input),
      entities: nouns,
      required: required.has(name),
      filters: query.has(name) && !required.has(name),
    }))
    .sort((a, b) => Number(b.required) - Number(a.required));
}

/** How many items a page of a list may have at most: the name of that parameter and its maximum. */
export function pageLimit(operation: Operation): { name: string; maximum: number } | undefined {
  for (const [name, schema] of Object.entries(propertiesOf(shapeOf(operation.input, operation.input)))) {
    if (!/^(?:limit|page-?size|per-?page|pageSize|perPage)$/i.test(name)) continue;
    const maximum = shapeOf(schema, operation.input).maximum;
    if (typeof maximum === 'number') return { name, maximum };
  }
  return undefined;
}

/** True for an argument that names a thing by its id. */
export function isId(target: Target): boolean {
  return target.name === 'id' || (entityOfId(target.name).length > 0 && typeOf(target.shape) !== 'array');
}

const TEXT =
  /^(?:reason|message|text|note|notes|comment|comments|description|body|content|subject|title|summary|instructions)$/i;

/** True for free text that a person would read. */
export function isFreeText(target: Target): boolean {
  return typeOf(target.shape) === 'string' && TEXT.test(target.name) && target.shape.enum === undefined;
}
