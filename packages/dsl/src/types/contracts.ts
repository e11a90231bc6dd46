import { fromJsonSchema, type Type, unknownType } from '@parley/jq';
import type { BuiltinFunction, Catalog, EventType, JsonSchema, Operation, WorkflowContract } from '../catalog.ts';

/** What can be called and its types. */
export interface Contract {
  /** As messages name it. */
  readonly name: string;
  readonly input: Type;
  readonly output: Type;
  readonly operation?: Operation;
}

const EMPTY: ReadonlyMap<string, Contract> = new Map();
const KNOWN = new WeakMap<Catalog, Contracts>();

/** A catalog by name, its schemas read as types when they are first asked for. */
export class Contracts {
  readonly #operations = new Map<string, Map<string, Contract>>();
  readonly #events = new Map<string, EventType>();
  readonly #functions = new Map<string, Contract>();
  readonly #workflows = new Map<string, Contract>();

  static of(catalog: Catalog): Contracts {
    const known = KNOWN.get(catalog) ?? new Contracts(catalog);
    KNOWN.set(catalog, known);
    return known;
  }

  private constructor(catalog: Catalog) {
    for (const operation of catalog.operations) {
      const document = this.#operations.get(operation.documentUrl) ?? new Map<string, Contract>();
      this.#operations.set(operation.documentUrl, document);
      document.set(operation.name, new LazyContract(operation.id, operation));
    }
    for (const event of catalog.events) this.#events.set(event.type, event);
    for (const builtin of catalog.functions) this.#functions.set(builtin.call, new LazyContract(builtin.call, builtin));
    for (const workflow of catalog.workflows ?? []) {
      this.#workflows.set(workflowKey(workflow), new LazyContract(workflow.name, workflow));
    }
  }

  /** The operations of an API document by name; empty when the catalog does not know the document. */
  document(url: string): ReadonlyMap<string, Contract> {
    return this.#operations.get(url) ?? EMPTY;
  }

  /** The functions of the `default` catalog. */
  get functions(): ReadonlyMap<string, Contract> {
    return this.#functions;
  }

  get workflows(): ReadonlyMap<string, Contract> {
    return this.#workflows;
  }

  get eventTypes(): ReadonlyMap<string, EventType> {
    return this.#events;
  }

  /** The data of an event; unknown when nobody describes it. */
  eventData(type: string | undefined): Type {
    const event = type === undefined ? undefined : this.#events.get(type);
    return event === undefined ? unknownType : schemaType(event.data);
  }
}

/** The name under which a catalog knows a workflow. */
export function workflowKey({ namespace, name, version }: Pick<WorkflowContract, 'namespace' | 'name' | 'version'>) {
  return `${namespace}/${name}:${version}`;
}

/** The type of a schema, read once. `write` is for what is sent. */
export function schemaType(schema: JsonSchema, direction: 'read' | 'write' = 'read'): Type {
  return fromJsonSchema(schema, { direction });
}

class LazyContract implements Contract {
  readonly name: string;
  readonly operation?: Operation;
  readonly #schemas: Pick<BuiltinFunction, 'input' | 'output'>;

  constructor(name: string, schemas: Operation | BuiltinFunction | WorkflowContract) {
    this.name = name;
    this.#schemas = schemas;
    if ('documentUrl' in schemas) this.operation = schemas;
  }

  get input(): Type {
    return schemaType(this.#schemas.input, 'write');
  }

  get output(): Type {
    return schemaType(this.#schemas.output);
  }
}
