import type { Token } from '../normalise/tokens.ts';
import { candidatesFor } from '../slots/match.ts';
import { capitalised } from '../slots/texts.ts';
import { argAsk, argFrom, argValue } from './args.ts';
import type { PlanBuilder } from './builder.ts';
import type { FlowArg, Span } from './flow.ts';
import type { Person } from './people.ts';
import { runtimeFunctions } from './runtime-functions.ts';

/** What a notification is to say. */
export interface Notice {
  readonly person: Person | undefined;
  readonly message: string;
  readonly subject: string;
  readonly tokens: readonly Token[];
  readonly words: Span | null;
}

/** Adds a call of the runtime's `notify`. */
export function planNotify(builder: PlanBuilder, notice: Notice): string {
  const { notify } = runtimeFunctions(builder.context.catalog);
  const channel = notify.channel ? channelOf(notice.tokens, builder.context.tenant.channels ?? []) : undefined;
  const args: FlowArg[] = [
    recipient(builder, notice, notify.structured),
    ...(channel === undefined ? [] : [argValue('channel', channel)]),
    ...(notify.subject ? [argValue('subject', capitalised(notice.subject))] : []),
    argValue('message', notice.message),
  ];
  const name = `notify ${labelOf(notice.person)}`;
  return builder.add(
    name,
    { kind: 'notify', op: notify.call, args, words: notice.words },
    { score: 1, reasons: ['to tell somebody something is a function of the runtime'], alternatives: [] },
  );
}

function labelOf(person: Person | undefined): string {
  if (!person || person.kind === 'email') return '';
  if (person.kind === 'role') return person.role;
  return person.kind === 'member' ? person.member.value : person.entity;
}

function recipient(builder: PlanBuilder, notice: Notice, structured: boolean): FlowArg {
  const { person } = notice;
  if (!person) return addressee(builder, notice, structured) ?? argAsk('to', 'Who is to be told');
  switch (person.kind) {
    case 'role':
      return argValue('to', structured ? { role: person.role } : person.role);
    case 'member':
      return argValue('to', structured ? { role: person.member.value } : person.member.value);
    case 'email':
      return argValue('to', structured ? { email: person.address } : person.address);
    case 'entity':
      return entityRecipient(builder, person.entity, structured);
  }
}

/** "email them": the one address that is at hand. */
function addressee(builder: PlanBuilder, notice: Notice, structured: boolean): FlowArg | undefined {
  if (!notice.tokens.some((token) => /^(?:them|him|her|they)$/.test(token.lower))) return undefined;
  const path = emailPath(builder, 'email');
  if (path === undefined) return undefined;
  return structured ? argValue('to', { email: `{{${path}}}` }) : argFrom('to', path);
}

function emailPath(builder: PlanBuilder, name: string): string | undefined {
  const shape = { type: 'string', format: 'email' };
  const [best] = candidatesFor({ name, shape, schema: {}, entities: [] }, builder.scope);
  return best && best.score >= 0.9 ? best.path : undefined;
}

/** A customer is told by the id that the flow has at hand, somebody without one by their address. */
function entityRecipient(builder: PlanBuilder, word: string, structured: boolean): FlowArg {
  const [best] = candidatesFor(
    { name: `${word}Id`, shape: { type: 'string' }, schema: {}, entities: [] },
    builder.scope,
  );
  const email = best ? undefined : emailPath(builder, `${word}Email`);
  if (email !== undefined) return structured ? argValue('to', { email: `{{${email}}}` }) : argFrom('to', email);
  if (!best) {
    if (!builder.startedByHand) return argAsk('to', `Which ${word}`);
    builder.assume(`${capitalised(word)} id is given when the workflow is started.`);
  }
  const path = best?.path ?? `trigger.${word}Id`;
  return structured ? argValue('to', { [word]: `{{${path}}}` }) : argFrom('to', path);
}

const CHANNELS: Readonly<Record<string, string>> = {
  email: 'email',
  mail: 'email',
  'e-mail': 'email',
  sms: 'sms',
  text: 'sms',
  texts: 'sms',
  slack: 'slack',
  chat: 'chat',
  whatsapp: 'whatsapp',
  push: 'push',
  teams: 'teams',
};

/** "by email", "via SMS", "on Slack", "text the customer". */
function channelOf(tokens: readonly Token[], channels: readonly string[]): string | undefined {
  for (const [at, token] of tokens.entries()) {
    const name = CHANNELS[token.lower] ?? channels.find((channel) => channel.toLowerCase() === token.lower);
    const marked = at === 0 || /^(?:by|via|over|on|through|an?|using|per|in)$/.test(tokens[at - 1]?.lower ?? '');
    if (name !== undefined && marked) return channels.find((channel) => channel.toLowerCase() === name) ?? name;
  }
  return undefined;
}
