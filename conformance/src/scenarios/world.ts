import {
  createAuthenticatedSender,
  createDocumentLoader,
  createHttpCaller,
  createOperationResolver,
} from '@parley/adapter-http';
import { parseWorkflow, printDiagnostic, type Workflow } from '@parley/dsl';
import {
  type ApprovalRequest,
  type CatalogEffect,
  type CloudEvent,
  type Effects,
  type ExecutionEngine,
  type HistoryEntry,
  type Outcome,
  standardError,
  type TaskEvent,
  VirtualTime,
} from '@parley/engine';
import { replayFromEveryPrefix } from '@parley/engine/testing';
import type { MakeEngine } from './engines.ts';
import { serveKitHosts } from './kit-hosts.ts';
import { MockNetwork } from './mock-network.ts';
import { Outside } from './outside.ts';

export const TENANT = '00000000-0000-7000-8000-0000000000aa';
const MAIN = 'main';
const START = Date.UTC(2026, 0, 5, 9);

let scenarios = 0;

/** Everything one scenario sets up, does and looks at. */
export class World {
  readonly network = new MockNetwork();
  readonly outside = new Outside();
  readonly events: TaskEvent[] = [];
  readonly #observed = new Set<string>();
  readonly published: CloudEvent[] = [];
  readonly approvals: ApprovalRequest[] = [];
  readonly secrets: Record<string, unknown> = {};
  readonly functions: Record<string, CatalogEffect> = {};
  readonly functionCalls: { readonly name: string; readonly args: unknown; readonly idempotencyKey: string }[] = [];
  input: unknown = null;
  /** Why the definition was refused. */
  refusal: string | undefined;
  readonly #definitions = new Map<string, Workflow>();
  readonly #make: MakeEngine;
  readonly executionId: string;
  #time = new VirtualTime({ startMs: START });
  #driver: Awaited<ReturnType<MakeEngine>> | undefined;
  #engine: ExecutionEngine | undefined;

  constructor(make: MakeEngine) {
    this.#make = make;
    scenarios += 1;
    this.executionId = `00000000-0000-7000-8000-${scenarios.toString(16).padStart(12, '0')}`;
    serveKitHosts(this.network);
  }

  get engine(): ExecutionEngine {
    if (!this.#engine) throw new Error('The workflow has not been started');
    return this.#engine;
  }

  /** The definition that is executed. */
  get definition(): Workflow | undefined {
    return this.#definitions.get(MAIN);
  }

  /** Reads a definition; the first is the one that is executed. */
  define(text: string): void {
    const { workflow, diagnostics } = parseWorkflow(text);
    if (!workflow) {
      this.refusal = diagnostics.map((diagnostic) => printDiagnostic(diagnostic, text)).join('\n');
      return;
    }
    const { namespace, name } = workflow.document;
    if (this.#definitions.size === 0) this.#definitions.set(MAIN, workflow);
    this.#definitions.set(`${namespace}/${name}`, workflow);
  }

  /** A replay tells of the same tasks again. */
  #observe(event: TaskEvent): void {
    const id = `${event.executionId} ${event.type} ${event.key}`;
    if (this.#observed.has(id)) return;
    this.#observed.add(id);
    this.events.push(event);
  }

  /** Starts the workflow. With `byHand` the clock stands still until a step moves it. */
  async start(byHand: boolean): Promise<void> {
    if (this.refusal !== undefined) throw new Error(`The definition was refused: ${this.refusal}`);
    this.#time = new VirtualTime({ startMs: START, automatic: !byHand });
    this.#driver = await this.#make({
      effects: this.#effects(),
      time: this.#time,
      observer: (event) => this.#observe(event),
    });
    this.#engine = this.#driver.engine;
    const request = { tenantId: TENANT, executionId: this.executionId, definition: MAIN, input: this.input };
    await this.engine.start({ ...request, trigger: { kind: 'manual' } });
    if (byHand) await this.settle();
  }

  /** Waits until nothing goes on but waiting. */
  async settle(): Promise<void> {
    await this.#time.settle();
  }

  async advance(ms: number): Promise<void> {
    await this.#time.advance(ms);
  }

  /** Milliseconds since the start. */
  elapsed(): number {
    return this.#time.now() - START;
  }

  /** Stops the worker in the middle of whatever it does; another one takes over. */
  async crash(): Promise<void> {
    await this.engine.close();
    this.#engine = await this.#driver!.takeOver();
    await this.settle();
  }

  /** How the execution ended; waits for it unless the clock is moved by hand. */
  async outcome(): Promise<Outcome> {
    return await this.engine.outcome(TENANT, this.executionId);
  }

  async history(): Promise<readonly HistoryEntry[]> {
    return await this.engine.history(TENANT, this.executionId);
  }

  /** Takes the execution up from every prefix of its history; see {@link replayFromEveryPrefix}. Gives their number. */
  async replayPrefixes(): Promise<number> {
    const store = this.#driver?.store?.();
    if (!store) return 0;
    return await replayFromEveryPrefix({ store, executionId: this.executionId, effects: this.#effects() });
  }

  async close(): Promise<void> {
    await this.#driver?.close();
    await this.outside.close();
  }

  #effects(): Effects {
    const clock = { now: () => this.#time.now() };
    const send = createAuthenticatedSender(this.network, clock);
    const documents = createDocumentLoader(send, clock);
    const http = createHttpCaller(send);
    return {
      ...this.outside.ports(send, { http, documents }),
      http,
      documents,
      operations: createOperationResolver(async () => undefined, documents),
      events: {
        publish: async (event, context) => {
          this.published.push(event);
          await this.engine.deliverEvent(context.tenantId, event);
        },
      },
      secrets: { read: async (_, names) => pick(this.secrets, names) },
      definitions: {
        load: async (_, definition) => {
          const workflow = this.#definitions.get(definition);
          if (workflow) return workflow;
          throw standardError('configuration', `There is no definition ${definition}`);
        },
        find: async (_, { namespace, name }) =>
          this.#definitions.has(`${namespace}/${name}`) ? `${namespace}/${name}` : undefined,
      },
      functions: this.functions,
      approvals: {
        open: async (request) => void this.approvals.push(request),
        escalate: async () => {},
        close: async () => {},
      },
    };
  }
}

function pick(values: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.filter((name) => Object.hasOwn(values, name)).map((name) => [name, values[name]]));
}
