import type { Duration, Endpoint } from './workflow.ts';

/** Credentials given in place, or the name of the secret that holds them. */
export type SecretOr<T> = { readonly use: string } | T;

export interface UsernamePassword {
  readonly username: string;
  readonly password: string;
}

/** Exactly one scheme. */
export type AuthenticationPolicy =
  | { readonly basic: SecretOr<UsernamePassword> }
  | { readonly bearer: SecretOr<{ readonly token: string }> }
  | { readonly digest: SecretOr<UsernamePassword> }
  | { readonly oauth2: SecretOr<OAuth2> }
  | { readonly oidc: SecretOr<OAuth2> };

export interface OAuth2 {
  readonly authority: string;
  readonly grant: string;
  readonly client?: {
    readonly id?: string;
    readonly secret?: string;
    readonly assertion?: string;
    readonly authentication?: string;
  };
  readonly request?: { readonly encoding?: string };
  readonly endpoints?: { readonly token?: string; readonly revocation?: string; readonly introspection?: string };
  readonly issuers?: readonly string[];
  readonly scopes?: readonly string[];
  readonly audiences?: readonly string[];
  readonly username?: string;
  readonly password?: string;
  readonly subject?: { readonly token: string; readonly type: string };
  readonly actor?: { readonly token: string; readonly type: string };
}

/** RFC 7807 problem that a task raises. */
export interface ErrorDefinition {
  readonly type: string;
  readonly status: number | string;
  readonly instance?: string;
  readonly title?: string;
  readonly detail?: string;
}

/** Which errors a catch takes; every property that is present must match. */
export interface ErrorFilter {
  readonly type?: string;
  readonly status?: number;
  readonly instance?: string;
  readonly title?: string;
  readonly detail?: string;
}

export interface RetryPolicy {
  readonly when?: string;
  readonly exceptWhen?: string;
  readonly delay?: Duration;
  readonly backoff?: { readonly constant: object } | { readonly exponential: object } | { readonly linear: object };
  readonly limit?: {
    readonly attempt?: { readonly count?: number; readonly duration?: Duration };
    readonly duration?: Duration;
  };
  readonly jitter?: { readonly from: Duration; readonly to: Duration };
}

export type Catalogs = Readonly<Record<string, { readonly endpoint: Endpoint }>>;
