import { formatIsoDuration } from '@parley/kernel';
import type { ApprovalClause, Clause } from '../clauses/clause.ts';
import { durationAt } from '../normalise/durations.ts';
import { type Token, textOf } from '../normalise/tokens.ts';
import { fieldsOf } from '../schema/fields.ts';
import { capitalised } from '../slots/texts.ts';
import { argAsk, argValue } from './args.ts';
import type { PlanBuilder } from './builder.ts';
import type { FlowArg, FlowCondition } from './flow.ts';
import type { Outlook, Walk } from './outlook.ts';
import { pathText } from './path.ts';
import { findPerson, type Person } from './people.ts';
import { runtimeFunctions } from './runtime-functions.ts';
import { situationOf } from './situations.ts';

/** Plans "ask X to approve", what is done when it is approved, and what when it is rejected. */
export function planApproval(
  builder: PlanBuilder,
  clause: ApprovalClause,
  rest: readonly Clause[],
  outlook: Outlook,
  walk: Walk,
): void {
  const person = findPerson(clause.role, builder.context.catalog, builder.context.tenant.roles);
  const id = addApproval(builder, clause, person, rest);
  const { approved, rejected, always } = outcomes(builder, rest);
  if (approved.length === 0 && outlook.after.length > 0 && !builder.insideLoop)
    planRejectionGuard(builder, id, rejected, outlook, walk);
  else planOutcomes(builder, id, approved, rejected, walk);
  walk(always, outlook.after);
}

function addApproval(
  builder: PlanBuilder,
  clause: ApprovalClause,
  person: Person | undefined,
  rest: readonly Clause[],
): string {
  const { approve } = runtimeFunctions(builder.context.catalog);
  const title = capitalised(`Approve: ${subjectOf(builder, clause, rest[0])}`);
  const deadline = deadlineIn(clause.words);
  const details = approve.details === null ? undefined : detailsOf(builder, approve.details);
  const args: FlowArg[] = [
    argValue(approve.title, title),
    roleArgument(approve.role, person, clause.role, builder),
    ...(approve.deadline !== null && deadline !== undefined ? [argValue(approve.deadline, deadline)] : []),
    ...(details ? [details] : []),
  ];
  const id = builder.add(
    'approve',
    { kind: 'approve', op: approve.call, args, words: builder.span(clause.words) },
    { score: 1, reasons: ['a person decides; the runtime asks and waits'], alternatives: [] },
  );
  builder.approvals.push(id);
  return id;
}

/** What is approved: what the words say, else the step that comes next, else why it is asked. */
function subjectOf(builder: PlanBuilder, clause: ApprovalClause, next: Clause | undefined): string {
  const within = clause.about.findIndex((token) => token.lower === 'within');
  const about = within < 0 ? clause.about : clause.about.slice(0, within);
  const thing = builder.subject.length > 0 ? `the ${builder.subjectWord}` : 'it';
  if (about.some((token) => !/^(?:it|this|that|them)$/.test(token.lower)))
    return textOf(builder.context.utterance, about);
  if (next?.type !== 'action') return builder.because || thing;
  const object = textOf(builder.context.utterance, next.object).replace(/^(?:it|them|this|that)\b/i, thing);
  return `${next.verb[0]?.base ?? ''} ${object || thing}`.trim();
}

function roleArgument(name: string, person: Person | undefined, said: readonly Token[], builder: PlanBuilder): FlowArg {
  if (person?.kind === 'role') return argValue(name, person.role);
  if (person?.kind === 'email') return argValue(name, person.address);
  if (person?.kind === 'member' && builder.context.tenant.roles.length === 0)
    return argValue(name, person.member.value);
  const words = said.map((token) => token.text).join(' ');
  return argAsk(name, words === '' ? 'Who decides was not said' : `No role is called "${words}"`);
}

/** "within 2 hours" */
function deadlineIn(tokens: readonly Token[]): string | undefined {
  const at = tokens.findIndex((token) => token.lower === 'within' || token.lower === 'in');
  const found = at < 0 ? undefined : durationAt(tokens, at + 1);
  return found && formatIsoDuration(found.ms);
}

const MAX_DETAILS = 6;

/** What the decision is about: the plain facts of what is at hand. */
function detailsOf(builder: PlanBuilder, name: string): FlowArg | undefined {
  const source =
    builder.scope.find((each) => each.kind === 'item') ?? builder.scope.find((each) => each.kind === 'trigger');
  if (!source) return undefined;
  const facts = fieldsOf(source.schema)
    .filter((field) => field.path.length === 1 && /^(?:string|number|integer|boolean|money)$/.test(field.type))
    .slice(0, MAX_DETAILS);
  if (facts.length === 0) return undefined;
  return argValue(
    name,
    Object.fromEntries(facts.map((field) => [field.name, `{{${pathText(source.root, field.path)}}}`])),
  );
}

