import { isObject } from '@parley/kernel';
import { semver } from '../../validate/formats.ts';
import type { OldMap } from '../old-map.ts';
import { type LegacyContext, present } from './context.ts';
import { migrateAuthentication, migrateRetry } from './policies.ts';
import { duration } from './times.ts';

/** Everything of a definition but its tasks and what they use. */
export interface Header {
  readonly document: Record<string, unknown>;
  readonly input: Record<string, unknown>;
  readonly output: Record<string, unknown> | undefined;
  readonly timeout: unknown;
  readonly evaluate: Record<string, unknown> | undefined;
}

const NOT_IN_1_0: readonly (readonly [string, string, string])[] = [
  ['keepActive', 'An execution ends with its last task; keepActive is gone', 'End with a listen task instead.'],
  ['autoRetries', 'Actions are not retried by themselves', 'Put the calls into try tasks with a retry.'],
  ['extensions', 'Extensions of the old language have no counterpart', 'See use.extensions and metadata.'],
  ['key', 'Executions have no key of the business', 'Put it into document.metadata.'],
];

export function migrateHeader(root: OldMap, context: LegacyContext, dsl: string): Header {
  for (const [key, why, advice] of NOT_IN_1_0) {
    if (root.has(key) && root.any(key) !== false) context.report.lost(root.place(key), why, advice);
  }
  return {
    document: documentOf(root, context, dsl),
    input: schemaOf(root, 'dataInputSchema', context),
    output: nonEmpty(schemaOf(root, 'dataOutputSchema', context)),
    timeout: workflowTimeout(root, context),
    evaluate: languageOf(root, context),
  };
}

function documentOf(root: OldMap, context: LegacyContext, dsl: string): Record<string, unknown> {
  const { report } = context;
  const id = root.text('id') ?? root.text('name') ?? 'workflow';
  const name = label(id);
  if (name !== id) report.changed(root.place(root.has('id') ? 'id' : 'name'), `The name is now ${name}: a DNS label`);
  report.changed('', `The namespace is ${context.namespace}: the old language has none`, 'Pick one of your own.');
  const annotations = root.texts('annotations');
  const metadata = { ...(root.any('metadata') as object | undefined), ...(annotations.length > 0 && { annotations }) };
  const title = root.text('name');
  return present({
    dsl,
    namespace: context.namespace,
    name,
    version: version(root, context),
    title: title !== name ? title : undefined,
    summary: root.text('description'),
    metadata: nonEmpty(metadata),
  });
}

/** A name as the new language wants it. */
export function label(text: string): string {
  const name = text
    .trim()
    .replaceAll(/([a-z\d])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replaceAll(/[^a-z\d]+/g, '-')
    .slice(0, 63)
    .replaceAll(/^-+|-+$/g, '');
  return name === '' ? 'workflow' : name;
}

function version(root: OldMap, context: LegacyContext): string {
  const old = root.text('version');
  const text = semanticVersion(old);
  if (text !== old) context.report.changed(root.place('version'), `The version is now ${text}: versions are semantic`);
  return text;
}

/** A version as the new language wants it: `1.0` becomes `1.0.0`. */
export function semanticVersion(text: string | undefined): string {
  if (text !== undefined && semver(text) === undefined) return text;
  const [major = '1', minor = '0', patch = '0'] = text?.match(/\d+/g) ?? [];
  return [major, minor, patch].map(Number).join('.');
}

function schemaOf(root: OldMap, key: string, context: LegacyContext): Record<string, unknown> {
  const value = root.any(key);
  if (value === undefined) return {};
  if (typeof value === 'string') return { schema: { resource: { endpoint: value } } };
  const map = root.map(key)!;
  if (!map.has('schema')) {
    for (const name of map.keys()) map.any(name);
    return { schema: { document: value } };
  }
  if (map.flag('failOnValidationErrors') === false) {
    const advice = 'Leave the schema out if data that does not fit must be let through.';
    context.report.changed(map.place('failOnValidationErrors'), 'Data that does not fit the schema is refused', advice);
  }
  const schema = map.any('schema');
  return { schema: typeof schema === 'string' ? { resource: { endpoint: schema } } : { document: schema } };
}

function nonEmpty(map: Record<string, unknown>): Record<string, unknown> | undefined {
  return Object.keys(map).length > 0 ? map : undefined;
}

function languageOf(root: OldMap, { report }: LegacyContext): Record<string, unknown> | undefined {
  const language = root.text('expressionLang');
  if (language === undefined || language === 'jq') return undefined;
  report.lost(root.place('expressionLang'), `Expressions in ${language} are not translated`, 'Write them in jq.');
  return { language };
}

function workflowTimeout(root: OldMap, context: LegacyContext): unknown {
  const timeouts = root.map('timeouts');
  if (typeof root.any('timeouts') === 'string') {
    context.report.lost(root.place('timeouts'), 'The timeouts are in another document');
  }
  const whole = timeouts?.map('workflowExecTimeout');
  if (whole?.has('runBefore')) {
    whole.any('runBefore');
    context.report.lost(whole.place('runBefore'), 'Nothing runs before a timeout ends an execution');
  }
  if (whole?.has('interrupt') && whole.flag('interrupt') === false) {
    context.report.changed(whole.place('interrupt'), 'The timeout interrupts the execution at once');
  }
  const text = whole ? whole.text('duration') : timeouts?.text('workflowExecTimeout');
  if (text === undefined || text === 'unlimited') return undefined;
  const after = duration(text, whole?.place('duration') ?? timeouts!.place('workflowExecTimeout'), context);
  return after === undefined ? undefined : { after };
}

/** The reusable components that the definition had. */
export function migrateUse(context: LegacyContext): Record<string, unknown> {
  noteUnused(context);
  const authentications = [...context.all('auth')].map(([name, entry]) => [
    name,
    migrateAuthentication(entry, context),
  ]);
  const retries = [...context.all('retries')].map(([name, entry]) => [name, migrateRetry(entry, context)]);
  const outside = context.root.any('secrets');
  if (typeof outside === 'string') {
    context.report.lost(context.root.place('secrets'), `The secrets are listed in another document, ${outside}`);
  }
  return present({
    authentications: nonEmpty(Object.fromEntries(authentications) as Record<string, unknown>),
    retries: nonEmpty(Object.fromEntries(retries) as Record<string, unknown>),
    secrets: context.secrets.size > 0 ? [...context.secrets] : undefined,
  });
}

/** Functions, events and errors stand where they are used; what nobody uses is gone. */
function noteUnused(context: LegacyContext): void {
  for (const library of ['functions', 'events', 'errors'] as const) {
    for (const [name, entry] of context.all(library)) {
      if (context.used.has(entry)) continue;
      for (const key of entry.keys()) entry.any(key);
      context.report.lost(entry.pointer, `Nothing uses ${name}, so it was left out`);
    }
  }
}

/** Metadata of a state or another part, when there is any. */
export function metadataOf(part: OldMap): Record<string, unknown> | undefined {
  const value = part.any('metadata');
  return isObject(value) ? value : undefined;
}
