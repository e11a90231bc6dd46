import { isObject } from '@parley/kernel';
import { childPointer } from '../parse/pointer.ts';
import type { Report } from './report.ts';

type Value = Record<string, unknown>;

/** Translates a definition of 1.0.0-alpha1 to alpha5, whose constructs had other shapes and names. */
export function migrateAlpha(value: Readonly<Value>, report: Report): Value {
  const { document, use, do: tasks, ...rest } = value;
  return {
    document: { ...(document as Value), dsl: '1.0.3' },
    ...(isObject(use) && { use: new Alpha(report).use(use) }),
    ...(new Alpha(report).dataFlow(rest, '') as Value),
    do: new Alpha(report).list(tasks, '/do'),
  };
}

class Alpha {
  private readonly report: Report;

  constructor(report: Report) {
    this.report = report;
  }

  use(use: Readonly<Value>): Value {
    const result: Value = { ...use };
    if (isObject(use.functions)) {
      result.functions = mapValues(use.functions, (task, name) =>
        this.task(task, childPointer('/use/functions', name)),
      );
    }
    if (isObject(use.authentications)) {
      result.authentications = mapValues(use.authentications, (one) =>
        this.authentication(one, '/use/authentications'),
      );
    }
    if (use.extensions !== undefined) {
      const entries = this.named(use.extensions, '/use/extensions');
      result.extensions = entries.map(([name, one, pointer]) => ({ [name]: this.extension(one, pointer) }));
    }
    return result;
  }

  private extension(value: unknown, pointer: string): unknown {
    if (!isObject(value)) return value;
    const result: Value = { ...value };
    for (const key of ['before', 'after']) {
      if (value[key] !== undefined) result[key] = this.list(value[key], `${pointer}/${key}`, key);
    }
    return result;
  }

  /** A list of tasks; it was a map of them, or one task alone. */
  list(value: unknown, pointer: string, single = 'task'): unknown {
    if (Array.isArray(value)) {
      return value.map((item, index) =>
        isObject(item)
          ? mapValues(item, (task, name) => this.task(task, childPointer(`${pointer}/${index}`, name)))
          : item,
      );
    }
    if (!isObject(value)) return value;
    if (isTask(value)) {
      this.report.renamed(pointer, `The task is in a list now, under the name ${single}`);
      return [{ [single]: this.task(value, pointer) }];
    }
    this.report.renamed(pointer, 'Tasks are a list now');
    return Object.entries(value).map(([name, task]) => ({ [name]: this.task(task, childPointer(pointer, name)) }));
  }

  /** Name, content and pointer of the entries of a list of named things, which was a map. */
  private named(value: unknown, pointer: string): [string, unknown, string][] {
    if (Array.isArray(value)) {
      return value.flatMap((item, index) =>
        isObject(item)
          ? Object.entries(item).map(([name, part]): [string, unknown, string] => [
              name,
              part,
              childPointer(`${pointer}/${index}`, name),
            ])
          : [],
      );
    }
    if (!isObject(value)) return [];
    this.report.renamed(pointer, 'It is a list now');
    return Object.entries(value).map(([name, part]) => [name, part, childPointer(pointer, name)]);
  }

  private task(value: unknown, pointer: string): unknown {
    if (!isObject(value)) return value;
    const task = this.dataFlow(this.composite(value, pointer), pointer);
    for (const key of ['do', 'try']) {
      if (task[key] !== undefined) task[key] = this.list(task[key], `${pointer}/${key}`, key);
    }
    if (isObject(task.fork)) {
      task.fork = { ...task.fork, branches: this.list(task.fork.branches, `${pointer}/fork/branches`, 'branch') };
    }
    if (isObject(task.catch) && task.catch.do !== undefined) {
      task.catch = { ...task.catch, do: this.list(task.catch.do, `${pointer}/catch/do`, 'handle') };
    }
    if (task.switch !== undefined) {
      task.switch = this.named(task.switch, `${pointer}/switch`).map(([name, one]) => ({ [name]: one }));
    }
    if (isObject(task.with)) task.with = this.arguments(String(task.call), task.with, `${pointer}/with`);
    return this.listener(task, pointer);
  }

  /** `execute` was `do` and `fork` in one. */
  private composite(value: Readonly<Value>, pointer: string): Value {
    const { execute, ...rest } = value;
    if (!isObject(execute)) return rest;
    const { sequentially, concurrently, compete } = execute;
    if (sequentially !== undefined) {
      this.report.renamed(`${pointer}/execute`, 'execute.sequentially is do');
      return { ...rest, do: sequentially };
    }
    this.report.renamed(`${pointer}/execute`, 'execute.concurrently is fork');
    return { ...rest, fork: { branches: concurrently, ...(compete !== undefined && { compete }) } };
  }

  /** `output.from` and `output.to` were `output.as` and `export.as`. */
  dataFlow(value: Readonly<Value>, pointer: string): Value {
    const { output } = value;
    if (!isObject(output) || (output.from === undefined && output.to === undefined)) return { ...value };
    this.report.renamed(`${pointer}/output`, 'output.from is output.as, and output.to is export.as');
    const { from, to, ...rest } = output;
    return {
      ...value,
      output: { ...rest, ...(from !== undefined && { as: from }) },
      ...(to !== undefined && { export: { as: to } }),
    };
  }

