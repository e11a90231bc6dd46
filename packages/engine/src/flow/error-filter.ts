import type { ErrorFilter } from '@parley/dsl';
import type { CompileContext } from '../compile/context.ts';
import type { Scope } from '../interpret/scope.ts';
import type { WorkflowProblem } from '../problem.ts';

/** True when the filter takes the problem. */
export type ErrorMatcher = (problem: WorkflowProblem, scope: Scope, input: unknown) => boolean;

// The specification and its conformance kit have had four addresses for the same errors; all of them mean the same.
const STANDARD_BASES = [
  'https://open-workflow-specification.org/spec/1.0.0/errors/',
  'https://open-workflow-specification.org/dsl/errors/types/',
  'https://serverlessworkflow.io/spec/1.0.0/errors/',
  'https://serverlessworkflow.io/dsl/errors/types/',
];

/** One name for each standard error, whichever way it is written; other types stay as they are. */
function canonicalType(type: string): string {
  const base = STANDARD_BASES.find((prefix) => type.startsWith(prefix));
  return base ? `standard:${type.slice(base.length)}` : type;
}

/** Compiles `catch.errors.with`: every property that is present has to be equal. No filter takes every error. */
export function compileErrorFilter(
  filter: ErrorFilter | undefined,
  pointer: string,
  context: CompileContext,
): ErrorMatcher {
  const wanted = Object.entries(filter ?? {}).map(
    ([name, value]) => [name, context.template(value, `${pointer}/${name}`)] as const,
  );
  return (problem, scope, input) =>
    wanted.every(([name, template]) => equal(name, problem, template.evaluate(scope, input)));
}

function equal(name: string, problem: WorkflowProblem, wanted: unknown): boolean {
  if (name === 'type') return canonicalType(problem.type) === canonicalType(String(wanted));
  const actual = problem[(name === 'details' ? 'detail' : name) as keyof WorkflowProblem];
  return String(actual) === String(wanted);
}
