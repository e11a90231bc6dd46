import type { Definitions } from '@parley/engine';
import { commonError } from '@parley/kernel';
import { definitionId, parseDefinitionId } from '../commands/start-execution.ts';
import type { WorkflowStore } from '../ports.ts';

const LATEST = 'latest';

/** Approved versions as the engine finds them. */
export function createDefinitions(store: WorkflowStore): Definitions {
  return {
    async load(tenantId, definition) {
      const { workflowId, version } = parseDefinitionId(definition);
      const found = await store.read(tenantId, (tx) => tx.findVersion(workflowId, version));
      if (!found) throw commonError('not_found', `There is no definition ${definition}`);
      return found.definition;
    },
    find(tenantId, reference) {
      return store.read(tenantId, async (tx) => {
        const workflow = await tx.findWorkflowByName(reference.namespace, reference.name);
        if (!workflow) return undefined;
        // The document's own semantic version or `latest`; versions of the product are counted from 1.
        for (let version = workflow.latestVersion; version >= 1; version -= 1) {
          const found = await tx.findVersion(workflow.workflowId, version);
          const matches = reference.version === LATEST || found?.definition.document.version === reference.version;
          if (found && matches) return definitionId(found.workflowId, found.version);
        }
        return undefined;
      });
    },
  };
}
