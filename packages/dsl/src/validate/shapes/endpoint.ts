import { uriTemplate } from '../formats.ts';
import { object, template, text, type UnionShape } from '../shape.ts';
import { AUTHENTICATION } from './authentication.ts';

const URI = template('an address', uriTemplate);

/** An address, an expression that gives one, or an address with credentials. */
export const ENDPOINT: UnionShape = {
  kind: 'union',
  text: { ...URI, expected: 'an address, or a map with uri and authentication' },
  object: object('an endpoint', {
    uri: { shape: URI, required: true, doc: 'The address; {name} stands for a property of the input.' },
    authentication: { shape: AUTHENTICATION, doc: 'How to authenticate there.' },
  }),
};

export const EXTERNAL_RESOURCE = object('an external resource', {
  name: { shape: text('a name'), doc: 'A name for people.' },
  endpoint: { shape: ENDPOINT, required: true, doc: 'Where the resource is.' },
});
