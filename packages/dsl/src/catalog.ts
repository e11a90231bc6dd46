/** A JSON Schema 2020-12 document or subschema. */
export type JsonSchema = boolean | { readonly [keyword: string]: unknown };

/** Where an argument of an operation travels. */
export interface OperationParameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required: boolean;
  readonly schema: JsonSchema;
  /** How a list or an object is written, when it is not the place's usual way (`style` and `explode` of OpenAPI). */
  readonly style?: string;
  readonly explode?: boolean;
}

/**
 * One callable thing of a connection. A workflow names it in `use.functions` and passes a flat map of arguments: the
 * parameters by name, and the properties of a JSON object body beside them. A body that is no object, or a property
 * that a parameter's name hides, is passed under `body`.
 */
export interface Operation {
  /** Unique within the tenant: `connection.name`, for example `kitchen.getCapacity`. */
  readonly id: string;
  readonly connection: string;
  readonly name: string;
  readonly kind: 'openapi';
  /** The address of the API document, as `use.functions` names it. */
  readonly documentUrl: string;
  /** Upper case. */
  readonly method: string;
  /** The path template, `/orders/{orderId}`. */
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly parameters: readonly OperationParameter[];
  readonly body?: { readonly required: boolean; readonly mediaType: string; readonly schema: JsonSchema };
  /** Schema of the flat map of arguments; an object schema. References are resolved or point into `$defs`. */
  readonly input: JsonSchema;
  /** Schema of the decoded body of a success, `{}` when the document says nothing. */
  readonly output: JsonSchema;
  /** Statuses of documented failures. */
  readonly errors: readonly { readonly status: number; readonly summary: string }[];
}

/** An event that one of the tenant's systems sends (an OpenAPI webhook, an AsyncAPI message). */
export interface EventType {
  /** The CloudEvents type, for example `order.placed`. */
  readonly type: string;
  readonly connection: string;
  readonly summary: string;
  readonly description: string;
  readonly data: JsonSchema;
}

/** A function of the runtime's own catalog, called as `name:version@default`. */
export interface BuiltinFunction {
  /** For example `approve:1@default`. */
  readonly call: string;
  readonly summary: string;
  readonly input: JsonSchema;
  readonly output: JsonSchema;
}

/** Another workflow that `run: workflow` can start. */
export interface WorkflowContract {
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly summary: string;
  readonly input: JsonSchema;
  readonly output: JsonSchema;
}

/** What a definition can refer to: the tenant's operations and events, the runtime's functions, other workflows. */
export interface Catalog {
  readonly operations: readonly Operation[];
  readonly events: readonly EventType[];
  readonly functions: readonly BuiltinFunction[];
  /** Default: other workflows are not known. */
  readonly workflows?: readonly WorkflowContract[];
}
