import { eventFilters, literalType } from '../../analyse/event-types.ts';
import { ANY, type Permission } from '../../analyse/permission.ts';
import { diffPermissions, permissionsNeeded } from '../../analyse/permissions.ts';
import type { JsonSchema } from '../../catalog.ts';
import type { EventFilter } from '../../model/events.ts';
import type { Schedule, SchemaConfig, Workflow } from '../../model/workflow.ts';
import { sameJson } from '../same-json.ts';
import { compareSchemas } from '../schema/compare-schemas.ts';
import { pathWords, type SchemaChange } from '../schema/schema-change.ts';
import type { BreakingChange, BreakingKind } from './breaking-change.ts';
import { permissionWords } from './permission-words.ts';

/** What in a new definition breaks callers, consumers, triggers or the permissions that were granted. */
export function breakingChanges(before: Workflow, after: Workflow): BreakingChange[] {
  const [old, current] = [permissionsNeeded(before), permissionsNeeded(after)];
  return [
    ...identity(before, after),
    ...schemaBreaks('input', before.input?.schema, after.input?.schema, (change) => change.narrows),
    ...schemaBreaks('output', before.output?.schema, after.output?.schema, (change) => change.widens),
    ...triggers(before, after),
    ...permissions(old, current),
    ...events(old, current),
  ];
}

function* identity(before: Workflow, after: Workflow): Generator<BreakingChange> {
  for (const key of ['namespace', 'name'] as const) {
    const [was, is] = [before.document[key], after.document[key]];
    if (was === is) continue;
    const message = `The ${key} is ${is} instead of ${was}, so what refers to it does not find it`;
    yield { kind: 'identity', pointer: `/document/${key}`, message };
  }
}

function* schemaBreaks(
  kind: Extract<BreakingKind, 'input' | 'output'>,
  before: SchemaConfig | undefined,
  after: SchemaConfig | undefined,
  breaks: (change: SchemaChange) => boolean,
): Generator<BreakingChange> {
  if (sameJson(before, after)) return;
  const pointer = `/${kind}/schema`;
  if (before?.resource || after?.resource) {
    yield { kind, pointer, message: `The ${kind} has another schema, which cannot be looked into here` };
    return;
  }
  const [old, current] = [before?.document ?? true, after?.document ?? true] as [JsonSchema, JsonSchema];
  for (const change of compareSchemas(old, current)) {
    if (!breaks(change)) continue;
    const subject = change.path.length === 0 ? `The ${kind}` : `“${pathWords(change.path)}” of the ${kind}`;
    yield { kind, pointer, message: `${subject} ${change.words}` };
  }
}

function* triggers(before: Workflow, after: Workflow): Generator<BreakingChange> {
  const [old, current] = [before.schedule, after.schedule];
  const timed = (schedule: Schedule | undefined) => TIMES.find((key) => schedule?.[key] !== undefined);
  const byTime = timed(old);
  if (byTime && !timed(current)) {
    yield { kind: 'trigger', pointer: `/schedule/${byTime}`, message: 'It no longer starts by time' };
  }
  const kept = current?.on ? [...eventFilters(current.on, '')].map(({ filter }) => filter) : [];
  for (const { filter, pointer } of old?.on ? eventFilters(old.on, '/schedule/on') : []) {
    if (kept.some((candidate) => takesAll(candidate, filter))) continue;
    yield { kind: 'trigger', pointer, message: lostTrigger(filter, kept) };
  }
}

const TIMES = ['every', 'cron', 'after'] as const;

function lostTrigger(filter: EventFilter, kept: readonly EventFilter[]): string {
  const type = literalType(filter.with.type);
  if (type === ANY) return 'It no longer starts when such an event arrives';
  const narrowed = kept.some((candidate) => literalType(candidate.with.type) === type);
  return narrowed ? `It no longer starts for every ${type}` : `It no longer starts when ${type} arrives`;
}

/** True when every event that matches `narrow` matches `wide`. */
function takesAll(wide: EventFilter, narrow: EventFilter): boolean {
  if (wide.correlate !== undefined && !sameJson(wide.correlate, narrow.correlate)) return false;
  return Object.entries(wide.with).every(
    ([key, value]) => Object.hasOwn(narrow.with, key) && sameJson(value, narrow.with[key]),
  );
}

function* permissions(before: readonly Permission[], after: readonly Permission[]): Generator<BreakingChange> {
  for (const permission of diffPermissions(before, after).added) {
    const pointer = permission.places[0]!;
    yield { kind: 'permission', pointer, message: `It needs permission to ${permissionWords(permission)}` };
  }
}

function* events(before: readonly Permission[], after: readonly Permission[]): Generator<BreakingChange> {
  if (after.some(({ kind, name }) => kind === 'event_sent' && name === ANY)) return;
  for (const { kind, name, places } of diffPermissions(before, after).removed) {
    if (kind !== 'event_sent' || name === ANY) continue;
    yield { kind: 'event', pointer: places[0]!, message: `It no longer sends ${name}` };
  }
}
