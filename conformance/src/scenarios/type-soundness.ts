import { typeWorkflow, type Workflow } from '@parley/dsl';
import type { TaskEvent } from '@parley/engine';
import { hasValue, printType } from '@parley/jq';

/**
 * Where a run had a value that the checker's types do not hold: the input with which a task started, or the output with
 * which it completed. `catalog` is what the outside kept to. Empty when the types are sound for the run.
 */
export function typeMismatches(
  workflow: Workflow,
  events: readonly TaskEvent[],
  catalog?: Parameters<typeof typeWorkflow>[1],
): string[] {
  const types = typeWorkflow(workflow, catalog);
  return events.flatMap((event) => {
    const place = types.typeAt(event.pointer);
    if (!place) return [`${event.pointer} has no types`];
    const wrong: string[] = [];
    if (event.type === 'started' && !hasValue(place.input, event.input)) {
      wrong.push(`${event.pointer} got ${JSON.stringify(event.input)}, which is no ${printType(place.input)}`);
    }
    if (event.type === 'completed' && !hasValue(place.result, event.output)) {
      wrong.push(`${event.pointer} gave ${JSON.stringify(event.output)}, which is no ${printType(place.result)}`);
    }
    return wrong;
  });
}
