import { dnsLabel, versionOrLatest } from '../formats.ts';
import {
  BOOLEAN,
  type Field,
  listOf,
  mapOf,
  type ObjectShape,
  object,
  type TextCheck,
  template,
  text,
  word,
} from '../shape.ts';
import { DURATION } from './duration.ts';
import { EXTERNAL_RESOURCE } from './endpoint.ts';
import { task } from './task-base.ts';

const STDIN: Field = { shape: template('a text or an expression'), doc: 'What the process reads on standard input.' };
const ENVIRONMENT: Field = { shape: mapOf('a map of variables'), doc: 'The environment of the process.' };
const LIST = listOf('a list of arguments', template('a text or an expression'));

const CONTAINER_ARGUMENTS: Field = { shape: LIST, doc: 'The arguments of the process.' };

/** Up to 1.0.2 the arguments of scripts and shell commands were a map. */
const ARGUMENTS: Field = {
  doc: 'The arguments of the process.',
  shape: {
    kind: 'union',
    list: LIST,
    object: { ...mapOf('a list of arguments'), supersededBy: 'a list of arguments in version 1.0.3 of the language' },
    text: {
      kind: 'text',
      mode: 'marked',
      expected: 'a list of arguments',
      nonPortable: 'The arguments come from one expression; the standard takes a list.',
    },
  },
};

const LIFETIME: ObjectShape = object(
  'a container lifetime',
  {
    cleanup: { shape: word('always', 'never', 'eventually'), required: true, doc: 'When the container is removed.' },
    after: { shape: DURATION, doc: 'How long until then, for eventually.' },
  },
  {
    rule: ({ cleanup, after }) => {
      if (cleanup === 'eventually' && after === undefined) {
        return { code: 'missing_property', key: 'cleanup', message: 'A cleanup "eventually" needs "after"' };
      }
      if (cleanup === 'eventually' || after === undefined) return undefined;
      return {
        code: 'conflicting_properties',
        key: 'after',
        message: '"after" goes with the cleanup "eventually" only',
      };
    },
  },
);

const CONTAINER = object('a container', {
  image: { shape: template('an image name'), required: true, doc: 'The image.' },
  name: { shape: template('a text or an expression'), doc: 'The name of the container.' },
  command: { shape: template('a command'), doc: 'The command to run in it.' },
  ports: { shape: mapOf('a map of ports'), doc: 'Port mappings.' },
  volumes: { shape: mapOf('a map of volumes'), doc: 'Volume mappings.' },
  environment: ENVIRONMENT,
  stdin: STDIN,
  arguments: CONTAINER_ARGUMENTS,
  lifetime: { shape: LIFETIME, doc: 'When the container is removed.' },
  pullPolicy: { shape: word('ifNotPresent', 'always', 'never'), doc: 'When the image is pulled.' },
});

const LANGUAGES = ['js', 'javascript', 'python'];

const scriptLanguage: TextCheck = (language) =>
  LANGUAGES.includes(language)
    ? undefined
    : {
        code: 'unsupported_language',
        message: `Scripts in "${language}" are not part of the standard`,
        hint: 'The standard has js (ES2024) and python (3.13).',
      };

const SCRIPT = object(
  'a script',
  {
    language: { shape: text('js or python', scriptLanguage), required: true, doc: 'The language of the script.' },
    code: { shape: template('code'), doc: 'The script itself.' },
    source: { shape: EXTERNAL_RESOURCE, doc: 'Where the script is.' },
    stdin: STDIN,
    arguments: ARGUMENTS,
    environment: ENVIRONMENT,
  },
  { oneOf: [['code', 'source']] },
);

const SHELL = object('a shell command', {
  command: { shape: template('a command'), required: true, doc: 'The command.' },
  stdin: STDIN,
  arguments: ARGUMENTS,
  environment: ENVIRONMENT,
});

const WORKFLOW = object('a workflow to run', {
  namespace: { shape: template('a namespace', dnsLabel), required: true, doc: 'Its namespace.' },
  name: { shape: template('a name', dnsLabel), required: true, doc: 'Its name.' },
  version: { shape: template('a version or latest', versionOrLatest), required: true, doc: 'Its version.' },
  input: { shape: mapOf('a map'), doc: 'Its input.' },
});

export const RUN = task('a run task', {
  run: {
    required: true,
    doc: 'Runs a container, a script, a shell command or a workflow.',
    shape: object(
      'a process',
      {
        container: { shape: CONTAINER, doc: 'A container.' },
        script: { shape: SCRIPT, doc: 'A script.' },
        shell: { shape: SHELL, doc: 'A shell command.' },
        workflow: { shape: WORKFLOW, doc: 'Another workflow.' },
        await: { shape: BOOLEAN, doc: 'Whether to wait for the end; yes is the default.' },
        return: {
          shape: word('stdout', 'stderr', 'code', 'all', 'none'),
          doc: 'What it gives; stdout is the default.',
        },
      },
      { oneOf: [['container', 'script', 'shell', 'workflow']] },
    ),
  },
});
