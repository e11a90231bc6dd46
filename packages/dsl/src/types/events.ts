import { arrayOf, elementsOf, joinTypes, neverType, propertyOf, type Type, tupleOf, unknownType } from '@parley/jq';
import { isObject } from '@parley/kernel';
import { literalType } from '../analyse/event-types.ts';
import { ANY } from '../analyse/permission.ts';
import { nearest } from '../diagnostics/nearest.ts';
import { isExpression } from '../expression/syntax.ts';
import type { EventConsumptionStrategy, EventFilter } from '../model/events.ts';
import { childPointer } from '../parse/pointer.ts';
import type { Contracts } from './contracts.ts';
import { typeOfData } from './data.ts';
import { eventOf } from './domain.ts';
import type { Environment } from './environment.ts';
import { typeOfExpression } from './expression.ts';
import type { Typing } from './typing.ts';

/** What of an event is handed on. */
export type ReadAs = 'data' | 'envelope' | 'raw' | undefined;

/** What a filter lets through. */
function consumedBy(contracts: Contracts, filter: EventFilter, read: ReadAs): Type {
  const type = literalType(filter.with.type);
  const data = contracts.eventData(type === ANY ? undefined : type);
  return read === undefined || read === 'data' ? data : eventOf(data);
}

/** The list of what a strategy consumes; `worked` makes of each event what a `foreach` makes of it. */
export function consumedList(
  contracts: Contracts,
  to: EventConsumptionStrategy,
  read: ReadAs,
  worked: (item: Type) => Type = (item) => item,
): Type {
  if ('one' in to) return tupleOf([worked(consumedBy(contracts, to.one, read))]);
  const filters = 'all' in to ? to.all : to.any;
  const item = filters.map((filter) => consumedBy(contracts, filter, read)).reduce(joinTypes, neverType);
  const each = worked(filters.length === 0 ? unknownType : item);
  if ('all' in to) return arrayOf(each, to.all.length);
  return to.until === undefined ? tupleOf([each]) : arrayOf(each);
}

/** Types the expressions of a strategy and checks that somebody sends the events. */
export function typeStrategy(
  typing: Typing,
  to: EventConsumptionStrategy,
  pointer: string,
  read: ReadAs,
  environment: Environment,
): void {
  if ('one' in to) typeFilter(typing, to.one, `${pointer}/one`, environment);
  else {
    const key = 'all' in to ? 'all' : 'any';
    for (const [index, filter] of ('all' in to ? to.all : to.any).entries()) {
      typeFilter(typing, filter, `${pointer}/${key}/${index}`, environment);
    }
  }
  if (!('any' in to) || to.until === undefined) return;
  if (typeof to.until === 'object') typeStrategy(typing, to.until, `${pointer}/until`, read, environment);
  else {
    const list = arrayOf(elementsOf(consumedList(typing.contracts, to, read)));
    typeOfExpression(typing, to.until, `${pointer}/until`, list, environment);
  }
}

function typeFilter(typing: Typing, filter: EventFilter, pointer: string, environment: Environment): void {
  const event = consumedBy(typing.contracts, filter, 'envelope');
  checkEventType(typing, filter.with.type, `${pointer}/with/type`);
  typeMatcher(typing, filter.with, `${pointer}/with`, event, environment);
  for (const [name, { from, expect }] of Object.entries(filter.correlate ?? {})) {
    const at = childPointer(`${pointer}/correlate`, name);
    typeOfExpression(typing, from, `${at}/from`, event, environment);
    if (expect !== undefined) typeOfData(typing, expect, `${at}/expect`, environment.input, environment);
  }
}

/** In a filter an expression is evaluated with the attribute at which it stands as `.`. */
function typeMatcher(typing: Typing, wanted: unknown, pointer: string, actual: Type, environment: Environment): void {
  if (typeof wanted === 'string' && isExpression(wanted))
    typeOfExpression(typing, wanted, pointer, actual, environment);
  else if (isObject(wanted)) {
    for (const [name, value] of Object.entries(wanted)) {
      typeMatcher(typing, value, childPointer(pointer, name), propertyOf(actual, name), environment);
    }
  }
}

/** Warns of an event that neither a connected system nor the definition itself sends. */
function checkEventType(typing: Typing, type: unknown, pointer: string): void {
  const name = literalType(type);
  const { eventTypes } = typing.contracts;
  if (name === ANY || eventTypes.size === 0 || eventTypes.has(name) || typing.emitted.has(name)) return;
  const near = nearest(name, [...eventTypes.keys(), ...typing.emitted]);
  typing.notes.found('event type', pointer, [
    {
      code: 'unknown_event_type',
      pointer,
      message: `No connected system sends ${JSON.stringify(name)}`,
      ...(near !== undefined && { hint: `Did you mean ${near}?`, replacement: near }),
    },
  ]);
}
