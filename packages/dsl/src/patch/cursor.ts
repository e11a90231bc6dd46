import { pointerSteps } from '../parse/pointer.ts';
import { child, type EditChild, type EditList, type EditMap, type EditNode, newLeaf, opened } from './edit-tree.ts';

/** Why an operation cannot be applied; becomes a diagnostic. */
export class PatchProblem extends Error {
  readonly pointer: string;

  constructor(message: string, pointer: string) {
    super(message);
    this.pointer = pointer;
  }
}

/** A child with the container that holds it. */
export interface Found {
  readonly owner: EditMap | EditList;
  readonly index: number;
  readonly child: EditChild;
}

/** The child a pointer leads to; the containers on the way are opened. Undefined when there is none. */
export function find(root: EditChild, pointer: string): Found | undefined {
  let at = root;
  let found: Found | undefined;
  for (const step of pointerSteps(pointer)) {
    at.node = opened(at.node);
    if (at.node.kind === 'leaf') return undefined;
    const index = childIndex(at.node, step);
    const next = at.node.children[index];
    if (!next) return undefined;
    found = { owner: at.node, index, child: next };
    at = next;
  }
  return found;
}

function childIndex(owner: EditMap | EditList, step: string): number {
  if (owner.kind === 'map') return owner.children.findLastIndex(({ key }) => key === step);
  return /^(?:0|[1-9]\d*)$/.test(step) ? Number(step) : -1;
}

/** Like `find`, for a place that must be there. */
export function mustFind(root: EditChild, pointer: string, what: string): Found {
  const found = find(root, pointer);
  if (!found) throw new PatchProblem(`There is no ${what} at ${pointer || 'the root'}`, pointer);
  return found;
}

/** The opened map at a pointer; with `make` missing maps are made on the way. */
export function mapAt(root: EditChild, pointer: string, make: boolean): EditMap {
  let at = root;
  let path = '';
  for (const step of pointerSteps(pointer)) {
    const node = open(at);
    path += `/${step}`;
    if (node.kind === 'leaf') throw new PatchProblem(`There is no map or list around ${path}`, pointer);
    let next = node.children[childIndex(node, step)];
    if (!next) {
      if (!make || node.kind === 'list') throw new PatchProblem(`There is nothing at ${path}`, pointer);
      next = child(step, newLeaf({}), undefined);
      node.children.push(next);
    }
    at = next;
  }
  const node = open(at);
  if (node.kind !== 'map') throw new PatchProblem(`There is no map at ${pointer || 'the root'}`, pointer);
  return node;
}

/** The opened list at a pointer. */
export function listAt(root: EditChild, pointer: string): EditList {
  const { child: at } = mustFind(root, pointer, 'list');
  const node = open(at);
  if (node.kind !== 'list') throw new PatchProblem(`There is no list at ${pointer}`, pointer);
  return node;
}

function open(at: EditChild): EditNode {
  at.node = opened(at.node);
  return at.node;
}

/** The single entry of an item of a task list: its name and its task. */
export function namedEntry(item: EditChild): EditChild | undefined {
  const node = open(item);
  return node.kind === 'map' && node.children.length === 1 ? node.children[0] : undefined;
}

/** A key of a map, if it is there. */
export function entry(map: EditMap, key: string): EditChild | undefined {
  return map.children.findLast((candidate) => candidate.key === key);
}
