import type { JsonSchema } from '../../catalog.ts';
import { summarizeTask } from '../../explain/summarize-task.ts';
import { triggerWords } from '../../explain/trigger-words.ts';
import type { Task } from '../../model/tasks.ts';
import type { Workflow } from '../../model/workflow.ts';
import { childPointer, pointerSteps } from '../../parse/pointer.ts';
import type { FieldChange } from '../diff.ts';
import { compareSchemas } from '../schema/compare-schemas.ts';
import { pathWords } from '../schema/schema-change.ts';
import { changeWords, nameWords, pathBelow, sentence } from './words.ts';

/** What changed in a definition apart from its tasks, one sentence per thing. */
export function describeDocument(before: Workflow, after: Workflow, fields: readonly FieldChange[]): string[] {
  const groups = new Map<Topic, FieldChange[]>();
  for (const field of fields.flatMap(parts)) {
    const topic = topicOf(field);
    groups.set(topic, [...(groups.get(topic) ?? []), field]);
  }
  return [...groups].flatMap(([topic, group]) => {
    if (topic === 'schedule') return [describeTrigger(before, after)];
    if (topic === 'input' || topic === 'output') return describeSchema(topic, before, after);
    return topic.startsWith('function ')
      ? [describeFunction(topic.slice(9), group, before, after)]
      : group.map(describeRest);
  });
}

/** What is told in one go: all changes of the trigger, of a schema, of a function. */
type Topic = 'schedule' | 'input' | 'output' | 'other' | `function ${string}`;

function topicOf({ to }: FieldChange): Topic {
  const [first, second, third] = pointerSteps(to);
  if (first === 'schedule') return first;
  if ((first === 'input' || first === 'output') && second !== 'from' && second !== 'as') return first;
  return first === 'use' && second === 'functions' && third !== undefined ? `function ${third}` : 'other';
}

/** A group of components that comes or goes as a whole, component by component. */
function parts(field: FieldChange): FieldChange[] {
  const { kind, from, to } = field;
  const value = field.after ?? field.before;
  if (!/^\/use(?:\/[^/]+)?$/.test(to) || kind === 'field_changed' || typeof value !== 'object' || value === null) {
    return [field];
  }
  return Object.entries(value).flatMap(([key, part]) =>
    parts({
      kind,
      from: childPointer(from, key),
      to: childPointer(to, key),
      ...(kind === 'field_added' ? { after: part as unknown } : { before: part as unknown }),
    }),
  );
}

function describeTrigger(before: Workflow, after: Workflow): string {
  const [old, current] = [triggerWords(before), triggerWords(after)];
  if (old === current) return 'What starts it is set up differently.';
  return `Starts ${lower(current)} instead of ${lower(old)}.`;
}

function lower(words: string): string {
  return words.charAt(0).toLowerCase() + words.slice(1);
}

function describeSchema(which: 'input' | 'output', before: Workflow, after: Workflow): string[] {
  const [old, current] = [before[which]?.schema, after[which]?.schema];
  const changes = compareSchemas((old?.document ?? true) as JsonSchema, (current?.document ?? true) as JsonSchema);
  if (changes.length === 0) return [`The ${which} is described differently.`];
  return changes.map(({ path, words }) =>
    sentence(path.length === 0 ? `the ${which} ${words}` : `“${pathWords(path)}” of the ${which} ${words}`),
  );
}

function describeFunction(name: string, fields: readonly FieldChange[], before: Workflow, after: Workflow): string {
  const [old, current] = [functionOf(before, name), functionOf(after, name)];
  if (!old && current) return `Adds the function ${nameWords(name)} (${summarizeTask(current)}).`;
  if (old && !current) return `Removes the function ${nameWords(name)} (${summarizeTask(old)}).`;
  const [first] = fields;
  const path = pathBelow(first!.to, `/use/functions/${name}`);
  const more = fields.length > 1 ? ', among others' : '';
  return sentence(`the function ${nameWords(name)}: ${path} ${changeWords(first!.before, first!.after)}${more}`);
}

function functionOf(workflow: Workflow, name: string): Task | undefined {
  const functions = workflow.use?.functions;
  return functions && Object.hasOwn(functions, name) ? functions[name] : undefined;
}

const COMPONENTS: Readonly<Record<string, string>> = {
  authentications: 'authentication policy',
  catalogs: 'catalog',
  errors: 'error',
  extensions: 'extension',
  retries: 'retry policy',
  secrets: 'secret',
  timeouts: 'timeout',
};

function describeRest(field: FieldChange): string {
  const steps = pointerSteps(field.to);
  const [first, group] = steps;
  const what = first === 'use' && group !== undefined ? COMPONENTS[group] : undefined;
  if (what !== undefined && steps.length === 3 && field.kind !== 'field_changed') {
    const name = /^\d+$/.test(steps[2]!) ? componentName(field.after ?? field.before) : steps[2]!;
    return `${field.kind === 'field_added' ? 'Adds' : 'Removes'} the ${what} ${nameWords(name)}.`;
  }
  const path = pathBelow(field.to, '').replace(/^document\./, '');
  return sentence(`the definition’s ${path} ${changeWords(field.before, field.after)}`);
}

function componentName(item: unknown): string {
  return typeof item === 'string' ? item : (Object.keys(item as object)[0] ?? '');
}
