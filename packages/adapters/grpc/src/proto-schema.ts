import { standardError } from '@parley/engine';
import protobuf from 'protobufjs';

const MAX_CHARACTERS = 1_000_000;

/** A method of a service with the types of its messages. */
export interface ProtoMethod {
  /** `/package.Service/Method`. */
  readonly path: string;
  readonly request: protobuf.Type;
  readonly response: protobuf.Type;
  readonly responseStream: boolean;
}

/**
 * Reads a `.proto` document of proto2 or proto3. Google's well-known types are there when they are imported; other
 * imports are not followed, which shows when a type of theirs is needed. Raises a `configuration` error for a document
 * that cannot be read. Only names are read from it: no code is made of it.
 */
export function parseProto(text: string): protobuf.Root {
  if (text.length > MAX_CHARACTERS) throw standardError('configuration', 'The .proto document is larger than 1 MB');
  try {
    const { root, imports = [] } = protobuf.parse(text, new protobuf.Root(), { keepCase: true });
    for (const name of imports) {
      const known = protobuf.common.get(name);
      if (known?.nested) root.addJSON(known.nested);
    }
    return root;
  } catch (error) {
    throw standardError('configuration', `The .proto document cannot be read: ${(error as Error).message}`);
  }
}

/** Finds a method by its service's full name. Raises a `configuration` error that names what is there instead. */
export function findMethod(root: protobuf.Root, serviceName: string, methodName: string): ProtoMethod {
  const service = root.lookup(serviceName, [protobuf.Service]);
  if (!(service instanceof protobuf.Service)) {
    throw standardError('configuration', `The .proto document has no service "${serviceName}"`);
  }
  const method = Object.hasOwn(service.methods, methodName) ? service.methods[methodName] : undefined;
  if (!method) {
    const names = Object.keys(service.methods).join(', ');
    throw standardError('configuration', `The service ${serviceName} has no method "${methodName}"; it has ${names}`);
  }
  return {
    path: `/${service.fullName.replace(/^\./, '')}/${methodName}`,
    request: messageType(service, method.requestType),
    response: messageType(service, method.responseType),
    responseStream: method.responseStream === true,
  };
}

/** The message or enumeration that a name means at this place. */
export function typeAt(place: protobuf.NamespaceBase, name: string): protobuf.Type | protobuf.Enum {
  const found = place.lookup(name, [protobuf.Type, protobuf.Enum]);
  if (found instanceof protobuf.Type || found instanceof protobuf.Enum) return found;
  throw standardError(
    'configuration',
    `The .proto document does not define ${name}; of imports only those of google/protobuf are known`,
  );
}

function messageType(place: protobuf.NamespaceBase, name: string): protobuf.Type {
  const type = typeAt(place, name);
  if (type instanceof protobuf.Type) return type;
  throw standardError('configuration', `${name} is no message`);
}

/** A field's name in JSON: the one it declares, or its own in lower camel case. */
function jsonName(field: protobuf.FieldBase): string {
  const declared: unknown = field.options?.json_name;
  return typeof declared === 'string'
    ? declared
    : field.name.replaceAll(/_+(\w)/g, (_, next: string) => next.toUpperCase());
}

const fieldsOf = new WeakMap<protobuf.Type, ReadonlyMap<string, protobuf.Field>>();

/** The fields of a message by their names in JSON. */
export function jsonFields(type: protobuf.Type): ReadonlyMap<string, protobuf.Field> {
  const known = fieldsOf.get(type);
  if (known) return known;
  const fields = new Map(type.fieldsArray.map((field) => [jsonName(field), field]));
  fieldsOf.set(type, fields);
  return fields;
}
