import type { Logger } from '@parley/kernel';
import type { IssuerState } from './issuer-state.ts';

/** A person or program of the development installation; its secret is in the issuer's state. */
export interface DevelopmentUser {
  readonly subject: string;
  readonly name: string;
}

export interface DevelopmentIssuerOptions {
  /** Where it is reached, with the path it is mounted under: `http://localhost:7420/oidc`. */
  readonly issuerUrl: string;
  readonly state: IssuerState;
  readonly users: readonly DevelopmentUser[];
  /** Audience of access tokens. */
  readonly audience: string;
  readonly logger: Logger;
  /** Where the web application may ask a login to return to; none when left out. */
  readonly webRedirectUris?: readonly string[];
  /** Seconds. Default one hour. */
  readonly accessTokenSeconds?: number;
}
