import { formatIsoDuration, parseIsoDuration } from '@parley/kernel';
import type { OldMap } from '../old-map.ts';
import { type LegacyContext, present } from './context.ts';
import { duration } from './times.ts';

/** A retry policy. */
export function migrateRetry(old: OldMap, context: LegacyContext): Record<string, unknown> {
  const { report } = context;
  const delay = duration(old.text('delay'), old.place('delay'), context);
  const attempts = old.number('maxAttempts');
  if (old.has('maxDelay')) {
    report.lost(old.place('maxDelay'), 'Delays have no upper bound', 'Limit the attempts, or their whole time.');
    old.any('maxDelay');
  }
  const backoff = backoffOf(old, delay, report);
  const jitter = jitterOf(old, delay);
  return present({
    delay,
    backoff,
    limit: attempts === undefined ? undefined : { attempt: { count: attempts } },
    jitter,
  });
}

function backoffOf(old: OldMap, delay: string | undefined, report: LegacyContext['report']): unknown {
  const multiplier = old.number('multiplier');
  const increment = old.text('increment');
  if (multiplier !== undefined && multiplier !== 1) {
    if (multiplier !== 2)
      report.changed(old.place('multiplier'), `Delays double; they grew by the factor ${multiplier}`);
    if (increment !== undefined) report.lost(old.place('increment'), 'A backoff is exponential or linear, not both');
    return { exponential: {} };
  }
  if (increment === undefined) return undefined;
  if (increment !== delay) {
    report.changed(old.place('increment'), `Delays grow by the first delay; they grew by ${increment}`);
  }
  return { linear: {} };
}

/** A number is a share of the delay, a text a duration. */
function jitterOf(old: OldMap, delay: string | undefined): unknown {
  const share = old.number('jitter');
  if (share === undefined) {
    const to = old.text('jitter');
    return to === undefined ? undefined : { from: { milliseconds: 0 }, to };
  }
  const whole = delay === undefined ? undefined : parseIsoDuration(delay);
  return whole ? { from: { milliseconds: 0 }, to: formatIsoDuration(Math.round(whole * share)) } : undefined;
}

const GRANTS: Readonly<Record<string, string>> = {
  password: 'password',
  clientCredentials: 'client_credentials',
  tokenExchange: 'urn:ietf:params:oauth:grant-type:token-exchange',
};

/** An authentication policy. */
export function migrateAuthentication(old: OldMap, context: LegacyContext): Record<string, unknown> {
  const scheme = old.text('scheme') ?? 'basic';
  const secret = old.text('properties');
  if (secret !== undefined) {
    const name = /\$SECRETS?\.(\w+)/.exec(secret)?.[1] ?? secret;
    context.secrets.add(name);
    return { [scheme]: { use: name } };
  }
  const given = old.map('properties');
  if (!given) return { [scheme]: {} };
  const text = (key: string): unknown => {
    const value = given.text(key);
    return value === undefined ? undefined : context.expressions.data(value, given.place(key));
  };
  if (given.has('metadata')) context.report.lost(given.place('metadata'), 'Authentications have no metadata');
  given.any('metadata');
  if (scheme === 'bearer') return { bearer: { token: text('token') } };
  if (scheme !== 'oauth2') return { basic: { username: text('username'), password: text('password') } };
  return { oauth2: oauth2(given, text, context) };
}

function oauth2(given: OldMap, text: (key: string) => unknown, { report }: LegacyContext): Record<string, unknown> {
  const grant = given.text('grantType') ?? 'clientCredentials';
  for (const key of ['requestedSubject', 'requestedIssuer']) {
    if (given.has(key)) report.lost(given.place(key), `There is no ${key} in a token request`);
    given.any(key);
  }
  if (!given.has('authority')) report.lost(given.pointer, 'The authorization server is missing', 'Set authority.');
  const subject = text('subjectToken');
  const type = 'urn:ietf:params:oauth:token-type:access_token';
  return present({
    authority: text('authority') ?? 'https://authority.invalid',
    grant: GRANTS[grant] ?? grant,
    client: present({ id: text('clientId'), secret: text('clientSecret') }),
    scopes: given.has('scopes') ? given.texts('scopes') : undefined,
    audiences: given.has('audiences') ? given.texts('audiences') : undefined,
    username: text('username'),
    password: text('password'),
    subject: subject === undefined ? undefined : { token: subject, type },
  });
}
