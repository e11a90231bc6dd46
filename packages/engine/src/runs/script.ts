import type { RunScript } from '@parley/dsl';
import { available, effect } from '../calls/call-kind.ts';
import { compileEndpoint } from '../calls/endpoint.ts';
import type { EffectContext } from '../ports/effects.ts';
import { compileProcessInput, processOutput } from './process.ts';
import type { RunKind } from './run-kind.ts';

/** `run: script`: a script in a language that a runner is there for. */
export const scriptRun: RunKind = {
  key: 'script',
  compile({ run }, pointer, context) {
    const { script } = run as RunScript;
    const place = `${pointer}/script`;
    const processInput = compileProcessInput(script, place, context);
    const source = script.source && compileEndpoint(script.source.endpoint, `${place}/source/endpoint`, context);
    if (script.code === undefined && !source) context.problem(place, 'A script needs code or source');
    return {
      *run(scope, input) {
        const { effects } = scope.execution;
        const { language } = script;
        const given = processInput(scope, input);
        const address = source?.(scope, input);
        const work = async (invocation: EffectContext) => {
          const runs = effects.scripts?.languages.includes(language);
          const scripts = available(runs ? effects.scripts : undefined, `run ${language} scripts`);
          const code = script.code ?? (await effects.documents.load(address!, invocation));
          const result = await scripts.run({ language, code, ...given }, invocation);
          return processOutput(result, run.return, input);
        };
        return yield* effect(scope, work);
      },
    };
  },
};
