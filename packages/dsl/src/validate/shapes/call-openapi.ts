import { mapOf, object, template, text, type UnionShape } from '../shape.ts';
import { AUTHENTICATION } from './authentication.ts';
import { HTTP_OUTPUT, REDIRECT } from './call-http.ts';
import { EXTERNAL_RESOURCE } from './endpoint.ts';
import { task } from './task-base.ts';

const PARAMETERS: UnionShape = {
  kind: 'union',
  object: mapOf('a map of parameters'),
  text: {
    kind: 'text',
    mode: 'marked',
    expected: 'a map of parameters',
    nonPortable: 'All parameters of an OpenAPI call come from one expression; the standard takes a map.',
  },
};

export const CALL_OPENAPI = task('an OpenAPI call', {
  call: { shape: text('openapi'), required: true, doc: 'A call of an operation of an OpenAPI document.' },
  with: {
    required: true,
    doc: 'The operation and its arguments.',
    shape: object('the "with" of an OpenAPI call', {
      document: { shape: EXTERNAL_RESOURCE, required: true, doc: 'The OpenAPI document.' },
      operationId: { shape: template('an operation id'), required: true, doc: 'The operation to call.' },
      parameters: { shape: PARAMETERS, doc: 'The arguments of the operation.' },
      authentication: { shape: AUTHENTICATION, doc: 'How to authenticate.' },
      output: HTTP_OUTPUT,
      redirect: REDIRECT,
    }),
  },
});
