import type { Handler, OperationResult, WorkflowOperations } from '@parley/contracts';
import { affectedBy, type Catalog } from '@parley/dsl';
import { commonError, type TenantContext } from '@parley/kernel';
import type { WorkflowDeps } from '../deps.ts';
import { credentialName, toConnection, webhookSecretName } from '../domain/connection-view.ts';
import { workflowError } from '../errors.ts';
import type { ConnectionRecord, VersionRecord, WorkflowTx } from '../ports.ts';
import { loadCatalog } from '../queries/get-catalog.ts';

type Update = WorkflowOperations['updateConnection'];
type Body = Parameters<Handler<Update>>[1]['body'];
type Broken = OperationResult<Update>['broken'];

const PAGE = 100;

/**
 * Changes a connection. A changed API document is read before anything is changed; the answer says which workflows it
 * breaks, and where. Calls that begin later use the new address and credential.
 */
export function updateConnection(deps: WorkflowDeps): Handler<Update> {
  return async (context, { params, body }) => {
    const { tenantId } = context;
    const before = await deps.store.read(tenantId, (tx) => tx.findConnection(params.connectionId));
    if (!before) throw commonError('not_found', `There is no connection ${params.connectionId}`);
    checkAddresses(before, withSettings(before, body), body);
    const changed = await withDocument(deps, withSettings(before, body), body);
    const isRead = changed.operations !== before.operations;
    const broken = isRead ? await brokenBy(deps, context, before, changed) : [];
    const { title, operations, events } = changed;
    const saved = await deps.store.transaction(tenantId, async (tx) => {
      // What others changed while the document was read stays.
      const now = (await tx.findConnection(before.connectionId)) ?? before;
      const merged = { ...withSettings(now, body), ...(isRead && { title, operations, events }) };
      checkAddresses(now, merged, body);
      await save(tx, merged);
      return merged;
    });
    await keepSecrets(deps, tenantId, before.connectionId, body);
    return { connection: toConnection(saved, deps.publicUrl()), broken };
  };
}

function withSettings(before: ConnectionRecord, body: Body): ConnectionRecord {
  const { auth: kind, ...rest } = before;
  const hasCredential = body.auth === undefined ? before.hasCredential : body.auth !== null;
  const auth = body.auth === undefined ? kind : body.auth?.kind;
  return {
    ...rest,
    hasCredential,
    ...(auth && { auth }),
    name: body.name ?? before.name,
    liveUrl: body.liveUrl ?? before.liveUrl,
    sandboxUrl: body.sandboxUrl === undefined ? before.sandboxUrl : (body.sandboxUrl ?? undefined),
  };
}

/**
 * A credential is never shown, not even to those who may change the connection; sending it to an address of their own
 * would show it.
 */
function checkAddresses(before: ConnectionRecord, after: ConnectionRecord, { auth }: Body): void {
  if (auth !== undefined || !before.hasCredential) return;
  const known = originsOf(before);
  const other = originsOf(after).find((origin) => !known.includes(origin));
  if (other === undefined) return;
  throw workflowError('credential_needed', `The credential of "${before.name}" was not given for ${other}`, {
    hint: 'Give the credential together with the new address, or null for none.',
  });
}

function originsOf({ liveUrl, sandboxUrl }: ConnectionRecord): string[] {
  return [liveUrl, sandboxUrl].flatMap((url) =>
    url === undefined ? [] : URL.canParse(url) ? new URL(url).origin : url,
  );
}

/** The connection with what its document offers now: read anew also for a new name, which stands in operations' ids. */
async function withDocument(deps: WorkflowDeps, changed: ConnectionRecord, body: Body): Promise<ConnectionRecord> {
  const { documentUrl, documentKey, name } = changed;
  const given = body.document ?? (body.refresh ? await deps.importer.fetch(documentUrl) : undefined);
  if (given === undefined && body.name === undefined) return changed;
  const text = given ?? new TextDecoder().decode(await deps.objects.get(documentKey));
  const api = await deps.importer.parse(name, documentUrl, text);
  if (given !== undefined) await deps.objects.put(documentKey, new TextEncoder().encode(given));
  return { ...changed, title: api.title, operations: api.operations, events: api.events };
}

async function keepSecrets(deps: WorkflowDeps, tenantId: string, connectionId: string, body: Body): Promise<void> {
  // Null as well: what was removed is overwritten.
  if (body.auth !== undefined) await deps.vault.put(tenantId, credentialName(connectionId), JSON.stringify(body.auth));
  if (body.webhookSecret !== undefined) {
    await deps.vault.put(tenantId, webhookSecretName(connectionId), body.webhookSecret);
  }
}

async function save(tx: WorkflowTx, changed: ConnectionRecord): Promise<void> {
  const other = await tx.findConnectionByName(changed.name);
  if (other && other.connectionId !== changed.connectionId) {
    throw workflowError('name_taken', `There is a connection "${changed.name}" already`, {
      hint: 'Choose another name.',
    });
  }
  await tx.updateConnection(changed);
}

async function brokenBy(
  deps: WorkflowDeps,
  { tenantId }: TenantContext,
  before: ConnectionRecord,
  changed: ConnectionRecord,
): Promise<Broken> {
  const catalog = await loadCatalog(deps, tenantId);
  const others = (items: Catalog['operations']) =>
    items.filter(({ documentUrl }) => documentUrl !== before.documentUrl);
  const after: Catalog = {
    ...catalog,
    operations: [...others(catalog.operations), ...changed.operations],
    events: [...catalog.events.filter(({ connection }) => connection !== before.name), ...changed.events],
  };
  const versions = await latestVersions(deps, tenantId);
  const byDefinition = new Map(versions.map((version) => [version.definition, version]));
  const affected = affectedBy(catalog, after, [...byDefinition.keys()]);
  return affected.map(({ workflow, breaks }) => {
    const { workflowId, version } = byDefinition.get(workflow)!;
    const places = breaks.map(({ pointer, message }) => ({ pointer, message }));
    return { workflowId, name: workflow.document.name, version, breaks: places };
  });
}

/** What runs when something starts now: the latest version of every active workflow. */
async function latestVersions(deps: WorkflowDeps, tenantId: string): Promise<VersionRecord[]> {
  const versions: VersionRecord[] = [];
  for (let before: string | undefined; ; ) {
    const page = { limit: PAGE, ...(before !== undefined && { before }) };
    const workflows = await deps.store.read(tenantId, (tx) => tx.listWorkflows(page));
    for (const { workflowId, latestVersion, status } of workflows) {
      if (status !== 'active') continue;
      const found = await deps.store.read(tenantId, (tx) => tx.findVersion(workflowId, latestVersion));
      if (found) versions.push(found);
    }
    if (workflows.length < PAGE) return versions;
    before = workflows.at(-1)!.workflowId;
  }
}
