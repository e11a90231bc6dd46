export {
  createDevelopmentIssuer,
  type DevelopmentIssuer,
  preloadDevelopmentIssuer,
  WEB_CLIENT_ID,
} from './development-issuer.ts';
export type { DevelopmentIssuerOptions, DevelopmentUser } from './development-issuer-options.ts';
export type { Fetch } from './discovery.ts';
export { type IssuerState, loadIssuerState, rotateIssuerKey } from './issuer-state.ts';
export { createTokenSource, type TokenSource, type TokenSourceOptions } from './token-source.ts';
export { createTokenVerifier, type TokenVerifierOptions } from './token-verifier.ts';
