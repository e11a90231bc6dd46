import type { EventFilter } from '@parley/dsl';
import { isExpression, stripExpression } from '@parley/dsl';
import { isObject } from '@parley/kernel';
import type { CompileContext } from '../compile/context.ts';
import type { CloudEvent } from '../durable.ts';
import type { Scope } from '../interpret/scope.ts';
import { isWorkflowError } from '../problem.ts';
import { jsonEqual } from './json-equal.ts';

/** True when the value at its place in an event is one that the filter wants. */
type Matcher = (scope: Scope, actual: unknown) => boolean;

/** The values that events of one `listen` have to agree on, by the name of the correlation. */
export type Correlations = ReadonlyMap<string, unknown>;

export interface CompiledFilter {
  /** The only type that can match; undefined when it is computed or left out. */
  readonly type: string | undefined;
  /** The correlations with the event's own added, or undefined when the event does not match. */
  match(scope: Scope, event: CloudEvent, known: Correlations): Correlations | undefined;
}

/**
 * Compiles an event filter. In `with`, a literal has to equal the event's attribute (an object: each of its properties),
 * and an expression is evaluated with the attribute as `.`: true and false decide, any other result has to equal the
 * attribute. An expression that fails does not match. `correlate` compares `from`, evaluated on the event, with `expect`
 * or else with what the first matching event gave.
 */
export function compileEventFilter(filter: EventFilter, pointer: string, context: CompileContext): CompiledFilter {
  const { type } = filter.with;
  const attributes = compileMatcher(filter.with, `${pointer}/with`, context);
  const keys = Object.entries(filter.correlate ?? {}).map(([name, { from, expect }]) => ({
    name,
    from: context.expression(from, `${pointer}/correlate/${name}/from`),
    expect: expect === undefined ? undefined : context.template(expect, `${pointer}/correlate/${name}/expect`),
  }));
  const correlate = (scope: Scope, event: CloudEvent, known: Correlations): Correlations | undefined => {
    const found = new Map(known);
    for (const { name, from, expect } of keys) {
      const value = from.evaluate(scope, event);
      const wanted = expect ? expect.evaluate(scope, scope.input) : found.has(name) ? found.get(name) : value;
      if (!jsonEqual(value, wanted)) return undefined;
      found.set(name, value);
    }
    return found;
  };
  return {
    type: typeof type === 'string' && !isExpression(type) ? type : undefined,
    match(scope, event, known) {
      try {
        return attributes(scope, event) ? correlate(scope, event, known) : undefined;
      } catch (error) {
        if (isWorkflowError(error)) return undefined;
        throw error;
      }
    },
  };
}

function compileMatcher(wanted: unknown, pointer: string, context: CompileContext): Matcher {
  if (typeof wanted === 'string' && isExpression(wanted)) {
    const expression = context.expression(stripExpression(wanted), pointer);
    return (scope, actual) => {
      const result = expression.evaluate(scope, actual);
      return typeof result === 'boolean' ? result : jsonEqual(result, actual);
    };
  }
  if (!isObject(wanted)) return (_, actual) => jsonEqual(actual, wanted);
  const properties = Object.entries(wanted).map(
    ([name, value]) => [name, compileMatcher(value, `${pointer}/${name}`, context)] as const,
  );
  return (scope, actual) =>
    isObject(actual) &&
    properties.every(([name, matches]) => matches(scope, Object.hasOwn(actual, name) ? actual[name] : null));
}
