import { isObject } from '@parley/kernel';
import { TASK_KINDS } from '../model/tasks.ts';
import { pointerSteps } from '../parse/pointer.ts';
import type { Field, ObjectShape, Shape, TextShape } from '../validate/shape.ts';
import { TASK_SHAPES } from '../validate/shapes/tasks.ts';
import { WORKFLOW } from '../validate/shapes/workflow.ts';

/** What the language says about a place of a definition. */
export interface ShapeSpot {
  /** Undefined inside data and where nothing is known. */
  readonly shape: Shape | undefined;
  /** The property that the place is the value of, and its construct. */
  readonly field: Field | undefined;
  readonly owner: ObjectShape | undefined;
}

const NOWHERE: ShapeSpot = { shape: undefined, field: undefined, owner: undefined };

const ANY_TASK = TASK_SHAPES.wait as ObjectShape;

/** Follows the shapes of the language along a pointer; the value decides where there are several. */
export function shapeAt(root: unknown, pointer: string): ShapeSpot {
  let spot: ShapeSpot = { shape: WORKFLOW, field: undefined, owner: undefined };
  let value = root;
  for (const step of pointerSteps(pointer)) {
    spot = stepInto(spot.shape, value, step);
    value = ownMember(value, step);
  }
  return { ...spot, shape: resolved(spot.shape, value) };
}

function ownMember(value: unknown, step: string): unknown {
  if (Array.isArray(value)) return value[Number(step)];
  return isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
}

function stepInto(shape: Shape | undefined, value: unknown, step: string): ShapeSpot {
  const known = resolved(shape, value);
  switch (known?.kind) {
    case 'object': {
      const field = Object.hasOwn(known.fields, step) ? known.fields[step] : undefined;
      return { shape: field?.shape, field, owner: known };
    }
    case 'task': {
      // Nothing says yet what type of task it is; this is what all have.
      const field = step !== 'wait' && Object.hasOwn(ANY_TASK.fields, step) ? ANY_TASK.fields[step] : undefined;
      return { shape: field?.shape, field, owner: ANY_TASK };
    }
    case 'map':
      return { ...NOWHERE, shape: known.values };
    case 'list':
      // An item of a named list is a map whose single key is the name.
      return {
        ...NOWHERE,
        shape: known.named ? { kind: 'map', expected: 'a name', values: known.items } : known.items,
      };
    default:
      return NOWHERE;
  }
}

/** The alternative that a value takes; where it takes none yet, the one it could still take. */
function resolved(shape: Shape | undefined, value: unknown): Shape | undefined {
  switch (shape?.kind) {
    case 'union':
      return resolved(unionCase(shape, value), value);
    case 'tag': {
      const tag = isObject(value) ? value[shape.tag] : undefined;
      return typeof tag === 'string' && Object.hasOwn(shape.cases, tag) ? shape.cases[tag] : shape.otherwise;
    }
    case 'pick':
      return isObject(value) && Object.hasOwn(value, shape.key) ? shape.present : shape.absent;
    case 'task': {
      const kinds = TASK_KINDS.filter((kind) => isObject(value) && Object.hasOwn(value, kind));
      const kind = kinds.find((candidate) => candidate !== 'do') ?? kinds[0];
      return kind === undefined ? shape : resolved(TASK_SHAPES[kind], value);
    }
    default:
      return shape;
  }
}

function unionCase(shape: Extract<Shape, { kind: 'union' }>, value: unknown): Shape | undefined {
  if (typeof value === 'string') return shape.text;
  if (typeof value === 'number') return shape.number;
  if (Array.isArray(value)) return shape.list;
  return isObject(value) ? shape.object : (shape.object ?? shape.list ?? shape.text);
}

/** The text that a property takes, or can take among other things. */
export function textShape(shape: Shape | undefined): TextShape | undefined {
  if (shape?.kind === 'text') return shape;
  return shape?.kind === 'union' ? shape.text : undefined;
}
