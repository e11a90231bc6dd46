import { isoDuration } from '../formats.ts';
import { type Field, object, reference, template, type UnionShape } from '../shape.ts';

const part = (unit: string): Field => ({ shape: { kind: 'number', min: 0 }, doc: `Number of ${unit}.` });

const EXPECTED = 'a duration such as PT15M or a map such as { minutes: 15 }';

export const DURATION: UnionShape = {
  kind: 'union',
  text: template(EXPECTED, isoDuration),
  object: object(
    'a duration',
    {
      days: part('days'),
      hours: part('hours'),
      minutes: part('minutes'),
      seconds: part('seconds'),
      milliseconds: part('milliseconds'),
    },
    { min: 1 },
  ),
};

export const TIMEOUT = object('a timeout', {
  after: { shape: DURATION, required: true, doc: 'How long until an error of type timeout is raised.' },
});

/** A timeout in place, or the name of one. */
export const TIMEOUT_OR_NAME: UnionShape = {
  kind: 'union',
  text: { ...reference('timeout', 'a timeout, or the name of one of use.timeouts') },
  object: TIMEOUT,
};
