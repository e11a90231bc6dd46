import { EXPRESSION, type ListShape, listOf, mapOf, object, TASK, TASK_LIST, text, word } from '../shape.ts';
import { AUTHENTICATION_POLICY } from './authentication.ts';
import { TIMEOUT } from './duration.ts';
import { ENDPOINT } from './endpoint.ts';
import { ERROR } from './error.ts';
import { RETRY_POLICY } from './retry.ts';

const EXTENSION = object('an extension', {
  extend: {
    shape: word('all', 'call', 'composite', 'emit', 'for', 'listen', 'raise', 'run', 'set', 'switch', 'try', 'wait'),
    required: true,
    doc: 'The type of the tasks it is put around.',
  },
  when: { shape: EXPRESSION, stage: 'task', doc: 'Only around tasks for which this holds.' },
  before: { shape: TASK_LIST, stage: 'task', doc: 'Tasks before the extended one; then: exit skips that one.' },
  after: { shape: TASK_LIST, stage: 'task', doc: 'Tasks after the extended one.' },
});

const EXTENSIONS: ListShape = { kind: 'list', expected: 'a list of extensions', named: true, items: EXTENSION };

export const USE = object('the block "use"', {
  authentications: {
    shape: { ...mapOf('a map of authentication policies', AUTHENTICATION_POLICY), defines: 'authentication' },
    stage: 'task',
    doc: 'Authentication policies by name.',
  },
  catalogs: {
    shape: {
      ...mapOf(
        'a map of catalogs',
        object('a catalog', { endpoint: { shape: ENDPOINT, required: true, doc: 'The root address of the catalog.' } }),
      ),
      defines: 'catalog',
    },
    stage: 'workflow',
    doc: 'Catalogs of functions by name.',
  },
  errors: { shape: { ...mapOf('a map of errors', ERROR), defines: 'error' }, stage: 'task', doc: 'Errors by name.' },
  extensions: { shape: EXTENSIONS, doc: 'What runs around every task of a type.' },
  functions: {
    shape: { ...mapOf('a map of functions', TASK), defines: 'function' },
    stage: 'task',
    doc: 'Tasks that can be called by name.',
  },
  retries: {
    shape: { ...mapOf('a map of retry policies', RETRY_POLICY), defines: 'retry' },
    stage: 'reusable',
    doc: 'Retry policies by name.',
  },
  secrets: {
    shape: listOf('a list of names', { ...text('the name of a secret'), defines: 'secret' }),
    doc: 'The secrets the workflow may read.',
  },
  timeouts: {
    shape: { ...mapOf('a map of timeouts', TIMEOUT), defines: 'timeout' },
    stage: 'task',
    doc: 'Timeouts by name.',
  },
});
