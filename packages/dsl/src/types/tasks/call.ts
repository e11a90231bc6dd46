import { arrayOf, isNever, Kind, propertyOf, stringType, type Type, unknownType } from '@parley/jq';
import { isObject } from '@parley/kernel';
import { uriOf } from '../../analyse/hosts.ts';
import { nearest } from '../../diagnostics/nearest.ts';
import { isExpression, stripExpression } from '../../expression/syntax.ts';
import type { CallAsyncApi, CallFunction, CallHttp, CallOpenApi, CallTask, HttpOutput } from '../../model/calls.ts';
import type { Task } from '../../model/tasks.ts';
import { childPointer } from '../../parse/pointer.ts';
import type { Finding } from '../../validate/site.ts';
import { argumentFindings } from '../checks/argument-findings.ts';
import type { Contract } from '../contracts.ts';
import { type TypedData, typeOfData } from '../data.ts';
import { responseOf } from '../domain.ts';
import { typeOfDuration } from '../duration.ts';
import { NO_VARIABLES } from '../environment.ts';
import { typeOfExpression } from '../expression.ts';
import type { Exit } from '../flow.ts';
import { typeForeach } from '../foreach.ts';
import { gives, type TaskTyping, type TaskVisit, type Typing } from '../typing.ts';

/** `call`: what the operation, the function or the protocol gives. */
export const typeCall: TaskTyping<CallTask> = (typing, visit) => {
  switch (visit.task.call) {
    case 'http':
      return typeHttp(typing, visit as TaskVisit<CallHttp>);
    case 'openapi':
      return typeOpenApi(typing, visit as TaskVisit<CallOpenApi>);
    case 'asyncapi':
      return typeAsyncApi(typing, visit as TaskVisit<CallAsyncApi>);
    case 'grpc':
    case 'a2a':
    case 'mcp':
      typeArguments(typing, visit, visit.task.with, '/with');
      return gives(visit, unknownType);
    default:
      return typeFunction(typing, visit as TaskVisit<CallFunction>);
  }
};

function typeArguments(typing: Typing, { pointer, environment }: TaskVisit, value: unknown, at: string): TypedData {
  return typeOfData(typing, value ?? {}, pointer + at, environment.input, environment);
}

function typeHttp(typing: Typing, visit: TaskVisit<CallHttp>): readonly Exit[] {
  const { endpoint, output } = visit.task.with;
  typeArguments(typing, visit, visit.task.with, '/with');
  const uri = typeof endpoint === 'string' ? endpoint : endpoint.uri;
  const at = `${visit.pointer}/with/endpoint${typeof endpoint === 'string' ? '' : '/uri'}`;
  typing.notes.found('address', at, addressFindings(visit, uri, at));
  return gives(visit, contentAs(output, unknownType));
}

function contentAs(output: HttpOutput | undefined, content: Type): Type {
  if (output === 'response') return responseOf(content);
  return output === 'raw' ? stringType : content;
}

/** Variables of an address that neither the input nor anything around the task has. */
function addressFindings({ environment }: TaskVisit, uri: string, pointer: string): Finding[] {
  if (isExpression(uri)) return [];
  const { input, variables } = environment;
  return [...uri.matchAll(/\{([\w.-]+)\}/g)].flatMap((match) => {
    const name = match[1]!;
    const own = propertyOf(input, name);
    const other = Object.hasOwn(variables, name) ? variables[name]! : undefined;
    const usable = Kind.string | Kind.number | Kind.boolean;
    if (own.kinds & usable || (other && other.kinds & usable)) return [];
    if (isNever(own) && !other && input.kinds === 0) return [];
    const near = nearest(name, [...(input.objects?.[0]?.properties.keys() ?? []), ...Object.keys(variables)]);
    const within = { start: match.index + 1, end: match.index + 1 + name.length };
    const message = `The address needs “${name}”, which the task's input does not have as a text or number`;
    const fix = near === undefined ? {} : { hint: `Did you mean ${near}?`, replacement: near, replaces: within };
    return [{ code: 'missing_path_variable' as const, pointer, within, message, ...fix }];
  });
}

function typeOpenApi(typing: Typing, visit: TaskVisit<CallOpenApi>): readonly Exit[] {
  const args = visit.task.with;
  const { document, authentication, parameters } = args;
  typeArguments(typing, visit, document, '/with/document');
  if (authentication) typeArguments(typing, visit, authentication, '/with/authentication');
  const given = typeArguments(typing, visit, parameters, '/with/parameters');
  return callOperation(typing, visit, args, { given, owner: visit.pointer, at: '/with/parameters' });
}

interface GivenArguments {
  readonly given: TypedData;
  /** Pointer of the task that gives them, and where in it. */
  readonly owner: string;
  readonly at: string;
}

function callOperation(
  typing: Typing,
  visit: TaskVisit,
  { document, operationId, output }: CallOpenApi['with'],
  { given, owner, at }: GivenArguments,
): readonly Exit[] {
  const operations = typing.contracts.document(uriOf(document.endpoint));
  const contract = operations.get(operationId);
  if (contract) typing.notes.found('arguments', owner, placed(argumentFindings(given, contract), owner, at, given));
  else if (operations.size > 0 && !isExpression(operationId)) {
    const place = `${visit.pointer}/with/operationId`;
    typing.notes.found('operation', place, [unknownOperation(operationId, place, operations)]);
  }
  return gives(visit, contentAs(output, contract?.output ?? unknownType));
}

