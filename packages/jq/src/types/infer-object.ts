import type { Expression, ObjectConstruction, ObjectEntry } from '../ast.ts';
import type { Engine } from './engine.ts';
import { FAILURE, type Flow, forEach, one, withType } from './flow.ts';
import { join } from './join.ts';
import { printKinds } from './print.ts';
import type { Scope } from './scope.ts';
import { isNever, Kind, neverType, objectOfShape, type Property, stringConstant, type Type } from './type.ts';

/** `{key: value}` */
export function inferObject(engine: Engine, node: ObjectConstruction, input: Type, scope: Scope): Flow {
  const { findings } = engine;
  const start = findings.mark;
  const builder = new ObjectBuilder();
  let outputs: Flow = one(neverType);
  for (const entry of node.entries) {
    const mark = findings.mark;
    const key = inferKey(engine, entry, input, scope);
    const afterKey = findings.mark;
    const value = isNever(key.type) ? key : engine.flow(entry.value, input, scope);
    if (key.min === 0) findings.doubt(afterKey);
    if (outputs.min === 0) findings.doubt(mark);
    const pair = forEach(key, value);
    if (isNever(value.type)) return forEach(outputs, pair);
    const inserted = insert(engine, entry.key, key, pair);
    outputs = forEach(inserted, outputs);
    if (outputs.min === 0) findings.doubt(start);
    if (isNever(inserted.type)) return withType(outputs, neverType);
    builder.add(key.type, value.type);
  }
  return withType(outputs, builder.type());
}

const inferKey = (engine: Engine, { key }: ObjectEntry, input: Type, scope: Scope): Flow =>
  key.kind === 'literal' && typeof key.value === 'string'
    ? one(stringConstant(key.value))
    : engine.flow(key, input, scope);

/** A key that is no string fails when its value is there. */
function insert(engine: Engine, node: Expression, key: Flow, pair: Flow): Flow {
  if (key.type.kinds === Kind.string) return pair;
  if (key.type.kinds & Kind.string) return { ...pair, fails: true };
  engine.findings.report({
    code: 'invalid_operation',
    severity: 'error',
    span: node.span,
    message: `An object key must be a string, this is ${printKinds(key.type)}`,
    hint: 'Convert it with tostring.',
  });
  return forEach(pair, FAILURE);
}

/** The shape of an object under construction; later entries replace earlier ones. */
class ObjectBuilder {
  readonly #properties = new Map<string, Property>();
  #additional: Type = neverType;

  add(key: Type, value: Type): void {
    const names = key.strings?.values;
    if (names?.size === 1) {
      for (const name of names) this.#properties.set(name, { type: value, required: true, doc: undefined });
      return;
    }
    this.#additional = join(this.#additional, value);
    for (const [name, property] of this.#properties) {
      this.#properties.set(name, { ...property, type: join(property.type as Type, value) });
    }
  }

  type(): Type {
    const shape = { name: undefined, properties: this.#properties, additional: this.#additional, implicit: false };
    return objectOfShape(shape);
  }
}
