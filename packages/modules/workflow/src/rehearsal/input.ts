import type { Catalog, EventConsumptionStrategy, Workflow } from '@parley/dsl';
import { isObject, type Json } from '@parley/kernel';
import type { ContractMocks } from '../ports.ts';

/** An input as the workflow's trigger would give it: the data of its events, or a value of its input schema. */
export function rehearsalInput(workflow: Workflow, catalog: Catalog, mocks: ContractMocks): Json {
  const { schedule, input } = workflow;
  if (schedule?.on) return typesOf(schedule.on).map((type) => eventData(type, catalog, mocks));
  const schema = input?.schema?.document;
  return typeof schema === 'boolean' || isObject(schema) ? mocks.sample(schema) : {};
}

/** Inputs that differ from the usual one in one place, which is at a bound of its schema. */
export function boundaryInputs(
  workflow: Workflow,
  catalog: Catalog,
  mocks: ContractMocks,
): { readonly name: string; readonly value: Json }[] {
  const { schedule, input } = workflow;
  if (!schedule?.on) {
    const schema = input?.schema?.document;
    return isObject(schema) ? mocks.boundaries(schema) : [];
  }
  const types = typesOf(schedule.on);
  const usual = types.map((type) => eventData(type, catalog, mocks));
  return types.flatMap((type, index) => {
    const event = catalog.events.find((candidate) => candidate.type === type);
    const bounds = event ? mocks.boundaries(event.data) : [];
    return bounds.map(({ name, value }) => ({ name, value: usual.with(index, value) }));
  });
}

function eventData(type: string | undefined, catalog: Catalog, mocks: ContractMocks): Json {
  const event = catalog.events.find((candidate) => candidate.type === type);
  return event ? mocks.eventData(event) : {};
}

/** `all` starts with one event of each filter, `any` and `one` with a single event. */
function typesOf(strategy: EventConsumptionStrategy): (string | undefined)[] {
  if ('all' in strategy) return strategy.all.map((filter) => filter.with.type);
  if ('any' in strategy) return strategy.any.slice(0, 1).map((filter) => filter.with.type);
  return [strategy.one.with.type];
}
