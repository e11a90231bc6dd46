import { isObject } from '@parley/kernel';
import type { Span } from '../diagnostics/diagnostic.ts';
import type { Task } from '../model/tasks.ts';
import { childLists } from '../model/walk.ts';
import { childPointer } from '../parse/pointer.ts';
import type { Snapshot } from './snapshot.ts';
import { taskSummary } from './task-summary.ts';

/** A named part of a definition, for an outline. */
export interface DocumentSymbol {
  readonly name: string;
  readonly kind: 'task' | 'function' | 'component' | 'group';
  /** What it does, in a few words. */
  readonly detail: string;
  readonly whole: Span;
  readonly nameSpan: Span;
  readonly children: readonly DocumentSymbol[];
}

/** The tasks and reusable components of a text, nested as they are written. */
export function documentSymbols(snapshot: Snapshot): DocumentSymbol[] {
  const { value } = snapshot;
  if (!isObject(value)) return [];
  return [...useSymbols(snapshot, value.use), ...listSymbols(snapshot, value.do, '/do')];
}

function useSymbols(snapshot: Snapshot, use: unknown): DocumentSymbol[] {
  if (!isObject(use)) return [];
  return Object.entries(use).flatMap(([group, content]) => {
    if (!isObject(content)) return [];
    const pointer = childPointer('/use', group);
    const children = Object.entries(content).map(([name, part]) => {
      const own = childPointer(pointer, name);
      return group === 'functions' ? taskSymbol(snapshot, name, part, own, 'function') : component(snapshot, name, own);
    });
    return [{ ...component(snapshot, group, pointer), kind: 'group' as const, children }];
  });
}

function component(snapshot: Snapshot, name: string, pointer: string): DocumentSymbol {
  return { name, kind: 'component', detail: '', ...spans(snapshot, pointer), children: [] };
}

function listSymbols(snapshot: Snapshot, tasks: unknown, pointer: string): DocumentSymbol[] {
  if (!Array.isArray(tasks)) return [];
  return tasks.flatMap((item, index) => {
    const [entry] = isObject(item) ? Object.entries(item) : [];
    if (!entry) return [];
    const own = childPointer(childPointer(pointer, index), entry[0]);
    return [taskSymbol(snapshot, entry[0], entry[1], own, 'task')];
  });
}

function taskSymbol(
  snapshot: Snapshot,
  name: string,
  task: unknown,
  pointer: string,
  kind: 'task' | 'function',
): DocumentSymbol {
  const lists = isObject(task) ? childLists(task as unknown as Task, pointer) : [];
  const children = lists.flatMap((list) => listSymbols(snapshot, list.tasks, list.pointer));
  return { name, kind, detail: taskSummary(task), ...spans(snapshot, pointer), children };
}

function spans({ source }: Snapshot, pointer: string): { whole: Span; nameSpan: Span } {
  const nameSpan = source.keySpan(pointer);
  return { whole: source.span(nameSpan.start, Math.max(source.valueSpan(pointer).end, nameSpan.end)), nameSpan };
}
