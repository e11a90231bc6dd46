import { listOf, mapOf, object, template, text, word } from '../shape.ts';
import { rpcParameters } from './call-a2a.ts';
import { DURATION } from './duration.ts';
import { ENDPOINT } from './endpoint.ts';
import { task } from './task-base.ts';

const METHOD = word(
  ...['tools/list', 'tools/call', 'prompts/list', 'prompts/get', 'resources/list', 'resources/read'],
  'resources/templates/list',
);

const TRANSPORT = object(
  'an MCP transport',
  {
    http: {
      doc: 'Over HTTP.',
      shape: object('an HTTP transport', {
        endpoint: { shape: ENDPOINT, required: true, doc: 'The address of the server.' },
        headers: { shape: mapOf('a map of headers', template('a text')), doc: 'Headers of the requests.' },
      }),
    },
    stdio: {
      doc: 'A local process.',
      shape: object('a process transport', {
        command: { shape: template('a command'), required: true, doc: 'The command that starts the server.' },
        arguments: { shape: listOf('a list of arguments', template('a text')), doc: 'Its arguments.' },
        environment: { shape: mapOf('a map of variables', template('a text')), doc: 'Its environment.' },
      }),
    },
    options: { shape: mapOf('a map of options', template('a text')), doc: 'Further options.' },
  },
  { oneOf: [['http', 'stdio']] },
);

export const CALL_MCP = task('an MCP call', {
  call: { shape: text('mcp'), required: true, doc: 'A call of an MCP server.' },
  with: {
    required: true,
    doc: 'The server and the method.',
    shape: object('the "with" of an MCP call', {
      protocolVersion: { shape: template('a version'), doc: '2025-06-18 is the default.' },
      method: { shape: METHOD, required: true, doc: 'The MCP method.' },
      parameters: { shape: rpcParameters(), doc: 'The parameters of the method.' },
      timeout: { shape: DURATION, doc: 'How long the call may take.' },
      transport: { shape: TRANSPORT, required: true, doc: 'How to reach the server.' },
      client: {
        doc: 'Who calls.',
        shape: object('an MCP client', {
          name: { shape: template('a name'), required: true, doc: 'The name of the client.' },
          version: { shape: template('a version'), required: true, doc: 'The version of the client.' },
        }),
      },
    }),
  },
});
