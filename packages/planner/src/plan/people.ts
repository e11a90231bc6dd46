import type { Catalog, Operation } from '@parley/dsl';
import { splitWords, stem } from '../normalise/stem.ts';
import type { Token } from '../normalise/tokens.ts';
import { itemSchema, listPath } from '../schema/fields.ts';
import { enumOf, propertiesOf, shapeOf } from '../schema/schema.ts';
import { idEntity } from '../slots/scope.ts';

/**
 * Somebody an action is about.
 * - `role`: a business role of the tenant
 * - `member`: one of the people a system lists by a role of its own; `operation` lists them
 * - `entity`: a kind of person the catalog has ids of, such as a customer
 * - `email`: an address
 */
export type Person =
  | { readonly kind: 'role'; readonly role: string; readonly member: Member | null; readonly tokens: readonly Token[] }
  | { readonly kind: 'member'; readonly member: Member; readonly tokens: readonly Token[] }
  | { readonly kind: 'entity'; readonly entity: string; readonly tokens: readonly Token[] }
  | { readonly kind: 'email'; readonly address: string; readonly tokens: readonly Token[] };

export interface Member {
  readonly operation: Operation;
  readonly parameter: string;
  readonly value: string;
  /** Stems of what the operation lists: `employe`. */
  readonly entity: string;
}

const cache = new WeakMap<Catalog, readonly Member[]>();

/** Roles that the tenant's own systems know: values of a `role` or `position` that a list can be filtered by. */
function membersOf(catalog: Catalog): readonly Member[] {
  const known = cache.get(catalog);
  if (known) return known;
  const found = catalog.operations.filter((operation) => operation.method === 'GET').flatMap(membersBy);
  cache.set(catalog, found);
  return found;
}

function membersBy(operation: Operation): Member[] {
  const list = listPath(operation.output);
  const entity = list && idEntity(itemSchema(operation.output, list)).at(-1);
  if (entity === undefined) return [];
  return Object.entries(propertiesOf(shapeOf(operation.input, operation.input)))
    .filter(([name]) => /^(?:role|position|jobTitle|job)$/.test(name))
    .filter(([name]) =>
      Object.hasOwn(propertiesOf(shapeOf(itemSchema(operation.output, list ?? []), operation.output)), name),
    )
    .flatMap(([parameter, schema]) =>
      enumOf(shapeOf(schema, operation.input)).map((value) => ({ operation, parameter, value, entity })),
    );
}

/** Whom a list of tokens names first. */
export function findPerson(tokens: readonly Token[], catalog: Catalog, roles: readonly string[]): Person | undefined {
  for (let at = 0; at < tokens.length; at++) {
    const person = personAt(tokens, at, catalog, roles);
    if (person) return person;
  }
  return undefined;
}

function personAt(
  tokens: readonly Token[],
  at: number,
  catalog: Catalog,
  roles: readonly string[],
): Person | undefined {
  const token = tokens[at]!;
  if (token.kind === 'email') return { kind: 'email', address: token.text, tokens: [token] };
  const members = membersOf(catalog);
  const role = longest(tokens, at, roles);
  if (role)
    return {
      kind: 'role',
      role: role.name,
      member: members.find((member) => sameName(member.value, role.name)) ?? null,
      tokens: role.tokens,
    };
  const value = longest(tokens, at, [...new Set(members.map((member) => member.value))]);
  const member = value && members.find((candidate) => candidate.value === value.name);
  if (member) return { kind: 'member', member, tokens: value.tokens };
  const entity = personEntities(catalog).find((word) => stem(word) === token.stem || PEOPLE.get(token.stem) === word);
  return entity === undefined ? undefined : { kind: 'entity', entity, tokens: [token] };
}

function sameName(left: string, right: string): boolean {
  return splitWords(left).map(stem).join(' ') === splitWords(right).map(stem).join(' ');
}

/** The longest name whose words start at `at`. */
function longest(
  tokens: readonly Token[],
  at: number,
  names: readonly string[],
): { name: string; tokens: readonly Token[] } | undefined {
  const found = names
    .map((name) => ({ name, words: splitWords(name).map(stem) }))
    .filter(({ words }) => words.length > 0 && words.every((word, index) => tokens[at + index]?.stem === word))
    .sort((a, b) => b.words.length - a.words.length)[0];
  return found && { name: found.name, tokens: tokens.slice(at, at + found.words.length) };
}

const PEOPLE_WORDS =
  'customer client guest driver courier employee staff supplier vendor member user patient student contact owner tenant passenger applicant candidate lead subscriber assignee reporter requester guest';
const OTHER_NAMES: readonly (readonly [string, string])[] = [
  ['client', 'customer'],
  ['guest', 'customer'],
  ['diner', 'customer'],
  ['patron', 'customer'],
  ['courier', 'driver'],
  ['rider', 'driver'],
  ['staff', 'employee'],
  ['worker', 'employee'],
  ['colleague', 'employee'],
  ['vendor', 'supplier'],
];
const PEOPLE: ReadonlyMap<string, string> = new Map(OTHER_NAMES.map(([name, entity]) => [stem(name), entity]));
const entityCache = new WeakMap<Catalog, readonly string[]>();

/** Kinds of people: words for people that an event or operation of the catalog has an id of. */
function personEntities(catalog: Catalog): readonly string[] {
  const known = entityCache.get(catalog);
  if (known) return known;
  const words = new Set<string>();
  for (const { input, output } of catalog.operations) for (const schema of [input, output]) collect(schema, words);
  for (const { data } of catalog.events) collect(data, words);
  const found = PEOPLE_WORDS.split(' ').filter((word) => words.has(stem(word)));
  entityCache.set(catalog, found);
  return found;
}

function collect(schema: Operation['input'], words: Set<string>): void {
  for (const name of Object.keys(propertiesOf(shapeOf(schema, schema)))) {
    for (const word of splitWords(name)) words.add(stem(word));
  }
}
