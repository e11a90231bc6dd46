import { DATA, EXPRESSION, mapOf, object, text, type UnionShape, VERBATIM } from '../shape.ts';
import { EXTERNAL_RESOURCE } from './endpoint.ts';

const SCHEMA = object(
  'a schema',
  {
    format: { shape: text('a schema format such as json'), doc: 'The schema language; json is the default.' },
    document: { shape: VERBATIM, doc: 'The schema itself.' },
    resource: { shape: EXTERNAL_RESOURCE, doc: 'Where the schema is to be fetched from.' },
  },
  { oneOf: [['document', 'resource']] },
);

const MAPPING: UnionShape = {
  kind: 'union',
  text: { ...EXPRESSION, expected: 'an expression or a map' },
  object: mapOf('an expression or a map', DATA),
};

export const INPUT = object('an input configuration', {
  schema: { shape: SCHEMA, doc: 'What the input must look like.' },
  from: { shape: MAPPING, doc: 'Makes the input from the raw input.' },
});

export const OUTPUT = object('an output configuration', {
  schema: { shape: SCHEMA, doc: 'What the output must look like.' },
  as: { shape: MAPPING, doc: 'Makes the output from the raw output.' },
});

export const EXPORT = object('an export configuration', {
  schema: { shape: SCHEMA, doc: 'What the context must look like.' },
  as: { shape: MAPPING, doc: 'Makes the new context from the output.' },
});
