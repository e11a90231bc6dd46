import variant from '@jitl/quickjs-ng-wasmfile-release-sync';
import { newQuickJSWASMModuleFromVariant, Scope } from 'quickjs-emscripten-core';
import { moduleSource, PRELUDE } from './prelude.mjs';

/**
 * Loads QuickJS and gives a function that runs one script in a runtime of its own. It returns `{ code, stdout, stderr }`,
 * or `{ limit }` with what the script ran out of: `steps`, `output`, `memory` or `promise`. A `RangeError` or a WebAssembly
 * error means that the whole sandbox is to be thrown away.
 */
export async function createSandbox() {
  const quickjs = await newQuickJSWASMModuleFromVariant(variant);
  return (job) => Scope.withScope((scope) => runScript(quickjs, job, scope));
}

function runScript(quickjs, { script, given, limits }, scope) {
  const runtime = scope.manage(quickjs.newRuntime());
  const context = scope.manage(runtime.newContext());
  const meter = createMeter(limits, () => runtime.executePendingJobs(1));
  // Counts single blocks only in this build; the whole is bounded by the thread's memory.
  runtime.setMemoryLimit(limits.memoryBytes);
  runtime.setMaxStackSize(limits.stackBytes);
  runtime.setInterruptHandler(meter.tick);
  runtime.setModuleLoader(
    (name) =>
      moduleSource(name, given.stdin) ?? {
        error: new Error(`There is no module "${name}". A script can import node:fs (standard input) and node:process`),
      },
    (_, requested) => requested,
  );
  const tools = prepare(context, given, limits, meter, scope);
  const describe = (error) => {
    const said = context.callFunction(tools.describe, context.undefined, error);
    scope.manage(said.error ?? said.value);
    return said.error ? 'The script threw something that cannot be shown' : context.getString(said.value);
  };
  const failed = (error) => {
    const message = describe(scope.manage(error));
    const room = Math.max(0, limits.outputBytes - meter.output[2].length);
    const stderr = `${meter.output[2]}${message.slice(0, room)}\n`;
    return meter.ended() ?? { code: 1, stdout: meter.output[1], stderr };
  };

  const evaluated = context.evalCode(script, 'script.js', { type: 'module' });
  if (evaluated.error) return failed(evaluated.error);
  const result = scope.manage(evaluated.value);
  while (runtime.hasPendingJob() && !meter.ended()) {
    const job = meter.job();
    if (job.error) return failed(job.error);
  }
  if (meter.ended()) return meter.ended();
  const state = context.getPromiseState(result);
  if (state.type === 'pending') return { limit: 'promise' };
  if (state.type === 'rejected') return failed(state.error);
  if (state.value !== result) scope.manage(state.value);
  const printed = context.callFunction(tools.printExport, context.undefined, state.value);
  if (printed.error) return failed(printed.error);
  scope.manage(printed.value);
  const ended = context.callFunction(tools.exitCode, context.undefined);
  if (ended.error) return failed(ended.error);
  const code = context.getNumber(scope.manage(ended.value));
  return meter.ended() ?? { code, stdout: meter.output[1], stderr: meter.output[2] };
}

/** Counts what a script uses. Counts are the same on every machine, unlike a clock. */
function createMeter({ steps, outputBytes }, executeJob) {
  const output = { 1: '', 2: '' };
  let ticks = 0;
  let limit;
  let exit;
  const tick = () => {
    ticks += 1;
    if (ticks > steps) limit ??= 'steps';
    return limit !== undefined || exit !== undefined;
  };
  return {
    output,
    tick,
    /** `read` copies the text, as JSON, to the host; it gives nothing when there is not enough memory for that. */
    print(fd, length, read) {
      if (limit !== undefined || exit !== undefined) return;
      if (output[fd].length + length > outputBytes) {
        limit = 'output';
        return;
      }
      const json = read();
      if (json === '') limit = 'memory';
      else output[fd] += JSON.parse(json);
    },
    exit(code) {
      exit ??= code;
    },
    job() {
      // A short job may end before the interpreter looks at the meter.
      tick();
      return executeJob();
    },
    ended() {
      if (limit !== undefined) return { limit };
      return exit === undefined ? undefined : { code: exit, stdout: output[1], stderr: output[2] };
    },
  };
}

/** Builds what the script finds in its global scope; gives the prelude's functions. */
function prepare(context, given, { outputBytes }, meter, scope) {
  const print = scope.manage(
    context.newFunction('print', (fd, length, json) =>
      meter.print(context.getNumber(fd), context.getNumber(length), () => context.getString(json)),
    ),
  );
  const exit = scope.manage(context.newFunction('exit', (code) => meter.exit(context.getNumber(code))));
  const { stdin: _, ...rest } = given;
  const parse = scope.manage(context.unwrapResult(context.evalCode('JSON.parse', 'prelude.js', { type: 'global' })));
  const json = scope.manage(context.newString(JSON.stringify({ ...rest, outputBytes })));
  const values = scope.manage(context.unwrapResult(context.callFunction(parse, context.undefined, json)));
  const setup = scope.manage(context.unwrapResult(context.evalCode(PRELUDE, 'prelude.js', { type: 'global' })));
  const tools = scope.manage(context.unwrapResult(context.callFunction(setup, context.undefined, print, exit, values)));
  const get = (name) => scope.manage(context.getProp(tools, name));
  return { describe: get('describe'), printExport: get('printExport'), exitCode: get('exitCode') };
}
