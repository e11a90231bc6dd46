import { dateTime, uriTemplate, variableName } from '../formats.ts';
import {
  DATA,
  EXPRESSION,
  type Fields,
  listOf,
  type MapShape,
  type ObjectShape,
  object,
  TASK_LIST,
  template,
  type UnionShape,
  variable,
} from '../shape.ts';
import { EXPORT, OUTPUT } from './data-flow.ts';
import { variableIn } from './variable-name.ts';

const ATTRIBUTES: Fields = {
  id: { shape: template('a text'), doc: 'Identifies the event.' },
  source: { shape: template('a URI reference', uriTemplate), doc: 'Where the event comes from.' },
  type: { shape: template('an event type such as order.placed'), doc: 'What kind of event it is.' },
  time: { shape: template('a time', dateTime), doc: 'When it happened, RFC 3339.' },
  subject: { shape: template('a text'), doc: 'What the event is about.' },
  datacontenttype: { shape: template('a media type'), doc: 'The media type of the data.' },
  dataschema: { shape: template('an address', uriTemplate), doc: 'The schema of the data.' },
  data: { shape: DATA, doc: 'The data of the event.' },
};

/** Attributes of an event to emit (CloudEvents 1.0); others than the named ones are extension attributes. */
export const EVENT_TO_EMIT = object(
  'an event',
  { ...ATTRIBUTES, type: { ...ATTRIBUTES.type!, required: true } },
  { open: 'data' },
);

const CORRELATION: MapShape = {
  kind: 'map',
  expected: 'a map of correlations',
  values: object('a correlation', {
    from: { shape: EXPRESSION, required: true, doc: 'Takes the value out of the event.' },
    expect: {
      shape: template('a text or an expression'),
      doc: 'What the value must be; the first one seen otherwise.',
    },
  }),
};

const FILTER = object('an event filter', {
  with: {
    shape: object('the "with" of an event filter', ATTRIBUTES, { open: 'data', min: 1 }),
    required: true,
    doc: 'What the event must look like.',
  },
  correlate: { shape: CORRELATION, doc: 'Values that the events must have in common.' },
});

const CONSUMED = {
  all: { shape: listOf('a list of event filters', FILTER), doc: 'One event for each filter.' },
  any: { shape: listOf('a list of event filters', FILTER), doc: 'An event that matches any filter.' },
  one: { shape: FILTER, doc: 'One event that matches the filter.' },
} as const satisfies Fields;

const UNTIL: UnionShape = {
  kind: 'union',
  text: { ...EXPRESSION, expected: 'a condition, or the events that end it' },
  object: object('an event consumption strategy', CONSUMED, { oneOf: [['all', 'any', 'one']] }),
};

/** Which events to wait for. */
export const CONSUMPTION: ObjectShape = object(
  'an event consumption strategy',
  {
    all: CONSUMED.all,
    any: CONSUMED.any,
    until: { shape: UNTIL, doc: 'Keeps consuming until this holds or happens.' },
    one: CONSUMED.one,
  },
  { oneOf: [['all', 'any', 'one']], needs: { until: 'any' } },
);

const iteratorVariables = (owner: Readonly<Record<string, unknown>>): string[] => [
  variableIn(owner, 'item', 'item'),
  variableIn(owner, 'at', 'index'),
];

/** What to do with each event or message. */
export const ITERATOR = object('an iterator', {
  item: {
    shape: variable(variableName),
    doc: 'The variable with the item; item is the default.',
  },
  at: {
    shape: variable(variableName),
    doc: 'The variable with the index; index is the default.',
  },
  do: { shape: TASK_LIST, doc: 'The tasks for each item.', stage: 'task', variables: iteratorVariables },
  output: { shape: OUTPUT, doc: 'What each item gives.', stage: 'taskOutput', variables: iteratorVariables },
  export: {
    shape: EXPORT,
    doc: 'What each item adds to the context.',
    stage: 'taskExport',
    variables: iteratorVariables,
  },
});
