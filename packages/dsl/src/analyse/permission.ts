/**
 * What a permission is about. `host`: an address the workflow itself names. `operation`: one operation of an API.
 * `function`: a function of the runtime's catalog or another one. `process`: a container, script or command.
 */
export type PermissionKind =
  | 'host'
  | 'operation'
  | 'function'
  | 'secret'
  | 'model'
  | 'event_sent'
  | 'event_received'
  | 'workflow'
  | 'process';

/** Something a definition must be allowed to use. */
export interface Permission {
  readonly kind: PermissionKind;
  /** The host, `connection.operation`, the secret's name ...; `*` when it is computed and so could be any. */
  readonly name: string;
  /** Where it is needed, as JSON pointers in document order. */
  readonly places: readonly string[];
}

/** Name of a permission whose subject is only known when the workflow runs. */
export const ANY = '*';
