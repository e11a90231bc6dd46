import { ParleyError } from '@parley/kernel';
import { type ApiImporter, workflowError } from '@parley/module-workflow';
import type { Egress } from '../egress/egress.ts';
import { importOpenApi } from './import-openapi.ts';

const SHOWN = 10;

/** The workflow service's import of API documents, fetched through the egress guard. */
export function createApiImporter(egress: Egress): ApiImporter {
  return {
    async fetch(documentUrl) {
      const response = await egress.request({ url: documentUrl, followRedirects: true }).catch((error: unknown) => {
        throw error instanceof ParleyError ? invalid(error.message, error.hint) : error;
      });
      if (response.status !== 200) throw invalid(`${documentUrl} answered ${response.status}.`);
      return new TextDecoder().decode(response.body);
    },
    async parse(connection, documentUrl, text) {
      const { title, operations, events, servers, diagnostics } = importOpenApi(text, { connection, documentUrl });
      const errors = diagnostics.filter(({ severity }) => severity === 'error');
      if (errors.length > 0) {
        throw invalid(errors[0]!.message, undefined, { problems: errors.slice(0, SHOWN) });
      }
      return { title, operations, events, serverUrl: servers[0]?.url };
    },
  };
}

function invalid(
  message: string,
  hint = 'Check that the address leads to an OpenAPI document.',
  details?: object,
): ParleyError {
  return workflowError('invalid_api_document', message, { hint, ...(details && { details: { ...details } }) });
}
