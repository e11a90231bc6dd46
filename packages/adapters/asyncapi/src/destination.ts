import { type AsyncApiMessage, type AsyncApiTarget, standardError } from '@parley/engine';
import { type AsyncApiDocument, type Node, pointTo } from './document.ts';
import type { Destination } from './protocol.ts';
import { PROTOCOLS } from './registry.ts';

interface Channel {
  readonly name: string;
  readonly node: Node;
  /** What is asked for of the channel, when the task or the document says. */
  readonly operation: Node | undefined;
}

interface Server {
  readonly name: string;
  readonly node: Node;
}

const refuse = (detail: string): never => {
  throw standardError('configuration', detail);
};

/** Finds where a task's messages go to or come from. Raises a `configuration` error that says what is there instead. */
export function findDestination(
  document: AsyncApiDocument,
  target: AsyncApiTarget,
  message: AsyncApiMessage | undefined,
): Destination & { readonly protocol: string } {
  const channel = findChannel(document, target, message ? 'publish' : 'subscribe');
  const server = findServer(document, target, channel);
  const protocol = String(server.node.protocol).toLowerCase();
  const description = messageOf(document, channel);
  const variables = target.server?.variables ?? {};
  const path = fill(channelAddress(document, channel), (name) =>
    parameterValue(document, channel, name, message, variables),
  );
  const method = document.resolve(document.resolve(channel.operation?.bindings)?.http)?.method;
  const location = document.resolve(description?.correlationId)?.location;
  return {
    protocol,
    address: join(serverAddress(document, server.node, variables), withoutDots(path)),
    method: typeof method === 'string' ? method.toUpperCase() : 'POST',
    contentType: String(description?.contentType ?? document.root.defaultContentType ?? 'application/json'),
    correlationId: /^\$message\.payload#\/(.+)$/.exec(String(location))?.[1],
    authentication: target.authentication,
  };
}

