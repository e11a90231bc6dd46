import type { JsonSchema } from '@parley/dsl';
import { validateJson } from '@parley/engine';
import type { ContractMocks } from '@parley/module-workflow';
import { boundariesOf } from './boundaries.ts';
import { sampleOf } from './sample.ts';
import { steer, steeringsOf } from './steer.ts';

/**
 * Stands in for APIs by their contracts. Variant 0 of an answer is the document's example, or made of those of its
 * parts; each other variant differs in one thing that a condition could ask for.
 */
export function createContractMocks(): ContractMocks {
  return {
    variants: ({ output }) => steeringsOf(output, sampleOf(output)).length + 1,
    respond: ({ output }, variant) => {
      const plain = sampleOf(output);
      const steering = variant === 0 ? undefined : steeringsOf(output, plain)[variant - 1];
      return steering === undefined ? plain : steer(output, plain, steering);
    },
    eventData: ({ data }) => sampleOf(data),
    boundaries: (schema: JsonSchema) => boundariesOf(schema),
    sample: (schema: JsonSchema) => sampleOf(schema),
    violations: ({ input }, args) =>
      validateJson(args, input).map(({ pointer, message }) => `${placeName(pointer)} ${message}`),
  };
}

/** `/items/0/quantity` is `items[0].quantity`. */
function placeName(pointer: string): string {
  const parts = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const name = parts.map((part) => (/^\d+$/.test(part) ? `[${part}]` : `.${part}`)).join('');
  return name === '' ? 'The whole' : name.replace(/^\./, '');
}
