import { httpProtocol } from './http.ts';
import type { Protocol } from './protocol.ts';
import { webSocketProtocol } from './websocket.ts';

/** Every protocol that there is, by the names that AsyncAPI gives them. */
export const PROTOCOLS: ReadonlyMap<string, Protocol> = new Map([
  ['http', httpProtocol],
  ['https', httpProtocol],
  ['ws', webSocketProtocol],
  ['wss', webSocketProtocol],
]);
