import type { EventType, Operation } from '@parley/dsl';
import { splitWords, stem } from '../normalise/stem.ts';
import { pathText } from '../plan/path.ts';
import { type Field, fieldsOf, listPath } from '../schema/fields.ts';
import { propertiesOf, shapeOf } from '../schema/schema.ts';
import type { Source } from './scope.ts';

const MAX_FACTS = 4;

/** First letter in upper case, no full stop at the end. */
export function capitalised(text: string): string {
  const trimmed = text.trim().replace(/[.;,:\s]+$/, '');
  return trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
}

/** `kitchenOrderId` as "kitchen order id". */
export function humanName(name: string): string {
  return splitWords(name).join(' ');
}

/** What happened, with the facts of the event: "A delivery is delayed. Delay minutes: 20." */
export function eventText(event: EventType, trigger: Source, outside: boolean): string {
  const named = new Set(splitWords(`${event.type} ${event.summary}`).map(stem));
  const concerns = (field: Field): boolean => field.words.some((word) => named.has(word) || OUTSIDE.has(word));
  const facts = factsText(trigger, outside ? concerns : () => true);
  return [`${capitalised(event.summary || humanName(event.type))}.`, facts].filter(Boolean).join(' ');
}

/** What a call found: "Labor cost: hours 120, total 2400.00 EUR." or the names in a list. */
export function resultText(result: Source): string {
  const list = listPath(result.schema);
  if (list) {
    const name = fieldsOf(result.schema).find((field) => field.path.join('.') === [...list, '[]', 'name'].join('.'));
    const shown = name ? `: {{${pathText(result.root, [...list, '[]', 'name'])}}}` : '';
    return `${capitalised(labelOf(result.operation))}${shown}.`;
  }
  return `${capitalised(labelOf(result.operation))}. ${factsText(result)}`.trim();
}

function labelOf(operation: Operation | null): string {
  return operation ? operationLabel(operation) : 'Result';
}

/** What an operation is about, in words: "Check kitchen capacity" gives "kitchen capacity". */
export function operationLabel(operation: Operation): string {
  const words = (operation.summary || humanName(operation.name)).split(/\s+/);
  const rest = words.slice(1).filter((word, at) => at > 0 || !/^(?:the|a|an)$/i.test(word));
  const end = rest.findIndex((word, at) => at > 0 && /^(?:for|of|to|in|by|from|with|and|that|as)$/i.test(word));
  return (end > 0 ? rest.slice(0, end) : rest).join(' ').toLowerCase() || humanName(operation.name);
}

/** What a customer wants to know of an event; the rest is for those who work with it. */
const OUTSIDE = new Set(['reason', 'total', 'point', 'discount']);

function factsText(source: Source, concerns: (field: Field) => boolean = () => true): string {
  const facts = fieldsOf(source.schema)
    .filter((field) => field.path.length === 1 && field.certain && isFact(field) && concerns(field))
    .slice(0, MAX_FACTS)
    .map((field) => `${capitalised(humanName(field.name))}: {{${factPath(source.root, field)}}}.`);
  return facts.join(' ');
}

function factPath(root: string, field: Field): string {
  const path = pathText(root, field.path);
  if (field.type !== 'money') return path;
  return `${path}|${isMinor(field) ? 'money' : 'price'}`;
}

/** Whole amounts count the smallest unit of a currency. */
function isMinor(field: Field): boolean {
  return shapeOf(propertiesOf(field.shape).amount, field.shape).type === 'integer';
}

/** Names, numbers, states and reasons say something to a person; ids and the time of writing do not. */
function isFact(field: Field): boolean {
  if (/(?:^id|Id|_id)$/.test(field.name) || field.shape.format === 'date-time') return false;
  return /^(?:string|number|integer|boolean|money)$/.test(field.type);
}

/** Why a check failed: "Stock is not available", with what is missing where the check tells. */
export function failureText(label: string, check: Source): string {
  const missing = fieldsOf(check.schema).find(
    (field) =>
      field.type === 'array' &&
      /missing|unavailable|short|lacking|rejected|failed/i.test(field.name) &&
      isTextList(field),
  );
  const told = fieldsOf(check.schema).find(
    (field) =>
      field.path.length === 1 && field.type === 'string' && /^(?:reason|message|detail|explanation)$/.test(field.name),
  );
  const text = `${capitalised(label)} ${/s$/.test(label) && !/ss$/.test(label) ? 'are' : 'is'} not available`;
  if (told) return `${text}: {{${pathText(check.root, told.path)}}}`;
  return missing ? `${text}: {{${pathText(check.root, [...missing.path, '[]'])}}}` : text;
}

function isTextList(field: Field): boolean {
  const items = field.shape.items;
  return typeof items === 'object' && items !== null && 'type' in items && items.type === 'string';
}
