import { jsonPointer, uriTemplate } from '../formats.ts';
import { object, template, text, type UnionShape } from '../shape.ts';

const STATUS: UnionShape = {
  kind: 'union',
  number: { kind: 'number' },
  text: {
    kind: 'text',
    mode: 'marked',
    expected: 'a status such as 503',
    nonPortable: 'The status of an error is computed; the standard takes a number only.',
  },
};

export const ERROR = object('an error', {
  type: { shape: template('a URI', uriTemplate), required: true, doc: 'What kind of error it is, a URI.' },
  status: { shape: STATUS, required: true, doc: 'The HTTP status that describes it best.' },
  instance: { shape: template('a JSON pointer', jsonPointer), doc: 'Where it came from, a JSON pointer.' },
  title: { shape: template('a text'), doc: 'A short summary.' },
  detail: { shape: template('a text'), doc: 'What happened this time.' },
});

export const ERROR_FILTER = object(
  'an error filter',
  {
    type: { shape: text('a URI'), doc: 'Only errors of this type.' },
    status: { shape: { kind: 'number' }, doc: 'Only errors of this status.' },
    instance: { shape: text('a JSON pointer'), doc: 'Only errors from this place.' },
    title: { shape: text('a text'), doc: 'Only errors of this title.' },
    detail: { shape: text('a text'), doc: 'Only errors with this detail.' },
    details: { shape: text('a text'), doc: 'The name of detail up to DSL 1.0.3.', renamedTo: 'detail' },
  },
  { min: 1 },
);
