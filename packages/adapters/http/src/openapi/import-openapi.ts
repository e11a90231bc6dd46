import type { EventType, Operation } from '@parley/dsl';
import { isObject } from '@parley/kernel';
import { Diagnostics, type ImportDiagnostic } from './diagnostics.ts';
import { readEvents } from './events.ts';
import { findOperations } from './find-operations.ts';
import { type OperationReader, readOperation } from './operation.ts';
import { credentialPlaces } from './parameters.ts';
import { type Node, parseText } from './parse-text.ts';
import { References } from './reference.ts';
import { type ApiServer, readServers } from './servers.ts';
import { upgradeSwagger } from './swagger.ts';

/** What an API document offers, in the catalog's form. */
export interface ImportedOpenApi {
  readonly title: string;
  readonly operations: readonly Operation[];
  readonly events: readonly EventType[];
  /** The first is the document's own choice. */
  readonly servers: readonly ApiServer[];
  /** With an error among them, what is above is empty or incomplete. */
  readonly diagnostics: readonly ImportDiagnostic[];
}

/** Schema nodes of all operations together, and the bounds of one input or output. */
const TOTAL_NODES = 1_500_000;
const MIN_NODES = 150;
const MAX_NODES = 2000;

/**
 * Imports an API document from its text: OpenAPI 3.0, 3.1 or Swagger 2.0, JSON or YAML. Never throws, fetches and reads
 * nothing else; what is wrong with the document is among the diagnostics, and one bad operation does not cost the others.
 */
export function importOpenApi(
  text: string,
  { connection, documentUrl }: { readonly connection: string; readonly documentUrl: string },
): ImportedOpenApi {
  const diagnostics = new Diagnostics();
  const parsed = parseText(text, diagnostics);
  const document = parsed && upgrade(parsed, diagnostics);
  if (!document) return { title: '', operations: [], events: [], servers: [], diagnostics: diagnostics.all };
  const references = new References(document, diagnostics);
  const found = findOperations(document, references, diagnostics);
  const reader: OperationReader = {
    connection,
    documentUrl,
    references,
    diagnostics,
    credentials: credentialPlaces(references),
    schemaBudget: Math.max(MIN_NODES, Math.min(MAX_NODES, Math.floor(TOTAL_NODES / (2 * found.length || 1)))),
  };
  const { title } = isObject(document.info) ? document.info : {};
  return {
    title: typeof title === 'string' && title.trim() !== '' ? title.trim() : connection,
    operations: found.map((operation) => readOperation(operation, reader)),
    events: readEvents(document, reader),
    servers: readServers(document, documentUrl),
    diagnostics: diagnostics.all,
  };
}

/** The differences between OpenAPI 3.0 and 3.1 are few and handled where they occur. */
function upgrade(document: Node, diagnostics: Diagnostics): Node | undefined {
  if (/^3\.\d/.test(String(document.openapi ?? ''))) return document;
  if (/^2(\.0)?$/.test(String(document.swagger ?? ''))) return upgradeSwagger(document, diagnostics);
  diagnostics.add('error', 'not_openapi', 'The document has no "openapi: 3.x" and no "swagger: 2.0".');
  return undefined;
}
