import { type Type, unknownType } from '@parley/jq';
import { nearest } from '../../diagnostics/nearest.ts';
import type { RunTask, RunWorkflow } from '../../model/runs.ts';
import { argumentFindings } from '../checks/argument-findings.ts';
import { type Contract, workflowKey } from '../contracts.ts';
import { typeOfData } from '../data.ts';
import { processResult } from '../domain.ts';
import { gives, type TaskTyping, type TaskVisit, type Typing } from '../typing.ts';

/** `run`: the output of another workflow, or what a process hands back. */
export const typeRun: TaskTyping<RunTask> = (typing, visit) => {
  const { task, pointer, environment } = visit;
  const { run } = task;
  if ('workflow' in run) return gives(visit, typeChild(typing, visit as TaskVisit<RunTask>, run.workflow));
  typeOfData(typing, processPart(run), `${pointer}/run`, environment.input, environment);
  return gives(visit, processResult(run.return ?? 'stdout', environment.input));
};

/** The parts of a process that are evaluated; code is not. */
function processPart(run: RunTask['run']): unknown {
  if ('script' in run) return { script: { ...run.script, code: null } };
  return 'shell' in run ? { shell: run.shell } : { container: (run as { container: unknown }).container };
}

function typeChild(
  typing: Typing,
  { task, pointer, environment }: TaskVisit<RunTask>,
  workflow: RunWorkflow['workflow'],
): Type {
  const place = `${pointer}/run/workflow`;
  const input = typeOfData(typing, workflow.input ?? {}, `${place}/input`, environment.input, environment);
  const { workflows } = typing.contracts;
  const contract = workflows.get(workflowKey(workflow));
  if (contract) typing.notes.found('arguments', `${place}/input`, argumentFindings(input, contract));
  else if (workflows.size > 0) typing.notes.found('workflow', place, [unknownWorkflow(workflow, place, workflows)]);
  if (task.run.await === false) return environment.input;
  return contract?.output ?? unknownType;
}

function unknownWorkflow(workflow: RunWorkflow['workflow'], place: string, known: ReadonlyMap<string, Contract>) {
  const key = workflowKey(workflow);
  const near = nearest(key, known.keys());
  return {
    code: 'unknown_workflow' as const,
    pointer: `${place}/name`,
    message: `There is no workflow ${key}`,
    ...(near !== undefined && { hint: `Did you mean ${near}?` }),
  };
}
