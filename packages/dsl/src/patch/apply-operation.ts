import { lastStep, parentPointer } from '../parse/pointer.ts';
import { quote } from '../validate/describe.ts';
import { type Found, find, listAt, mapAt, mustFind, namedEntry, PatchProblem } from './cursor.ts';
import { child, type EditChild, type EditList, newLeaf } from './edit-tree.ts';
import { canonicalPlace } from './key-order.ts';
import type { MoveTask, PatchOperation, Position, RenameTask, SetField } from './operation.ts';
import { followRename } from './references.ts';

type Apply<K extends PatchOperation['op']> = (root: EditChild, operation: Extract<PatchOperation, { op: K }>) => void;

const HANDLERS: { readonly [K in PatchOperation['op']]: Apply<K> } = {
  addTask(root, { list, at, name, task }) {
    insert(taskList(root, list), at, child('', newLeaf(Object.fromEntries([[name, task]])), undefined), list);
  },
  removeTask(root, { task }) {
    const { list, index } = taskItem(root, task);
    list.children.splice(index, 1);
  },
  replaceTask(root, { task, with: replacement }) {
    mustFind(root, task, 'task').child.node = newLeaf(replacement);
  },
  moveTask,
  renameTask,
  setField,
  removeField(root, { pointer }) {
    const { owner, index } = mustFind(root, pointer, 'property');
    if (owner.kind !== 'map') throw new PatchProblem(`${pointer} is an item of a list, not a property`, pointer);
    owner.children.splice(index, 1);
  },
  addItem(root, { list, at, value }) {
    insert(listAt(root, list), at, child('', newLeaf(value), undefined), list);
  },
  removeItem(root, { pointer }) {
    const { owner, index } = mustFind(root, pointer, 'item');
    if (owner.kind !== 'list') throw new PatchProblem(`${pointer} is a property, not an item of a list`, pointer);
    owner.children.splice(index, 1);
  },
  setTrigger(root, { schedule }) {
    setOrRemove(root, '/schedule', schedule);
  },
  setCondition(root, { task, condition }) {
    mustFind(root, task, 'task');
    setOrRemove(root, `${task}/if`, condition);
  },
};

/** Applies one operation to a tree in place. Throws PatchProblem when it does not fit; the tree is then of no use. */
export function applyOperation(root: EditChild, operation: PatchOperation): void {
  (HANDLERS[operation.op] as Apply<PatchOperation['op']>)(root, operation as never);
}

function setOrRemove(root: EditChild, pointer: string, value: unknown): void {
  if (value !== undefined) setField(root, { op: 'setField', pointer, value });
  else {
    const found = find(root, pointer);
    found?.owner.children.splice(found.index, 1);
  }
}

function setField(root: EditChild, { pointer, value }: SetField): void {
  const parent = parentPointer(pointer);
  if (parent === undefined) {
    root.node = newLeaf(value);
    return;
  }
  const known = find(root, pointer);
  if (known) {
    known.child.node = newLeaf(value);
    return;
  }
  const owner = mapAt(root, parent, true);
  const added = child(lastStep(pointer), newLeaf(value), undefined);
  owner.children.push(added);
  const place = canonicalPlace(root, parent, owner, added.key);
  owner.children.pop();
  owner.children.splice(place, 0, added);
}

interface TaskItem {
  readonly list: EditList;
  readonly index: number;
  readonly item: EditChild;
  readonly named: EditChild;
}

/** The item of a list that holds a task. */
function taskItem(root: EditChild, pointer: string): TaskItem {
  const at = parentPointer(pointer) ?? '';
  const found: Found | undefined = find(root, at);
  const named = found && namedEntry(found.child);
  if (found?.owner.kind !== 'list' || named?.key !== lastStep(pointer)) {
    throw new PatchProblem(`There is no task in a list at ${pointer}`, pointer);
  }
  return { list: found.owner, index: found.index, item: found.child, named };
}

/** The list of tasks at a pointer, made when only the map around it is there. */
function taskList(root: EditChild, pointer: string): EditList {
  if (!find(root, pointer)) setField(root, { op: 'setField', pointer, value: [] });
  return listAt(root, pointer);
}

function insert(list: EditList, at: Position | undefined, item: EditChild, pointer: string): void {
  list.children.splice(place(list, at, pointer), 0, item);
}

function place({ children }: EditList, at: Position | undefined, pointer: string): number {
  if (at === undefined) return children.length;
  if (typeof at === 'number') {
    if (Number.isInteger(at) && at >= 0 && at <= children.length) return at;
    throw new PatchProblem(`The list ${pointer} has ${children.length} items, so nothing can be put at ${at}`, pointer);
  }
  const name = 'before' in at ? at.before : at.after;
  const index = children.findIndex((item) => namedEntry(item)?.key === name);
  if (index < 0) throw new PatchProblem(`The list ${pointer} has no task ${quote(name)}`, pointer);
  return 'before' in at ? index : index + 1;
}

function moveTask(root: EditChild, { task, list: target, at }: MoveTask): void {
  const { list, index, item } = taskItem(root, task);
  if (target === task || target.startsWith(`${task}/`)) {
    throw new PatchProblem('A task cannot be moved into itself', target);
  }
  const destination = taskList(root, target);
  list.children.splice(index, 1);
  insert(destination, at, item, target);
}

function renameTask(root: EditChild, { task, name, keepReferences }: RenameTask): void {
  const { list, named } = taskItem(root, task);
  const old = named.key;
  named.key = name;
  if (keepReferences) return;
  for (const sibling of list.children) {
    const holder = namedEntry(sibling);
    if (holder) followRename(holder, old, name);
  }
}
