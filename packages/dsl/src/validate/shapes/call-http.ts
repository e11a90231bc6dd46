import { httpMethod } from '../formats.ts';
import { BOOLEAN, DATA, type Field, type MapShape, object, template, text, type UnionShape, word } from '../shape.ts';
import { ENDPOINT } from './endpoint.ts';
import { task } from './task-base.ts';

/** How a response is handed on; shared by HTTP and OpenAPI calls. */
export const HTTP_OUTPUT: Field = {
  shape: word('content', 'raw', 'response'),
  doc: 'The decoded body (content, the default), its bytes (raw), or request and response (response).',
};

export const REDIRECT: Field = { shape: BOOLEAN, doc: 'Whether a status from 300 to 399 counts as success.' };

/** A map whose values the standard wants as texts; numbers and truth values are taken too. */
function parameters(expected: string): UnionShape {
  const values: MapShape = { kind: 'map', expected, values: { kind: 'data', nonPortableUnlessText: true } };
  return { kind: 'union', text: { kind: 'text', mode: 'marked', expected }, object: values };
}

export const CALL_HTTP = task('an HTTP call', {
  call: { shape: text('http'), required: true, doc: 'An HTTP request.' },
  with: {
    required: true,
    doc: 'The request.',
    shape: object('the "with" of an HTTP call', {
      method: { shape: template('an HTTP method', httpMethod), required: true, doc: 'get, post, put, delete ...' },
      endpoint: { shape: ENDPOINT, required: true, doc: 'Where the request goes.' },
      headers: { shape: parameters('a map of headers'), doc: 'Headers of the request.' },
      query: { shape: parameters('a map of query parameters'), doc: 'Query parameters of the request.' },
      body: { shape: DATA, doc: 'The body of the request.' },
      output: HTTP_OUTPUT,
      redirect: REDIRECT,
    }),
  },
});
