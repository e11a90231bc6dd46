import {
  booleanType,
  closedObject,
  integerType,
  joinTypes,
  Kind,
  keepKinds,
  neverType,
  numberType,
  objectOfShape,
  type Property,
  recordOf,
  stringType,
  type Type,
  unknownType,
} from '@parley/jq';

type Fields = Readonly<Record<string, Type>>;

/** An object with these properties; the optional ones after them. Without `open` it has no others. */
export function objectType(required: Fields, optional: Fields = {}, open = false): Type {
  const properties = new Map<string, Property>();
  for (const [name, type] of Object.entries(required)) properties.set(name, { type, required: true, doc: undefined });
  for (const [name, type] of Object.entries(optional)) {
    if (!properties.has(name)) properties.set(name, { type, required: false, doc: undefined });
  }
  const additional = open ? unknownType : neverType;
  return objectOfShape({ name: undefined, properties, additional, implicit: false });
}

export const withoutNull = (type: Type): Type => keepKinds(type, ~Kind.null);
export const canBeNull = (type: Type): boolean => (type.kinds & Kind.null) !== 0;

/** A moment as `$workflow.startedAt` and `$task.startedAt` give it. */
export const TIME: Type = objectType({
  iso8601: stringType,
  epoch: objectType({ seconds: integerType, milliseconds: integerType }),
});

export const RUNTIME: Type = closedObject([
  ['name', stringType],
  ['version', stringType],
  ['metadata', recordOf(unknownType)],
]);

/** An error as a `catch` sees it, RFC 7807. */
export const PROBLEM: Type = objectType(
  { type: stringType, status: numberType },
  { title: stringType, detail: stringType, instance: stringType },
);

/** Request and response of an HTTP call, with `output: response`. */
export function responseOf(content: Type): Type {
  const request = objectType({ method: stringType, uri: stringType, headers: recordOf(unknownType) });
  return objectType({ request, headers: recordOf(unknownType), statusCode: integerType, content });
}

/** A CloudEvent around its data. It may have extension attributes of any name. */
export function eventOf(data: Type): Type {
  return objectType(
    { id: stringType, source: stringType, type: stringType, specversion: stringType },
    { data, time: stringType, subject: stringType, datacontenttype: stringType, dataschema: stringType },
    true,
  );
}

/** What a process that ended hands back, by `return`. */
export function processResult(wanted: string, input: Type): Type {
  switch (wanted) {
    case 'code':
      return integerType;
    case 'all':
      return objectType({ code: integerType, stdout: stringType, stderr: stringType });
    case 'none':
      return input;
    default:
      return stringType;
  }
}

/** The object with any truth value where one was written down. */
export function withLooseFlags(type: Type): Type {
  const [shape] = type.objects ?? [];
  if (!shape || type.objects!.length > 1) return type;
  const properties = new Map<string, Property>();
  for (const [name, property] of shape.properties) {
    const flag = 'kinds' in property.type && property.type.kinds & Kind.boolean;
    properties.set(name, flag ? { ...property, type: joinTypes(property.type as Type, booleanType) } : property);
  }
  return objectOfShape({ ...shape, properties });
}
