import { taskEntry } from '../model/walk.ts';
import type { Workflow } from '../model/workflow.ts';
import { eventWords, summarizeTask } from './summarize-task.ts';
import { durationWords, humanize } from './words.ts';

/** What starts an execution, as the beginning of a sentence: `When order.placed arrives`, `Every 15 minutes`. */
export function triggerWords(workflow: Workflow): string {
  const { schedule } = workflow;
  if (schedule?.on) return `When ${eventWords(schedule.on)} ${'all' in schedule.on ? 'have arrived' : 'arrives'}`;
  if (schedule?.every !== undefined) return `Every ${durationWords(schedule.every)}`;
  if (schedule?.cron !== undefined) return `On the schedule ${schedule.cron}`;
  if (schedule?.after !== undefined) return `${durationWords(schedule.after)} after it last completed`;
  return 'When started';
}

/** Explains a definition in plain English. */
export function explainWorkflow(workflow: Workflow): string {
  const steps = workflow.do.map((item) => {
    const [name, task] = taskEntry(item);
    return `${humanize(name)} (${summarizeTask(task)})`;
  });
  return `${triggerWords(workflow)}: ${steps.join('; ')}.`;
}