/** Without any arguments written, what is missing is missing from the call. */
function placed(findings: readonly Finding[], owner: string, at: string, given: TypedData): readonly Finding[] {
  if (given.value !== NOTHING_GIVEN) return findings;
  return findings.map((finding) =>
    finding.pointer === owner + at ? { ...finding, pointer: `${owner}/call`, atKey: true } : finding,
  );
}

const NOTHING_GIVEN = Object.freeze({});

function unknownOperation(name: string, pointer: string, known: ReadonlyMap<string, Contract>): Finding {
  const near = nearest(name, known.keys());
  return {
    code: 'unknown_operation',
    pointer,
    message: `The API has no operation ${JSON.stringify(name)}`,
    ...(near !== undefined && { hint: `Did you mean ${near}?`, replacement: near }),
  };
}

/** A function of `use.functions`, or of the `default` catalog; of others nothing is known. */
function typeFunction(typing: Typing, visit: TaskVisit<CallFunction>): readonly Exit[] {
  const { task, pointer, environment } = visit;
  const given = typeOfData(typing, task.with ?? NOTHING_GIVEN, `${pointer}/with`, environment.input, environment);
  const table = typing.workflow.use?.functions;
  const own = table && Object.hasOwn(table, task.call) ? table[task.call] : undefined;
  if (own) return callOwn(typing, visit, own, given);
  const contract = typing.contracts.functions.get(task.call);
  if (contract)
    typing.notes.found('arguments', pointer, placed(argumentFindings(given, contract), pointer, '/with', given));
  else if (/@default$/.test(task.call)) checkBuiltin(typing, task.call, `${pointer}/call`);
  return gives(visit, contract?.output ?? unknownType);
}

function checkBuiltin(typing: Typing, name: string, pointer: string): void {
  const { functions } = typing.contracts;
  if (functions.size === 0) return;
  const near = nearest(name, functions.keys());
  const message = `There is no function ${JSON.stringify(name)} in the default catalog`;
  const fix = near === undefined ? {} : { hint: `Did you mean ${near}?`, replacement: near };
  typing.notes.found('builtin', pointer, [{ code: 'unknown_function', pointer, message, ...fix }]);
}

/**
 * A function gets the arguments as its input and sees nothing else of its caller but the context. One that passes all of
 * its input on to an operation is checked where it is called, argument by argument.
 */
function callOwn(typing: Typing, visit: TaskVisit<CallFunction>, own: Task, given: TypedData): readonly Exit[] {
  const { task, pointer, environment, exported } = visit;
  const place = childPointer('/use/functions', task.call);
  if (passesOn(own)) {
    const { with: args } = own as CallOpenApi;
    const exits = callOperation(typing, { ...visit, pointer: place }, args, { given, owner: pointer, at: '/with' });
    if (!hasSteps(own)) return exits;
  }
  const entry = { value: given.type, context: environment.context, exported };
  return typing.notes
    .shared(() => typing.task(task.call, own, place, entry, NO_VARIABLES))
    .map(({ directive, flow }) => ({
      directive: (directive ?? own.then) === 'end' ? 'end' : undefined,
      flow,
    }));
}

function passesOn(own: Task): boolean {
  if (!('call' in own) || own.call !== 'openapi') return false;
  const parameters = (own as CallOpenApi).with.parameters as unknown;
  return typeof parameters === 'string' && isExpression(parameters) && stripExpression(parameters) === '.';
}

const hasSteps = (own: Task): boolean =>
  own.if !== undefined || own.input !== undefined || own.output !== undefined || own.export !== undefined;

function typeAsyncApi(typing: Typing, visit: TaskVisit<CallAsyncApi>): readonly Exit[] {
  const { subscription, message, ...rest } = visit.task.with;
  typeArguments(typing, visit, rest, '/with');
  if (!subscription) return gives(visit, typeArguments(typing, visit, message, '/with/message').type);
  const { filter, consume, foreach } = subscription;
  const at = `${visit.pointer}/with/subscription`;
  const { environment } = visit;
  if (filter !== undefined) typeOfExpression(typing, filter, `${at}/filter`, unknownType, environment);
  for (const key of ['while', 'until'] as const) {
    const condition = consume[key];
    if (condition !== undefined) {
      typeOfExpression(typing, condition, `${at}/consume/${key}`, arrayOf(unknownType), environment);
    }
  }
  if (consume.for !== undefined)
    typeOfDuration(typing, consume.for, `${at}/consume/for`, environment.input, environment);
  if (!foreach || !isObject(foreach)) return gives(visit, arrayOf(unknownType));
  const { value, context } = typeForeach(typing, visit, foreach, `${at}/foreach`, unknownType);
  return [{ directive: undefined, flow: { value: arrayOf(value), context, exported: visit.exported } }];
}
