import type { RunShell } from '@parley/dsl';
import { available, effect } from '../calls/call-kind.ts';
import { compileProcessInput, processOutput } from './process.ts';
import type { RunKind } from './run-kind.ts';

/** `run: shell`: a command in a container; never one in Parley's own process. */
export const shellRun: RunKind = {
  key: 'shell',
  compile({ run }, pointer, context) {
    const { shell } = run as RunShell;
    const command = context.template(shell.command, `${pointer}/shell/command`);
    const processInput = compileProcessInput(shell, `${pointer}/shell`, context);
    return {
      *run(scope, input) {
        const { effects } = scope.execution;
        const request = { command: String(command.evaluate(scope, input)), ...processInput(scope, input) };
        return yield* effect(scope, async (invocation) =>
          processOutput(
            await available(effects.containers, 'run shell commands').shell(request, invocation),
            run.return,
            input,
          ),
        );
      },
    };
  },
};
