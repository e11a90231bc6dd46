import { standardError } from '@parley/engine';
import { isObject } from '@parley/kernel';

/** Where an agent publishes its card (A2A 0.3, section 5.3). */
const WELL_KNOWN = '/.well-known/agent-card.json';

/** The address of a card: as given, or the well-known place of the agent when no path is given. */
export function cardAddress(uri: string): string {
  const url = new URL(uri);
  if (url.pathname === '/' && url.search === '') url.pathname = WELL_KNOWN;
  return url.href;
}

/**
 * The address that a card names for JSON-RPC; relative ones are resolved against the card's own. Raises a `configuration`
 * error for a card that cannot be read or an agent that speaks only something else.
 */
export function rpcAddress(card: string, cardUri: string): string {
  const parsed = parse(card);
  if (!isObject(parsed)) throw standardError('configuration', `${cardUri} is no agent card`);
  const { url, preferredTransport = 'JSONRPC', additionalInterfaces } = parsed;
  const others = Array.isArray(additionalInterfaces) ? additionalInterfaces.filter(isObject) : [];
  const offered = [{ url, transport: preferredTransport }, ...others];
  const found = offered.find(({ url: each, transport }) => transport === 'JSONRPC' && typeof each === 'string');
  if (!found) {
    throw standardError(
      'configuration',
      `The agent of ${cardUri} does not offer JSON-RPC of A2A 0.3; it offers ${describe(offered, parsed)}`,
    );
  }
  const address = String(found.url);
  if (!URL.canParse(address, cardUri)) throw standardError('configuration', `${cardUri} names no address of the agent`);
  return new URL(address, cardUri).href;
}

function describe(offered: readonly { readonly transport?: unknown }[], card: Record<string, unknown>): string {
  if (Array.isArray(card.supportedInterfaces)) return 'interfaces of a later version';
  return offered.map(({ transport }) => String(transport).slice(0, 50)).join(', ');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
