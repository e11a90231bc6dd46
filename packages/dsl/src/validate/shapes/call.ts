import { mapOf, reference, type TagShape } from '../shape.ts';
import { CALL_A2A } from './call-a2a.ts';
import { CALL_ASYNCAPI } from './call-asyncapi.ts';
import { CALL_GRPC } from './call-grpc.ts';
import { CALL_HTTP } from './call-http.ts';
import { CALL_MCP } from './call-mcp.ts';
import { CALL_OPENAPI } from './call-openapi.ts';
import { task } from './task-base.ts';

const CALL_FUNCTION = task('a function call', {
  call: {
    shape: reference('function', 'http, openapi, grpc, asyncapi, a2a, mcp or a function'),
    required: true,
    doc: 'A protocol, a function of use.functions, name:version@catalog, or the address of a function.',
  },
  with: { shape: mapOf('a map of arguments'), doc: 'The arguments of the function.' },
});

/** A call: the protocol decides, everything else is a function. */
export const CALL: TagShape = {
  kind: 'tag',
  tag: 'call',
  cases: {
    http: CALL_HTTP,
    openapi: CALL_OPENAPI,
    grpc: CALL_GRPC,
    asyncapi: CALL_ASYNCAPI,
    a2a: CALL_A2A,
    mcp: CALL_MCP,
  },
  otherwise: CALL_FUNCTION,
};
