import type { TaskBase } from './tasks.ts';
import type { Duration, ExternalResource } from './workflow.ts';

/** What a finished process hands back; `stdout` is the default. */
export type ProcessReturn = 'stdout' | 'stderr' | 'code' | 'all' | 'none';

/** A task that runs a container, a script, a shell command or another workflow. `await` defaults to true. */
export interface RunTask extends TaskBase {
  readonly run: (RunContainer | RunScript | RunShell | RunWorkflow) & {
    readonly await?: boolean;
    readonly return?: ProcessReturn;
  };
}

export interface RunContainer {
  readonly container: {
    readonly image: string;
    readonly name?: string;
    readonly command?: string;
    readonly ports?: Readonly<Record<string, unknown>>;
    readonly volumes?: Readonly<Record<string, unknown>>;
    readonly environment?: Readonly<Record<string, unknown>>;
    readonly stdin?: string;
    readonly arguments?: readonly string[];
    readonly lifetime?: { readonly cleanup: 'always' | 'never' | 'eventually'; readonly after?: Duration };
    readonly pullPolicy?: 'ifNotPresent' | 'always' | 'never';
  };
}

export interface RunScript {
  readonly script: {
    readonly language: string;
    readonly code?: string;
    readonly source?: ExternalResource;
    readonly stdin?: string;
    readonly arguments?: readonly string[] | string;
    readonly environment?: Readonly<Record<string, unknown>>;
  };
}

export interface RunShell {
  readonly shell: {
    readonly command: string;
    readonly stdin?: string;
    readonly arguments?: readonly string[];
    readonly environment?: Readonly<Record<string, unknown>>;
  };
}

export interface RunWorkflow {
  readonly workflow: {
    readonly namespace: string;
    readonly name: string;
    readonly version: string;
    readonly input?: Readonly<Record<string, unknown>>;
  };
}