interface Outcomes {
  readonly approved: Clause[];
  readonly rejected: Clause[];
  /** What is done in any case. */
  readonly always: readonly Clause[];
}

/** Sorts what follows an approval: the rest depends on it, but for what is said about a rejection and after "in any case". */
function outcomes(builder: PlanBuilder, rest: readonly Clause[]): Outcomes {
  const always = rest.findIndex(isUnconditional);
  const approved: Clause[] = [];
  const rejected: Clause[] = [];
  for (const clause of always < 0 ? rest : rest.slice(0, always)) {
    const [yes, no] = sides(builder, clause, rejected.length === 0);
    approved.push(...yes);
    rejected.push(...no);
  }
  return { approved, rejected, always: always < 0 ? [] : rest.slice(always) };
}

/** What of a clause is done after an approval, and what after a rejection. */
function sides(
  builder: PlanBuilder,
  clause: Clause,
  free: boolean,
): readonly [yes: readonly Clause[], no: readonly Clause[]] {
  if (clause.type === 'otherwise' && free) return [[], clause.body];
  const decision = clause.type === 'if' ? decisionOf(builder, clause) : undefined;
  if (clause.type !== 'if' || decision === undefined) return [[clause], []];
  return decision ? [clause.then, clause.otherwise] : [clause.otherwise, clause.then];
}

/** Whether an "if" is about the decision being yes or no; "if so" right after an approval is. */
function decisionOf(builder: PlanBuilder, clause: Extract<Clause, { type: 'if' }>): boolean | undefined {
  const situation = situationOf(builder, clause);
  if (situation.kind === 'approval') return situation.approved;
  return situation.kind === 'checks' && situation.generic ? situation.passed : undefined;
}

function isUnconditional(clause: Clause): boolean {
  const text = clause.words
    .slice(0, 4)
    .map((token) => token.lower)
    .join(' ');
  return /^(?:in any case|in either case|either way|regardless|always|in both cases)/.test(text);
}

function approvedTest(builder: PlanBuilder, id: string, negate: boolean): FlowCondition {
  const test = runtimeFunctions(builder.context.catalog).approve.approved(id, 'it is approved');
  return { join: 'and', negate, tests: [test] };
}

function planOutcomes(
  builder: PlanBuilder,
  id: string,
  approved: readonly Clause[],
  rejected: readonly Clause[],
  walk: Walk,
): void {
  if (approved.length === 0 && rejected.length === 0) return;
  const only = approved.length === 0;
  const block = builder.add(only ? 'rejected' : 'approved', {
    kind: 'if',
    cond: approvedTest(builder, id, only),
    words: builder.stepOf(id)?.words ?? null,
  });
  builder.within(block, 'main', () => (only ? planRejected(builder, id, rejected, walk) : walk(approved, [])));
  if (!only && rejected.length > 0) builder.within(block, 'else', () => planRejected(builder, id, rejected, walk));
  if (rejected.length === 0) builder.assume('When it is rejected, nothing else is done.');
}

function planRejected(builder: PlanBuilder, id: string, rejected: readonly Clause[], walk: Walk): void {
  const before = builder.because;
  builder.because = `The ${roleOf(builder, id)} rejected it`;
  walk(rejected, []);
  builder.because = before;
}

function roleOf(builder: PlanBuilder, id: string): string {
  const value = builder
    .stepOf(id)
    ?.args.find((arg) => arg.name === runtimeFunctions(builder.context.catalog).approve.role)?.value;
  return typeof value === 'string' ? value : 'approver';
}

/** An approval inside a condition: when it is rejected, what follows the condition must not be done either. */
function planRejectionGuard(
  builder: PlanBuilder,
  id: string,
  rejected: readonly Clause[],
  outlook: Outlook,
  walk: Walk,
): void {
  const later = outlook.after.find(
    (clause) => clause.type === 'otherwise' || (clause.type === 'if' && isRejection(builder, clause)),
  );
  const said = [...rejected];
  if (later?.type === 'otherwise') {
    said.push(...later.body);
    outlook.consumed.set(later, []);
  } else if (later?.type === 'if') {
    said.push(...later.then);
    outlook.consumed.set(later, later.otherwise);
  }
  const block = builder.add('rejected', {
    kind: 'if',
    cond: approvedTest(builder, id, true),
    words: builder.stepOf(id)?.words ?? null,
  });
  builder.within(block, 'main', () => {
    planRejected(builder, id, said, walk);
    builder.add('stop', { kind: 'end' });
  });
  if (said.length === 0) builder.assume('When it is rejected, nothing else is done.');
}

function isRejection(builder: PlanBuilder, clause: Extract<Clause, { type: 'if' }>): boolean {
  const situation = situationOf(builder, clause);
  return situation.kind === 'approval' && !situation.approved;
}
