import fc from 'fast-check';
import type {
  AuthenticationPolicy,
  AuthenticationReference,
  Endpoint,
  ErrorDefinition,
  EventConsumptionStrategy,
  EventFilter,
  ExternalResource,
  InputConfig,
  OutputConfig,
  RetryPolicy,
  SchemaConfig,
} from '../index.ts';
import {
  addresses,
  bareOrMarked,
  data,
  dictionary,
  durations,
  labels,
  marked,
  oneOfNames,
  type Surroundings,
  texts,
} from './primitives.ts';

const optional = { requiredKeys: [] };

export function endpoints(around: Surroundings): fc.Arbitrary<Endpoint> {
  const uri = fc.oneof(addresses, marked(around));
  return fc.oneof(uri, fc.record({ uri, authentication: authenticationReferences(around) }, { requiredKeys: ['uri'] }));
}

export function resources(around: Surroundings): fc.Arbitrary<ExternalResource> {
  return fc.record({ name: labels, endpoint: endpoints(around) }, { requiredKeys: ['endpoint'] });
}

export function policies(around: Surroundings): fc.Arbitrary<AuthenticationPolicy> {
  const text = fc.oneof(texts, marked(around));
  const secret = oneOfNames(around.secrets).map((name) => fc.record({ use: name }));
  const user = fc.oneof(fc.record({ username: text, password: text }), ...secret);
  const token = fc.record({ token: text, type: fc.constant('urn:ietf:params:oauth:token-type:jwt') });
  const oauth2 = {
    authority: addresses,
    grant: fc.constantFrom('client_credentials', 'urn:ietf:params:oauth:grant-type:token-exchange'),
    client: fc.record({ id: text, secret: text, authentication: fc.constant('private_key_jwt') }, optional),
    request: fc.record({ encoding: fc.constant('application/json') }, optional),
    issuers: fc.array(text, { maxLength: 2 }),
    scopes: fc.array(text, { maxLength: 2 }),
    audiences: fc.array(text, { maxLength: 2 }),
    username: text,
    subject: token,
    actor: token,
  };
  const requiredKeys: ('authority' | 'grant')[] = ['authority', 'grant'];
  const paths = fc.record({ token: fc.constant('/oauth2/token'), revocation: fc.constant('/revoke') }, optional);
  return fc.oneof(
    fc.record({ basic: user }),
    fc.record({ digest: user }),
    fc.record({ bearer: fc.oneof(fc.record({ token: text }), ...secret) }),
    fc.record({ oauth2: fc.oneof(fc.record({ ...oauth2, endpoints: paths }, { requiredKeys }), ...secret) }),
    fc.record({ oidc: fc.oneof(fc.record(oauth2, { requiredKeys }), ...secret) }),
  );
}

export function authenticationReferences(around: Surroundings): fc.Arbitrary<AuthenticationReference> {
  return fc.oneof(policies(around), ...oneOfNames(around.authentications).map((use) => fc.record({ use })));
}

const schemas = (around: Surroundings): fc.Arbitrary<SchemaConfig> =>
  fc.oneof(
    fc.record(
      { format: fc.constant('json'), document: fc.constantFrom({ type: 'object' }, true, { enum: ['${ no }'] }) },
      { requiredKeys: ['document'] },
    ),
    fc.record({ resource: resources(around) }),
  );

export function inputs(around: Surroundings): fc.Arbitrary<InputConfig> {
  return fc.record(
    { schema: schemas(around), from: fc.oneof(bareOrMarked(around), dictionary(data(around))) },
    optional,
  );
}

export function outputs(around: Surroundings): fc.Arbitrary<OutputConfig> {
  return fc.record({ schema: schemas(around), as: fc.oneof(bareOrMarked(around), dictionary(data(around))) }, optional);
}

export function retries(around: Surroundings): fc.Arbitrary<RetryPolicy> {
  const curve = fc.constantFrom({ constant: {} }, { linear: {} }, { exponential: {} });
  return fc.record(
    {
      when: bareOrMarked(around),
      exceptWhen: bareOrMarked(around),
      delay: durations,
      backoff: curve,
      limit: fc.record(
        { attempt: fc.record({ count: fc.nat(9), duration: durations }, optional), duration: durations },
        optional,
      ),
      jitter: fc.constant({ from: 'PT1S', to: { seconds: 3 } }),
    },
    optional,
  );
}

export function errors(around: Surroundings): fc.Arbitrary<ErrorDefinition> {
  const text = fc.oneof(texts, marked(around));
  return fc.record(
    {
      type: fc.oneof(addresses, marked(around)),
      status: fc.integer({ min: 400, max: 599 }),
      instance: fc.oneof(fc.constant('/do/0/getPet'), marked(around)),
      title: text,
      detail: text,
    },
    { requiredKeys: ['type', 'status'] },
  );
}

const attributes = (around: Surroundings) => ({
  id: texts,
  source: fc.oneof(addresses, marked(around)),
  type: fc.constantFrom('order.placed', 'com.example.pet.sold.v1', '${ .type }'),
  time: fc.constantFrom('2026-01-31T09:30:00Z', '2024-02-29T00:00:00.5+01:00', '${ .at }'),
  subject: texts,
  datacontenttype: fc.constant('application/json'),
  dataschema: addresses,
  data: data(around),
  correlationid: texts,
});

export function events(around: Surroundings): fc.Arbitrary<Readonly<Record<string, unknown>>> {
  return fc.record(attributes(around), { requiredKeys: ['type'] });
}

function filters(around: Surroundings): fc.Arbitrary<EventFilter> {
  const correlation = fc.record({ from: bareOrMarked(around), expect: fc.oneof(texts, marked(around)) });
  return fc.record(
    {
      with: fc.record(attributes(around), optional).filter((filter) => Object.keys(filter).length > 0),
      correlate: dictionary(correlation),
    },
    { requiredKeys: ['with'] },
  );
}

export function strategies(around: Surroundings): fc.Arbitrary<EventConsumptionStrategy> {
  const filter = filters(around);
  const list = fc.array(filter, { maxLength: 2 });
  const until = fc.oneof(bareOrMarked(around), fc.record({ one: filter }), fc.record({ all: list }));
  return fc.oneof(
    fc.record({ all: list }),
    fc.record({ any: list, until }, { requiredKeys: ['any'] }),
    fc.record({ one: filter }),
  );
}
