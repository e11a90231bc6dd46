import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import type { DevelopmentIssuerOptions } from './development-issuer-options.ts';
import { escapeHtml, sendPage } from './page.ts';

const MAX_FORM_BYTES = 10_000;

/** Address of the login page of one interaction. */
export function interactionPath(mountPath: string, uid: string): string {
  return `${mountPath}/interaction/${uid}`;
}

/** Shows the login page and takes its form. Rejects when the interaction is unknown or over. */
export async function answerLogin(
  provider: Provider,
  options: DevelopmentIssuerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { uid } = await provider.interactionDetails(request, response);
  if (request.method !== 'POST') return showLogin(response, options, uid, undefined);
  const form = new URLSearchParams(await readForm(request));
  const subject = form.get('subject') ?? '';
  if (!secretMatches(options, subject, form.get('secret') ?? '')) return showLogin(response, options, uid, subject);
  await provider.interactionFinished(request, response, { login: { accountId: subject } });
}

function showLogin(
  response: ServerResponse,
  { issuerUrl }: DevelopmentIssuerOptions,
  uid: string,
  refused: string | undefined,
): void {
  const action = escapeHtml(interactionPath(new URL(issuerUrl).pathname, uid));
  const alert = refused === undefined ? '' : '<p class="alert" role="alert">The name or the secret is not right.</p>';
  sendPage(
    response,
    refused === undefined ? 200 : 401,
    'Sign in',
    `${alert}<form method="post" action="${action}">
<label for="subject">Name</label>
<input id="subject" name="subject" autocomplete="username" required autofocus value="${escapeHtml(refused ?? '')}">
<label for="secret">Secret</label>
<input id="secret" name="secret" type="password" autocomplete="current-password" required>
<button>Sign in</button></form>`,
  );
}

function secretMatches({ state, users }: DevelopmentIssuerOptions, subject: string, given: string): boolean {
  const known = users.some((user) => user.subject === subject) ? state.secrets[subject] : undefined;
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(known ?? ''), digest(given)) && known !== undefined;
}

async function readForm(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_FORM_BYTES) throw new Error('the form is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
