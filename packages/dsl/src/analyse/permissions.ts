import type { Catalog } from '../catalog.ts';
import { walkTasks } from '../model/walk.ts';
import type { Workflow } from '../model/workflow.ts';
import { childPointer } from '../parse/pointer.ts';
import { eventTypes } from './event-types.ts';
import { hostOf } from './hosts.ts';
import type { Permission, PermissionKind } from './permission.ts';
import { type Need, taskNeeds } from './task-needs.ts';

/**
 * Everything a definition needs to be allowed: hosts, operations, functions, secrets, models, events, workflows and
 * processes, sorted by kind and name. With a catalog operations have the names of their connections.
 */
export function permissionsNeeded(workflow: Workflow, catalog?: Catalog): Permission[] {
  const found = new Map<string, { kind: PermissionKind; name: string; places: string[] }>();
  for (const { kind, name, pointer } of allNeeds(workflow, catalog)) {
    const key = `${kind} ${name}`;
    const known = found.get(key);
    if (known) known.places.push(pointer);
    else found.set(key, { kind, name, places: [pointer] });
  }
  return [...found.values()].sort(byKindAndName);
}

/** What a new definition needs that the old one did not, and the other way round. */
export interface PermissionDiff {
  readonly added: readonly Permission[];
  readonly removed: readonly Permission[];
}

export function diffPermissions(before: readonly Permission[], after: readonly Permission[]): PermissionDiff {
  const key = ({ kind, name }: Permission) => `${kind} ${name}`;
  const [old, current] = [new Set(before.map(key)), new Set(after.map(key))];
  return {
    added: after.filter((permission) => !old.has(key(permission))),
    removed: before.filter((permission) => !current.has(key(permission))),
  };
}

function byKindAndName(a: Permission, b: Permission): number {
  if (a.kind !== b.kind) return a.kind < b.kind ? -1 : 1;
  return a.name === b.name ? 0 : a.name < b.name ? -1 : 1;
}

function* allNeeds(workflow: Workflow, catalog: Catalog | undefined): Generator<Need> {
  const { use, schedule } = workflow;
  for (const [index, name] of (use?.secrets ?? []).entries()) {
    yield { kind: 'secret', name, pointer: `/use/secrets/${index}` };
  }
  for (const [name, { endpoint }] of Object.entries(use?.catalogs ?? {})) {
    yield { kind: 'host', name: hostOf(endpoint), pointer: `${childPointer('/use/catalogs', name)}/endpoint` };
  }
  if (schedule?.on) {
    for (const { type, pointer } of eventTypes(schedule.on, '/schedule/on')) {
      yield { kind: 'event_received', name: type, pointer };
    }
  }
  for (const walked of walkTasks(workflow, { definitions: true })) yield* taskNeeds(walked, workflow, catalog);
}
