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
    if (isNever(key.type)) return key;
    const value = engine.flow(entry.value, input, scope);
    if (isNever(value.type)) return value;
    if (outputs.min === 0) findings.doubt(mark);
    builder.add(key.type, value.type);
    outputs = forEach(key, forEach(value, outputs));
    if (outputs.min === 0) findings.doubt(start);
  }
  return withType(outputs, builder.type());
}

function inferKey(engine: Engine, entry: ObjectEntry, input: Type, scope: Scope): Flow {
  const { key } = entry;
  if (key.kind === 'literal' && typeof key.value === 'string') return one(stringConstant(key.value));
  const flow = engine.flow(key, input, scope);
  if (isNever(flow.type) || flow.type.kinds === Kind.string) return flow;
  return flow.type.kinds & Kind.string ? { ...flow, fails: true } : badKey(engine, key, flow.type);
}

function badKey(engine: Engine, node: Expression, type: Type): Flow {
  engine.findings.report({
    code: 'invalid_operation',
    severity: 'error',
    span: node.span,
    message: `An object key must be a string, this is ${printKinds(type)}`,
    hint: 'Convert it with tostring.',
  });
  return FAILURE;
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
