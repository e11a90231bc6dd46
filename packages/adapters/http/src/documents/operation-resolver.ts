import { createHash } from 'node:crypto';
import {
  type DocumentLoader,
  type EffectContext,
  type OperationResolver,
  type ResolvedOperation,
  type ResourceLocation,
  standardError,
} from '@parley/engine';
import type { ConnectionLookup } from '@parley/module-workflow';
import { type ImportedOpenApi, importOpenApi } from '../openapi/import-openapi.ts';

const MAX_IMPORTS = 100;

/**
 * Finds operations: those of the tenant's connections by the document's address, with the connection's address and
 * credentials in the execution's environment; else in the document itself, with its own first server.
 */
export function createOperationResolver(lookup: ConnectionLookup, documents: DocumentLoader): OperationResolver {
  const imports = new Map<string, ImportedOpenApi>();

  function imported(text: string, documentUrl: string): ImportedOpenApi {
    const key = createHash('sha256').update(documentUrl).update('\n').update(text).digest('base64');
    const known = imports.get(key);
    if (known) return known;
    const api = importOpenApi(text, { connection: hostOf(documentUrl), documentUrl });
    if (imports.size >= MAX_IMPORTS) imports.delete(imports.keys().next().value!);
    imports.set(key, api);
    return api;
  }

  async function fromDocument(
    document: ResourceLocation,
    operationId: string,
    context: EffectContext,
  ): Promise<ResolvedOperation> {
    const api = imported(await documents.load(document, context), document.uri);
    const operation = api.operations.find(({ name }) => name === operationId);
    const [server] = api.servers;
    if (!operation) throw noOperation(operationId, document.uri, api);
    if (!server) throw standardError('configuration', `${document.uri} names no server that can be called.`);
    return { operation, baseUrl: server.url };
  }

  return {
    async resolve(document, operationId, context) {
      const access = await lookup(context.tenantId, document.uri, context.environment);
      if (!access) return fromDocument(document, operationId, context);
      const { connection, baseUrl, authentication } = access;
      const operation = connection.operations.find(({ name }) => name === operationId);
      if (!operation) {
        throw standardError('configuration', `The connection ${connection.name} has no operation ${operationId}.`);
      }
      return {
        operation,
        baseUrl,
        ...(authentication && { authentication }),
      };
    },
  };
}

const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).host : url);

function noOperation(operationId: string, uri: string, { operations, diagnostics }: ImportedOpenApi): Error {
  const reason = diagnostics.find(({ severity }) => severity === 'error')?.message;
  const known = operations.slice(0, 10).map(({ name }) => name);
  const hint = reason ?? (known.length > 0 ? `It has ${known.join(', ')}${operations.length > 10 ? ' ...' : ''}.` : '');
  return standardError('configuration', `${uri} has no operation ${operationId}. ${hint}`.trim());
}
