import type { MockNetwork, MockRequest } from './mock-network.ts';

const PETSTORE = 'https://petstore.swagger.io/v2';
const CREDENTIALS = `Basic ${Buffer.from('serverless-workflow:conformance-test').toString('base64')}`;

const pet = (id: number) => ({ id, name: id === 1 ? 'Rex' : 'Bella', status: 'available' });

const parameter = (name: string, place: 'path' | 'query', type: string) => ({ name, in: place, required: true, type });

const DOCUMENT = {
  swagger: '2.0',
  info: { title: 'Petstore', version: '1.0.0' },
  host: 'petstore.swagger.io',
  basePath: '/v2',
  schemes: ['https'],
  produces: ['application/json'],
  paths: {
    '/pet/findByStatus': {
      get: {
        operationId: 'findPetsByStatus',
        parameters: [parameter('status', 'query', 'string')],
        responses: { 200: { description: 'Pets', schema: { type: 'array', items: { $ref: '#/definitions/Pet' } } } },
      },
    },
    '/pet/{petId}': {
      get: {
        operationId: 'getPetById',
        parameters: [parameter('petId', 'path', 'integer')],
        responses: { 200: { description: 'A pet', schema: { $ref: '#/definitions/Pet' } } },
      },
    },
  },
  definitions: {
    Pet: {
      type: 'object',
      properties: { id: { type: 'integer' }, name: { type: 'string' }, status: { type: 'string' } },
    },
  },
};

/** Serves what the conformance kit asks of the two public hosts that it names. */
export function serveKitHosts(network: MockNetwork): void {
  network.answer(`GET ${PETSTORE}/swagger.json`, [{ body: DOCUMENT }]);
  network.answer(`GET ${PETSTORE}/pet/findByStatus?status=available`, [{ body: [pet(1), pet(2)] }]);
  network.answer(`GET ${PETSTORE}/pet/1`, [{ body: pet(1) }]);
  network.answer(`GET ${PETSTORE}/pet/2`, [{ body: pet(2) }]);
  network.add(login);
}

function login({ method, url, headers }: MockRequest) {
  if (method !== 'GET' || url !== 'https://httpbin.org/basic-auth/serverless-workflow/conformance-test')
    return undefined;
  const known = headers.authorization === CREDENTIALS;
  return known ? { body: { authenticated: true } } : { status: 401, headers: { 'www-authenticate': 'Basic' } };
}
