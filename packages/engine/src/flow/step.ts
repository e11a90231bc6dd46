import { parse } from 'yaml';
import { effect } from '../calls/call-kind.ts';
import type { CompiledStep } from '../compile/compiled.ts';
import { isSchema, type Validator, validator } from '../compile/schema.ts';
import type { Op } from '../durable.ts';
import type { Scope } from '../interpret/scope.ts';
import { standardError } from '../problem.ts';

/** A step whose schema is there. */
export interface ReadyStep extends CompiledStep {
  readonly schema: Validator | undefined;
}

/** Which step of the data flow it is; names the value in errors. */
export type StepName = 'input' | 'output' | 'export';

/** True when nothing has to be fetched for the step. */
function isReady(step: CompiledStep): step is ReadyStep {
  return !step.schema || 'validate' in step.schema;
}

/** Fetches a step's schema. What was fetched is recorded, so a replay validates against the same. */
export function* fetchSchema(step: CompiledStep, scope: Scope, name: StepName): Generator<unknown, ReadyStep, unknown> {
  if (isReady(step)) return step;
  const { effects } = scope.execution;
  const { source } = step.schema as {
    source: (scope: Scope, input: unknown) => Parameters<typeof effects.documents.load>[0];
  };
  const location = source(scope, scope.input);
  const load: Op<string> = effect(scope, (context) => effects.documents.load(location, context), `!schema/${name}`);
  const schema = readSchema(yield* load, location.uri);
  return { ...step, schema };
}

function readSchema(text: string, uri: string): Validator {
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 100 });
  } catch (cause) {
    throw standardError('configuration', `The schema at ${uri} is neither JSON nor YAML`, undefined, cause);
  }
  if (isSchema(value)) return validator(value);
  throw standardError('configuration', `The schema at ${uri} is not a JSON Schema`);
}

/** `from`: checks the raw value, then transforms it. */
export function enter(step: ReadyStep | undefined, scope: Scope, raw: unknown): unknown {
  if (!step) return raw;
  check(step, raw, 'input');
  return step.transform ? step.transform.evaluate(scope, raw) : raw;
}

/** `as`: transforms the value, then checks the result. */
export function leave(step: ReadyStep | undefined, scope: Scope, value: unknown, name: StepName): unknown {
  if (!step) return value;
  const result = step.transform ? step.transform.evaluate(scope, value) : value;
  check(step, result, name);
  return result;
}

function check({ schema }: ReadyStep, value: unknown, name: StepName): void {
  const problems = schema?.validate(value) ?? [];
  if (problems.length > 0) {
    throw standardError('validation', `The ${name} does not fit its schema: ${problems.join('; ')}`);
  }
}
