import type { RunShell } from '@parley/dsl';
import { effect } from '../calls/call-kind.ts';
import { standardError } from '../problem.ts';
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
        const { containers } = scope.execution.effects;
        if (!containers) throw standardError('configuration', 'This installation cannot run shell commands');
        const request = { command: String(command.evaluate(scope, input)), ...processInput(scope, input) };
        return yield* effect(scope, async (invocation) =>
          processOutput(await containers.shell(request, invocation), run.return, input),
        );
      },
    };
  },
};