  private arguments(call: string, value: Readonly<Value>, pointer: string): Value {
    const result: Value = { ...value };
    const rename = (from: string, to: string): void => {
      if (result[from] === undefined || result[to] !== undefined) return;
      result[to] = result[from];
      delete result[from];
      this.report.renamed(`${pointer}/${from}`, `${from} is ${to}`);
    };
    for (const key of ['document', 'proto']) {
      if (result[key] !== undefined) result[key] = this.resource(result[key], `${pointer}/${key}`);
    }
    if (result.authentication !== undefined) {
      result.authentication = this.authentication(result.authentication, `${pointer}/authentication`);
    }
    if (isObject(result.endpoint) && result.endpoint.authentication !== undefined) {
      const at = `${pointer}/endpoint/authentication`;
      result.endpoint = { ...result.endpoint, authentication: this.authentication(result.endpoint.authentication, at) };
    }
    if (isObject(result.service) && result.service.authentication !== undefined) {
      const at = `${pointer}/service/authentication`;
      result.service = { ...result.service, authentication: this.authentication(result.service.authentication, at) };
    }
    if (call === 'http') rename('uri', 'endpoint');
    if (call === 'openapi') {
      rename('operation', 'operationId');
      rename('arguments', 'parameters');
    }
    if (call === 'asyncapi') this.asyncapi(result, pointer, rename);
    return result;
  }

  private asyncapi(result: Value, pointer: string, rename: (from: string, to: string) => void): void {
    rename('operationRef', 'operation');
    for (const key of ['message', 'binding']) {
      if (typeof result[key] !== 'string') continue;
      const advice = key === 'binding' ? 'Set with.protocol if the server does not follow from it.' : undefined;
      this.report.lost(`${pointer}/${key}`, `The ${key} is not named any more: ${String(result[key])}`, advice);
      delete result[key];
    }
    if (typeof result.server === 'string') result.server = { name: result.server };
    if (result.payload === undefined) return;
    this.report.renamed(`${pointer}/payload`, 'payload is message.payload');
    result.message = { ...(isObject(result.message) && result.message), payload: result.payload };
    delete result.payload;
  }

  /** A text or `uri` in place of `endpoint`. */
  private resource(value: unknown, pointer: string): unknown {
    if (typeof value === 'string') {
      this.report.renamed(pointer, 'The address is under endpoint');
      return { endpoint: value };
    }
    if (!isObject(value) || value.uri === undefined) return value;
    const { uri, authentication, ...rest } = value;
    this.report.renamed(`${pointer}/uri`, 'uri is endpoint');
    const inner =
      authentication === undefined ? uri : { uri, authentication: this.authentication(authentication, pointer) };
    return { ...rest, endpoint: inner };
  }

  /** A name in place of `use`. */
  private authentication(value: unknown, pointer: string): unknown {
    if (typeof value === 'string') {
      this.report.renamed(pointer, 'A policy is named under use');
      return { use: value };
    }
    if (!isObject(value)) return value;
    return mapValues(value, (one) => (typeof one === 'string' && value.use === undefined ? { use: one } : one));
  }

  /** A listener could give its output a name. */
  private listener(task: Value, pointer: string): Value {
    if (!isObject(task.listen)) return task;
    const { as, ...listen } = this.withoutOutputs(task.listen, `${pointer}/listen`);
    if (typeof as !== 'string') return { ...task, listen: as === undefined ? listen : { ...listen, as } };
    this.report.renamed(`${pointer}/listen/as`, 'The output gets its name by output.as');
    return { ...task, listen, output: { ...(task.output as Value | undefined), as: { [as]: '${ . }' } } };
  }

  /** Filters had an output of their own. */
  private withoutOutputs(listen: Readonly<Value>, pointer: string): Value {
    const strip = (value: unknown, at: string): unknown => {
      if (Array.isArray(value)) return value.map((item, index) => strip(item, childPointer(at, index)));
      if (!isObject(value)) return value;
      const { output, ...rest } = value;
      if (output !== undefined && value.with !== undefined) {
        this.report.lost(`${at}/output`, 'The output of a filter is gone', 'Use output.as of the listen task.');
        return rest;
      }
      return mapValues(value, (part, name) => (name === 'with' ? part : strip(part, childPointer(at, name))));
    };
    return strip(listen, pointer) as Value;
  }
}

const TASK_KEYS = [
  'call',
  'do',
  'emit',
  'execute',
  'for',
  'fork',
  'listen',
  'raise',
  'run',
  'set',
  'switch',
  'try',
  'wait',
];

/** A map of tasks may have one of the name `call`, but then that is a map. */
function isTask(value: Readonly<Value>): boolean {
  return (
    TASK_KEYS.some((key) => Object.hasOwn(value, key)) &&
    !Object.values(value).every((part) => isObject(part) && hasTaskKey(part))
  );
}

function hasTaskKey(value: Readonly<Value>): boolean {
  return TASK_KEYS.some((key) => Object.hasOwn(value, key));
}

function mapValues(map: Readonly<Value>, change: (value: unknown, key: string) => unknown): Value {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value, key)]));
}