function findChannel(document: AsyncApiDocument, target: AsyncApiTarget, action: 'publish' | 'subscribe'): Channel {
  if (target.operation !== undefined) return channelOfOperation(document, target.operation);
  const channels = document.members(document.root.channels);
  const wanted = target.channel ?? '';
  const same = (name: unknown) => typeof name === 'string' && name.replace(/^\//, '') === wanted.replace(/^\//, '');
  const [name, node] =
    channels.find(([each, channel]) => same(each) || same(channel.address)) ??
    refuse(`The document has no channel "${wanted}"; it has ${names(channels)}`);
  return { name, node, operation: document.resolve(node[action]) ?? operationOn(document, node) };
}

function channelOfOperation(document: AsyncApiDocument, id: string): Channel {
  if (document.major === 3) {
    const operations = document.members(document.root.operations);
    const [, operation] =
      operations.find(([name]) => name === id) ??
      refuse(`The document has no operation "${id}"; it has ${names(operations)}`);
    const node = document.resolve(operation.channel) ?? refuse(`The operation "${id}" names no channel`);
    const name = document.members(document.root.channels).find(([, each]) => each === node)?.[0] ?? id;
    return { name, node, operation };
  }
  for (const [name, node] of document.members(document.root.channels)) {
    const operation = [node.publish, node.subscribe].map(document.resolve).find((each) => each?.operationId === id);
    if (operation) return { name, node, operation };
  }
  return refuse(`The document has no operation "${id}"`);
}

/** In version 3 operations stand beside channels. */
function operationOn(document: AsyncApiDocument, channel: Node): Node | undefined {
  const operations = document.members(document.root.operations);
  return operations.find(([, operation]) => document.resolve(operation.channel) === channel)?.[1];
}

/** The server that the task names, or the first of the channel's whose protocol fits and is known. */
function findServer(document: AsyncApiDocument, { server, protocol }: AsyncApiTarget, { node }: Channel): Server {
  const all = document.members(document.root.servers).map(([name, each]): Server => ({ name, node: each }));
  const own = Array.isArray(node.servers) && node.servers.length > 0 ? node.servers : undefined;
  const ofChannel = own
    ? all.filter((each) => own.some((entry) => entry === each.name || document.resolve(entry) === each.node))
    : all;
  const named = server ? all.filter(({ name }) => name === server.name) : ofChannel;
  if (named.length === 0) {
    const known = all.map(({ name }) => name).join(', ') || 'none';
    return refuse(
      server ? `The document has no server "${server.name}"; it has ${known}` : 'The channel has no server',
    );
  }
  const protocolOf = (each: Server) => String(each.node.protocol).toLowerCase();
  const fitting = named.filter((each) => protocol === undefined || fits(protocolOf(each), protocol));
  const found = fitting.find((each) => PROTOCOLS.has(protocolOf(each)));
  if (found) return found;
  const wanted = fitting.length > 0 ? fitting.map(protocolOf).join(', ') : protocol;
  return refuse(`There is no adapter for ${wanted} here; there are adapters for ${[...PROTOCOLS.keys()].join(', ')}`);
}

/** `ws` in a task means `wss` as well, `http` also `https`. */
const fits = (offered: string, wanted: string) => offered === wanted || offered === `${wanted}s`;

/** The first message that the operation or the channel describes. */
function messageOf(document: AsyncApiDocument, { node, operation }: Channel): Node | undefined {
  const described = operation?.message ?? operation?.messages ?? node.messages;
  const list = Array.isArray(described)
    ? described
    : document.major === 3
      ? Object.values(document.resolve(described) ?? {})
      : [described];
  const first = document.resolve(list[0]);
  return Array.isArray(first?.oneOf) ? document.resolve(first.oneOf[0]) : first;
}

const channelAddress = ({ major }: AsyncApiDocument, { name, node }: Channel) =>
  major === 2 ? name : typeof node.address === 'string' ? node.address : '';

function serverAddress(document: AsyncApiDocument, server: Node, variables: Readonly<Record<string, unknown>>): string {
  const text = document.major === 2 ? String(server.url) : `${String(server.host)}${String(server.pathname ?? '')}`;
  const known = new Map(document.members(server.variables));
  const filled = fill(text, (name) => {
    const own = Object.hasOwn(variables, name);
    const given = own ? variables[name] : known.get(name)?.default;
    const allowed = known.get(name)?.enum;
    if (own && !Array.isArray(allowed)) checkPart(name, given);
    if (given === undefined || (Array.isArray(allowed) && !allowed.includes(given))) {
      return refuse(`The server needs a value for ${name}${Array.isArray(allowed) ? ` of ${allowed.join(', ')}` : ''}`);
    }
    return String(given);
  });
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(filled) ? filled : `${String(server.protocol)}://${filled}`;
  return URL.canParse(address) ? address : refuse(`${address} is no address of a server`);
}

/** What a task gives fills its place and moves no border: credentials go to the host that the document means. */
function checkPart(name: string, value: unknown): void {
  if (!/^[\w.:~-]+$/.test(String(value)) || DOTS.test(String(value))) {
    refuse(`The value of ${name} has to be letters, digits and ._~:- to stand in the address of a server`);
  }
}

const DOTS = /^\.{1,2}$/;

/** A parameter of "." or ".." would lead to another channel. */
function withoutDots(path: string): string {
  return path.split('/').some((segment) => DOTS.test(segment)) ? refuse(`${path} is no address of a channel`) : path;
}

/** A parameter of a channel: from the message as the document says, from the task's variables, or its default. */
function parameterValue(
  document: AsyncApiDocument,
  { node }: Channel,
  name: string,
  message: AsyncApiMessage | undefined,
  variables: Readonly<Record<string, unknown>>,
): string {
  const parameter = new Map(document.members(node.parameters)).get(name);
  const found = located(String(parameter?.location), message);
  const own = Object.hasOwn(variables, name) ? variables[name] : undefined;
  const fallback = parameter?.default ?? document.resolve(parameter?.schema)?.default;
  const value = found ?? own ?? fallback;
  if (value === undefined || typeof value === 'object') return refuse(`The channel needs a value for ${name}`);
  return encodeURIComponent(String(value));
}

/** What an expression of AsyncAPI finds in a message (https://www.asyncapi.com/docs/reference/specification/v3.0.0, "Runtime Expression"). */
function located(expression: string, message: AsyncApiMessage | undefined): unknown {
  const [, part, pointer] = /^\$message\.(payload|header)#\/(.+)$/.exec(expression) ?? [];
  if (pointer === undefined) return undefined;
  return pointTo(part === 'payload' ? message?.payload : message?.headers, pointer);
}

const fill = (text: string, value: (name: string) => string) =>
  text.replaceAll(/\{([\w.-]+)\}/g, (_, name: string) => value(name));

const join = (base: string, path: string) =>
  path === '' || path === '/' ? base : `${base.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;

const names = (members: readonly (readonly [string, Node])[]) =>
  members
    .slice(0, 20)
    .map(([name]) => name)
    .join(', ') || 'none';
