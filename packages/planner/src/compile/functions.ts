import type { Catalog, Task } from '@parley/dsl';
import type { FlowIR } from '../plan/flow.ts';
import { functionNames, usedOperations } from './names.ts';

/**
 * `use.functions` of a plan: one entry for each operation. `parameters` lists the arguments that any call of it gives,
 * each taken from the call's own input; what one call leaves out is null there, and null is not sent.
 */
export function functionsOf(flow: FlowIR, catalog: Catalog): Record<string, Task> {
  const names = functionNames(usedOperations(flow, catalog.operations));
  const functions: Record<string, Task> = {};
  for (const operation of usedOperations(flow, catalog.operations)) {
    const args = new Set(
      flow.steps.filter((step) => step.op === operation.id).flatMap((step) => step.args.map((arg) => arg.name)),
    );
    const parameters = Object.fromEntries([...args].map((name) => [name, `\${ ${property(name)} }`]));
    functions[names.get(operation.id) ?? operation.name] = {
      call: 'openapi',
      with: {
        document: { endpoint: operation.documentUrl },
        operationId: operation.name,
        ...(args.size > 0 ? { parameters } : {}),
      },
    };
  }
  return functions;
}

function property(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? `.${name}` : `.[${JSON.stringify(name)}]`;
}
