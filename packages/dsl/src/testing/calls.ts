import fc from 'fast-check';
import { authenticationReferences, endpoints, outputs, resources } from './constructs.ts';
import {
  bareOrMarked,
  data,
  dictionary,
  durations,
  lazyOneOf,
  marked,
  oneOfNames,
  type Surroundings,
  texts,
  variableNames,
} from './primitives.ts';

/** The properties that make a task of one type, without those every task can have. */
export type OwnProperties = Readonly<Record<string, unknown>>;

const optional = { requiredKeys: [] };
const httpOutput = fc.constantFrom('raw', 'content', 'response');

/** `call` and `with` of all kinds; `nested` makes lists of tasks. */
export function calls(around: Surroundings, nested: fc.Arbitrary<unknown>): fc.Arbitrary<OwnProperties> {
  return lazyOneOf([
    () => http(around),
    () => openapi(around),
    () => grpc(around),
    () => asyncapi(around, nested),
    () => a2a(around),
    () => mcp(around),
    () => functions(around),
  ]);
}

function call(kind: string, args: fc.Arbitrary<unknown>): fc.Arbitrary<OwnProperties> {
  return fc.record({ call: fc.constant(kind), with: args });
}

function http(around: Surroundings): fc.Arbitrary<OwnProperties> {
  const text = fc.oneof(texts, marked(around));
  const pairs = fc.oneof(
    dictionary(around.portable ? text : fc.oneof(text, fc.integer(), fc.boolean())),
    marked(around),
  );
  return call(
    'http',
    fc.record(
      {
        method: fc.constantFrom('get', 'POST', 'Patch', '${ .method }'),
        endpoint: endpoints(around),
        headers: pairs,
        query: pairs,
        body: data(around),
        output: httpOutput,
        redirect: fc.boolean(),
      },
      { requiredKeys: ['method', 'endpoint'] },
    ),
  );
}

function openapi(around: Surroundings): fc.Arbitrary<OwnProperties> {
  const map = dictionary(data(around));
  return call(
    'openapi',
    fc.record(
      {
        document: resources(around),
        operationId: texts,
        parameters: around.portable ? map : fc.oneof(map, marked(around)),
        authentication: authenticationReferences(around),
        output: httpOutput,
        redirect: fc.boolean(),
      },
      { requiredKeys: ['document', 'operationId'] },
    ),
  );
}

function grpc(around: Surroundings): fc.Arbitrary<OwnProperties> {
  const service = fc.record(
    {
      name: fc.constant('GreeterApi.Greeter'),
      host: fc.constantFrom('localhost', 'greeter.example.com'),
      port: fc.integer({ min: 0, max: 65_535 }),
      authentication: authenticationReferences(around),
    },
    { requiredKeys: ['name', 'host'] },
  );
  return call(
    'grpc',
    fc.record(
      { proto: resources(around), service, method: texts, arguments: dictionary(data(around)) },
      { requiredKeys: ['proto', 'service', 'method'] },
    ),
  );
}

function asyncapi(around: Surroundings, nested: fc.Arbitrary<unknown>): fc.Arbitrary<OwnProperties> {
  const common = {
    document: resources(around),
    server: fc.record({ name: texts, variables: dictionary(data(around)) }, { requiredKeys: ['name'] }),
    protocol: fc.constantFrom('kafka', 'nats', 'ws'),
    authentication: authenticationReferences(around),
  };
  const requiredKeys: ['document'] = ['document'];
  const message = fc.record({ payload: dictionary(data(around)), headers: dictionary(texts) }, optional);
  const end = fc.oneof(
    fc.record({ amount: fc.nat(9), for: durations }, { requiredKeys: ['amount'] }),
    fc.record({ while: marked(around) }),
    fc.record({ until: marked(around) }),
  );
  const subscription = fc.record(
    { filter: marked(around), consume: end, foreach: iterators(around, nested) },
    { requiredKeys: ['consume'] },
  );
  const how = fc.oneof(fc.record({ message }), fc.record({ subscription }));
  const where = fc.oneof(fc.record({ operation: texts }), fc.record({ channel: texts }));
  return call(
    'asyncapi',
    fc
      .tuple(fc.record(common, { requiredKeys }), where, how)
      .map(([base, place, rest]) => ({ ...base, ...place, ...rest })),
  );
}

/** `foreach` of listeners and subscriptions; the variable names are those of the surroundings given for nested lists. */
export function iterators(around: Surroundings, nested: fc.Arbitrary<unknown>): fc.Arbitrary<OwnProperties> {
  return fc.record({ item: variableNames, at: fc.constant('at'), do: nested, output: outputs(around) }, optional);
}

function a2a(around: Surroundings): fc.Arbitrary<OwnProperties> {
  const parameters = fc.oneof(dictionary(data(around), 1), marked(around));
  const method = fc.constantFrom('message/send', 'tasks/get');
  return call(
    'a2a',
    fc.oneof(
      fc.record({ agentCard: resources(around), method, parameters }, { requiredKeys: ['agentCard', 'method'] }),
      fc.record({ server: endpoints(around), method, parameters }, { requiredKeys: ['server', 'method'] }),
    ),
  );
}

function mcp(around: Surroundings): fc.Arbitrary<OwnProperties> {
  const text = fc.oneof(texts, marked(around));
  const options = { options: dictionary(text) };
  const transport = fc.oneof(
    fc.record(
      {
        http: fc.record({ endpoint: endpoints(around), headers: dictionary(text) }, { requiredKeys: ['endpoint'] }),
        ...options,
      },
      { requiredKeys: ['http'] },
    ),
    fc.record({
      stdio: fc.record(
        { command: text, arguments: fc.array(text, { maxLength: 2 }), environment: dictionary(text) },
        { requiredKeys: ['command'] },
      ),
    }),
  );
  return call(
    'mcp',
    fc.record(
      {
        protocolVersion: fc.constant('2025-06-18'),
        method: fc.constantFrom('tools/call', 'resources/templates/list'),
        parameters: fc.oneof(
          dictionary(data(around)),
          bareOrMarked({ ...around, variables: [] }).map(() => '${ . }'),
        ),
        timeout: durations,
        transport,
        client: fc.record({ name: texts, version: texts }),
      },
      { requiredKeys: ['method', 'transport'] },
    ),
  );
}

function functions(around: Surroundings): fc.Arbitrary<OwnProperties> {
  const name = fc.oneof(
    fc.constant('https://example.com/functions/log/1.0.0/function.yaml'),
    ...(around.portable ? [] : [fc.constant('approve:1@default')]),
    ...oneOfNames(around.functions),
  );
  return fc.record({ call: name, with: dictionary(data(around)) }, { requiredKeys: ['call'] });
}
