import type { OperationSpec } from '@parley/contracts';
import { build } from 'fast-json-stringify';
import { toJsonSchema } from './json-schema.ts';

export type Serialize = (value: unknown) => string;

/**
 * Writes an operation's answer as JSON: what the contract declares and nothing else, so that a field that a handler
 * returns by mistake never leaves. Compiled at first use. Throws when a required field is missing.
 */
export function createSerializer(operation: OperationSpec): Serialize {
  let compiled: Serialize | undefined;
  return (value) => {
    compiled ??= build(toJsonSchema(operation.response, { io: 'output' }));
    return compiled(value);
  };
}
