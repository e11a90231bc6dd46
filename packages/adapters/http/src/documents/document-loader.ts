import { createHash } from 'node:crypto';
import type { DocumentLoader, ResourceLocation } from '@parley/engine';
import { standardError } from '@parley/engine';
import type { Clock } from '@parley/kernel';
import type { AuthenticatedSender } from '../auth/authenticated-sender.ts';
import { decodeBody } from '../calls/decode-body.ts';
import { toWorkflowError } from '../calls/problems.ts';

const KEPT_MS = 5 * 60_000;
const MAX_KEPT = 200;
const MAX_KEPT_CHARACTERS = 50_000_000;

interface Kept {
  readonly text: string;
  readonly until: number;
}

/**
 * Fetches documents through the egress guard and keeps each for five minutes per tenant and credentials; two hundred at
 * most, fifty million characters together, the oldest go first.
 */
export function createDocumentLoader(send: AuthenticatedSender, clock: Clock): DocumentLoader {
  const kept = new Map<string, Kept>();
  let characters = 0;

  function drop(key: string): void {
    characters -= kept.get(key)?.text.length ?? 0;
    kept.delete(key);
  }

  function keep(key: string, text: string): void {
    drop(key);
    kept.set(key, { text, until: clock.now() + KEPT_MS });
    characters += text.length;
    while (kept.size > MAX_KEPT || characters > MAX_KEPT_CHARACTERS) drop(kept.keys().next().value!);
  }

  return {
    async load(resource, context) {
      const key = keyOf(context.tenantId, resource);
      const known = kept.get(key);
      if (known && known.until > clock.now()) return known.text;
      const text = await fetchText(send, resource, context.tenantId, context.signal);
      keep(key, text);
      return text;
    },
  };
}

/** A digest, so that no credentials are a key. */
function keyOf(tenantId: string, { uri, authentication }: ResourceLocation): string {
  return createHash('sha256')
    .update(JSON.stringify([tenantId, uri, authentication ?? null]))
    .digest('base64');
}

/** Reads a document as text; rejects with a workflow error when there is none. */
async function fetchText(
  send: AuthenticatedSender,
  { uri, authentication }: ResourceLocation,
  tenantId: string,
  signal?: AbortSignal,
): Promise<string> {
  const headers = { accept: 'application/json, application/yaml, text/plain, */*;q=0.5' };
  try {
    const request = { url: uri, headers, followRedirects: true, ...(signal && { signal }) };
    const response = await send(request, authentication, tenantId);
    if (response.status !== 200) {
      throw standardError('communication', `${uri} answered ${response.status}.`, response.status);
    }
    const charset = /charset=[\w-]+/i.exec(response.headers['content-type'] ?? '')?.[0] ?? '';
    return String(decodeBody(response.body, `text/plain;${charset}`).content ?? '');
  } catch (error) {
    throw toWorkflowError(error);
  }
}
