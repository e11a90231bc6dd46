import type { ConnectionAuth } from '@parley/contracts';
import type { ResolvedAuthentication } from '@parley/engine';

/** An API key in a header or the query: no scheme of the language, and so only what connections add. */
export interface ApiKeyAuthentication {
  readonly apiKey: { readonly in: 'header' | 'query'; readonly name: string; readonly value: string };
}

/** A connection's credential in the form in which calls take it. */
export function toAuthentication(auth: ConnectionAuth): ResolvedAuthentication {
  switch (auth.kind) {
    case 'bearer':
      return { bearer: { token: auth.token } };
    case 'basic':
      return { basic: { username: auth.username, password: auth.password } };
    case 'apiKey': {
      const { in: place, name, value } = auth;
      const authentication: ApiKeyAuthentication = { apiKey: { in: place, name, value } };
      return authentication as unknown as ResolvedAuthentication;
    }
    case 'oauth2':
      return {
        oauth2: {
          authority: new URL(auth.tokenUrl).origin,
          endpoints: { token: auth.tokenUrl },
          grant: 'client_credentials',
          client: { id: auth.clientId, secret: auth.clientSecret },
          ...(auth.scopes && { scopes: auth.scopes }),
          ...(auth.audience !== undefined && { audiences: [auth.audience] }),
        },
      };
  }
}
