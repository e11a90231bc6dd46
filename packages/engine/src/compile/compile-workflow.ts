import { type Task, validateWorkflow, type Workflow } from '@parley/dsl';
import { engineError } from '../errors.ts';
import { standardError } from '../problem.ts';
import { TASK_TYPES } from '../tasks/registry.ts';
import type { CompiledTask, CompiledWorkflow } from './compiled.ts';
import { type CompileBody, Compiler } from './compiler.ts';
import type { TaskType } from './context.ts';

/**
 * Compiles a checked workflow once for any number of executions. Raises `invalid_definition` with all problems in
 * `details.problems`, each with the JSON Pointer of its place.
 */
export function compileWorkflow(workflow: Workflow): CompiledWorkflow {
  const compiler = Compiler.create(workflow, compileBody);
  const { language } = workflow.evaluate ?? {};
  if (language !== undefined && language !== 'jq') {
    compiler.problem('/evaluate/language', `Expressions in ${language} are not supported; use jq`);
  }
  const compiled: CompiledWorkflow = {
    definition: workflow,
    input: compiler.step(workflow.input, '/input'),
    output: compiler.step(workflow.output, '/output'),
    timeout: compiler.timeout(workflow.timeout, '/timeout'),
    body: compiler.list(workflow.do, '/do'),
    secrets: workflow.use?.secrets ?? [],
    compileFunction: (name, task) => compileFunction(workflow, name, task),
  };
  if (compiler.problems.length === 0) return compiled;
  const [first] = compiler.problems;
  throw engineError('invalid_definition', `${first!.pointer}: ${first!.message}`, {
    hint: 'Correct the definition and approve it again.',
    details: { problems: compiler.problems },
  });
}

const compileBody: CompileBody = (kind, task, pointer, context) =>
  (TASK_TYPES[kind] as TaskType<Task>).compile(task, pointer, context);

function compileFunction(workflow: Workflow, name: string, task: Task): CompiledTask {
  const { document, use } = workflow;
  const checked = validateWorkflow({ document, ...(use && { use }), do: [{ function: task }] });
  const finding = checked.diagnostics.find(({ severity }) => severity === 'error');
  if (finding) throw standardError('configuration', `The function ${name} is not valid: ${finding.message}`);
  const compiler = Compiler.create(workflow, compileBody);
  const compiled = compiler.task(name, task, '/function', '');
  const [problem] = compiler.problems;
  if (!problem) return compiled;
  throw standardError('configuration', `The function ${name} cannot be run: ${problem.pointer}: ${problem.message}`);
}
