import { createAuthenticatedSender, createEgress, createHttpCaller } from '@parley/adapter-http';
import type { EffectContext, Effects, HttpCaller } from '@parley/engine';
import { systemClock } from '@parley/kernel';
import { BEGUN_HEADER, WORKER_HEADER } from '../sandbox/call-log.ts';
import { NAMESPACE } from '../shapes/shape.ts';
import { definitionId, SHAPES, shapeOf } from '../shapes/shapes.ts';

/** The product's own HTTP calls, which say who makes them and since when. */
function signedCaller(sandboxUrl: string): HttpCaller {
  const egress = createEgress({ allow: [new URL(sandboxUrl).host] });
  const caller = createHttpCaller(createAuthenticatedSender(egress, systemClock));
  return {
    call(request, context) {
      const signature = { [WORKER_HEADER]: String(process.pid), [BEGUN_HEADER]: String(Date.now()) };
      return caller.call({ ...request, headers: { ...request.headers, ...signature } }, context);
    },
  };
}

/** Everything that the shapes do to the outside ends up in the sandbox at `sandboxUrl`. */
export function workerEffects(sandboxUrl: string): Effects {
  const http = signedCaller(sandboxUrl);
  const unused = () => Promise.reject(new Error('No shape uses this'));
  const tell = async (path: string, context: EffectContext): Promise<void> => {
    const request = { method: 'POST', uri: `${sandboxUrl}/strict/approvals/${path}`, headers: {}, query: {} };
    await http.call({ ...request, output: 'content', redirect: false }, context);
  };
  return {
    http,
    definitions: {
      load: async (_, definition) => shapeOf(definition)!.workflow(sandboxUrl),
      find: async (_, { namespace, name }) => {
        const shape = SHAPES.find((each) => namespace === NAMESPACE && each.name === name);
        return shape && definitionId(shape);
      },
    },
    approvals: {
      open: (_, context) => tell('open', context),
      escalate: (_, __, context) => tell('escalate', context),
      close: (_, __, context) => tell('close', context),
    },
    documents: { load: unused },
    operations: { resolve: unused },
    events: { publish: unused },
    secrets: { read: async () => ({}) },
    functions: {},
  };
}
