import { cron, dnsLabel, semver } from '../formats.ts';
import { mapOf, object, TASK_LIST, text, VERBATIM, word } from '../shape.ts';
import { INPUT, OUTPUT } from './data-flow.ts';
import { DURATION, TIMEOUT_OR_NAME } from './duration.ts';
import { CONSUMPTION } from './events.ts';
import { USE } from './use.ts';

const DOCUMENT = object('the document', {
  dsl: {
    shape: text('a version of the language such as 1.0.3', semver),
    required: true,
    doc: 'The version of the language.',
  },
  namespace: { shape: text('a namespace', dnsLabel), required: true, doc: 'The namespace of the workflow.' },
  name: { shape: text('a name', dnsLabel), required: true, doc: 'The name of the workflow.' },
  version: {
    shape: text('a semantic version such as 1.0.0', semver),
    required: true,
    doc: 'The version of the workflow.',
  },
  title: { shape: text('a text'), doc: 'A title for people.' },
  summary: { shape: text('a text'), doc: 'What the workflow does, in Markdown.' },
  tags: { shape: mapOf('a map of tags', VERBATIM), doc: 'Tags by name.' },
  metadata: { shape: mapOf('a map', VERBATIM), doc: 'Anything else about the workflow.' },
});

const SCHEDULE = object(
  'a schedule',
  {
    every: { shape: DURATION, doc: 'Starts an execution in this interval.' },
    cron: { shape: text('a cron expression such as 0 9 * * 1-5', cron), doc: 'Starts an execution at these times.' },
    after: { shape: DURATION, doc: 'Starts an execution so long after the last one completed.' },
    on: { shape: CONSUMPTION, doc: 'Starts an execution when these events arrive.' },
    read: { shape: word('data', 'envelope', 'raw'), doc: 'What of an event is handed on; data is the default.' },
  },
  { anyOf: [['every', 'cron', 'after', 'on']], needs: { read: 'on' } },
);

const EVALUATE = object('the evaluation of expressions', {
  language: { shape: text('an expression language'), doc: 'jq is the default.' },
  mode: { shape: word('strict', 'loose'), doc: 'Whether expressions in data must be marked; strict is the default.' },
});

/** The definition as a whole. */
export const WORKFLOW = object('a workflow', {
  document: { shape: DOCUMENT, required: true, doc: 'Names the workflow.' },
  input: { shape: INPUT, stage: 'workflowInput', doc: 'Shapes and checks the input of the workflow.' },
  use: { shape: USE, doc: 'Reusable components.' },
  schedule: { shape: SCHEDULE, stage: 'workflow', doc: 'What starts executions.' },
  evaluate: { shape: EVALUATE, doc: 'How expressions are evaluated.' },
  timeout: { shape: TIMEOUT_OR_NAME, stage: 'workflow', doc: 'How long an execution may take.' },
  do: { shape: TASK_LIST, required: true, stage: 'task', doc: 'The tasks.' },
  output: { shape: OUTPUT, stage: 'workflowOutput', doc: 'Shapes and checks the output of the workflow.' },
});
