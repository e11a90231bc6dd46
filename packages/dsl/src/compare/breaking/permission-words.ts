import { ANY, type Permission, type PermissionKind } from '../../analyse/permission.ts';

const WORDS: Readonly<Record<PermissionKind, readonly [one: string, any: string]>> = {
  host: ['reach', 'reach an address that data decides'],
  operation: ['call', 'call any operation'],
  function: ['use the function', 'use any function'],
  secret: ['read the secret', 'read any secret'],
  model: ['ask the model', 'ask a model that data decides'],
  event_sent: ['send', 'send events whose type data decides'],
  event_received: ['receive', 'receive events of any type'],
  workflow: ['run the workflow', 'run any workflow'],
  process: ['run', 'run any process'],
};

/** A permission in words: `read the secret api-key`, `call kitchen.getCapacity`. */
export function permissionWords({ kind, name }: Permission): string {
  const [one, any] = WORDS[kind];
  return name === ANY ? any : `${one} ${name}`;
}
