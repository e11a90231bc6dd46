import { arrayOf, elementsOf, propertyOf, stringType, type Type, typeOfValue } from '@parley/jq';
import { nearest } from '../../diagnostics/nearest.ts';
import { isExpression } from '../../expression/syntax.ts';
import type { EmitTask, ListenTask } from '../../model/tasks.ts';
import type { Finding } from '../../validate/site.ts';
import { dataFindings, EVENT_CODES } from '../checks/data-findings.ts';
import { schemaType } from '../contracts.ts';
import { type TypedData, typeOfData } from '../data.ts';
import { objectType } from '../domain.ts';
import { consumedList, typeStrategy } from '../events.ts';
import { typeForeach } from '../foreach.ts';
import { gives, type TaskTyping, type Typing } from '../typing.ts';

/** `listen`: a list of what the events carry, or of what `foreach` makes of them. */
export const typeListen: TaskTyping<ListenTask> = (typing, visit) => {
  const { task, pointer, environment } = visit;
  const { to, read } = task.listen;
  typeStrategy(typing, to, `${pointer}/listen/to`, read, environment);
  if (!task.foreach) return gives(visit, consumedList(typing.contracts, to, read));
  const item = elementsOf(consumedList(typing.contracts, to, read));
  const { value, context, ended } = typeForeach(typing, visit, task.foreach, `${pointer}/foreach`, item);
  const list = consumedList(typing.contracts, to, read, () => value);
  const flow = { context, exported: visit.exported };
  const exits = [{ directive: undefined, flow: { ...flow, value: ended ? arrayOf(value) : list } }];
  return ended ? [...exits, { directive: 'end', flow: { ...flow, value: arrayOf(value, 1) } }] : exits;
};

/** `emit`: the event, with what the engine fills in. */
export const typeEmit: TaskTyping<EmitTask> = (typing, visit) => {
  const { task, pointer, environment } = visit;
  const at = `${pointer}/emit/event/with`;
  const data = typeOfData(typing, task.emit.event.with, at, environment.input, environment);
  typing.notes.found('event', at, eventFindings(typing, data, task.emit.event.with.type));
  return gives(visit, emitted(data));
};

function emitted({ entries, type }: TypedData): Type {
  const text = (name: string): Type =>
    propertyOf(type, name).kinds === stringType.kinds ? propertyOf(type, name) : stringType;
  const given = Object.fromEntries([...entries!].map(([name, entry]) => [name, entry.type]));
  return objectType({
    specversion: typeOfValue('1.0'),
    ...given,
    id: text('id'),
    source: text('source'),
    type: text('type'),
    time: text('time'),
  });
}

/** Data that does not fit the event's schema, and a type that is nearly one of the known ones. */
function eventFindings({ contracts }: Typing, { entries }: TypedData, type: unknown): Finding[] {
  if (typeof type !== 'string' || isExpression(type)) return [];
  const known = contracts.eventTypes.get(type);
  const place = entries!.get('type')!.pointer;
  if (!known) {
    const near = nearest(type, contracts.eventTypes.keys());
    if (near === undefined) return [];
    const message = `No event of the catalog is called ${JSON.stringify(type)}`;
    return [{ code: 'unknown_event_type', pointer: place, message, hint: `Did you mean ${near}?`, replacement: near }];
  }
  const data = entries!.get('data');
  return data
    ? dataFindings(data, { type: schemaType(known.data, 'write'), name: type, doc: undefined }, EVENT_CODES)
    : [];
}
