import { commonError } from '@parley/kernel';

/** The fetch that leaves the process; the installation passes one that guards egress. */
export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

/** What is used of an issuer's metadata (OpenID Connect Discovery 1.0, section 3). */
export interface IssuerMetadata {
  readonly jwksUri: string;
  readonly tokenEndpoint: string;
}

/** Reads an issuer's metadata; raises `unavailable` when it cannot be had or names another issuer. */
export async function discoverIssuer(issuer: string, fetch: Fetch): Promise<IssuerMetadata> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const metadata = await readMetadata(url, fetch);
  if (metadata.issuer !== issuer) {
    throw unreachable(issuer, new Error(`the document at ${url} is of the issuer ${String(metadata.issuer)}`));
  }
  const { jwks_uri: jwksUri, token_endpoint: tokenEndpoint } = metadata;
  if (typeof jwksUri !== 'string' || typeof tokenEndpoint !== 'string') {
    throw unreachable(issuer, new Error(`the document at ${url} lacks jwks_uri or token_endpoint`));
  }
  if (issuer.startsWith('https:') && !jwksUri.startsWith('https:')) {
    throw unreachable(issuer, new Error('the keys of an https issuer must come over https'));
  }
  return { jwksUri, tokenEndpoint };

  async function readMetadata(from: string, get: Fetch): Promise<Record<string, unknown>> {
    try {
      const response = await get(from, { signal: AbortSignal.timeout(5_000), redirect: 'manual' });
      if (response.status !== 200) throw new Error(`${from} answered ${response.status}`);
      return (await response.json()) as Record<string, unknown>;
    } catch (cause) {
      throw unreachable(issuer, cause);
    }
  }
}

/** The error for an identity provider that does not do its part. */
export function unreachable(issuer: string, cause: unknown) {
  return commonError('unavailable', `The identity provider ${issuer} does not answer as it should`, {
    hint: 'Try again; if it stays, the operator finds the reason in the log.',
    cause,
  });
}
