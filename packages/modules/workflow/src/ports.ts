import type { Approval, ConnectionAuth, DomainEvent, Draft, Execution, Workflow } from '@parley/contracts';
import type { Workflow as Definition, EventType, JsonSchema, Operation } from '@parley/dsl';
import type { EffectContext, HistoryEntry } from '@parley/engine';
import type { Json } from '@parley/kernel';
import type { CommandFailure, CommandKind, CommandRecord, ExecutionCommand } from './domain/execution-command.ts';
import type { TriggerSpec } from './domain/triggers.ts';

/** One of the tenant's systems, with what its API document offers. */
export interface ConnectionRecord {
  readonly connectionId: string;
  readonly name: string;
  readonly title: string;
  readonly documentUrl: string;
  /** Key of the document's text in the object store. */
  readonly documentKey: string;
  readonly liveUrl: string;
  readonly sandboxUrl: string | undefined;
  readonly hasCredential: boolean;
  /** Absent for none, and for a bearer token that was set before there were other kinds. */
  readonly auth?: ConnectionAuth['kind'];
  readonly operations: readonly Operation[];
  readonly events: readonly EventType[];
  readonly createdAt: string;
}

export type DraftRecord = Draft & { readonly definition: Definition | undefined };

/** A version as it is stored; it never changes (W1). */
export interface VersionRecord {
  readonly workflowId: string;
  readonly version: number;
  readonly source: string;
  readonly definition: Definition;
  readonly approvedBy: string;
  readonly draftId: string;
  readonly createdAt: string;
}

export interface WorkflowRecord extends Workflow {
  readonly namespace: string;
}

/** One reason for a workflow to start. */
export interface TriggerRecord {
  readonly tenantId: string;
  readonly workflowId: string;
  readonly version: number;
  /** Position among the workflow's triggers. */
  readonly ordinal: number;
  readonly spec: TriggerSpec;
  /** When a schedule fires next, epoch milliseconds. */
  readonly nextAt: number | undefined;
}

export interface Page {
  readonly limit: number;
  /** Id that the last page ended with. */
  readonly before?: string;
}

export interface WorkflowReads {
  findConnection(connectionId: string): Promise<ConnectionRecord | undefined>;
  findConnectionByName(name: string): Promise<ConnectionRecord | undefined>;
  /** The one that owns an API document; of several the first by name. */
  findConnectionByDocument(documentUrl: string): Promise<ConnectionRecord | undefined>;
  /** By name; small enough to read whole, a tenant has tens of connections. */
  listConnections(): Promise<ConnectionRecord[]>;
  findDraft(draftId: string): Promise<DraftRecord | undefined>;
  findWorkflow(workflowId: string): Promise<WorkflowRecord | undefined>;
  findWorkflowByName(namespace: string, name: string): Promise<WorkflowRecord | undefined>;
  listWorkflows(page: Page): Promise<WorkflowRecord[]>;
  findVersion(workflowId: string, version: number): Promise<VersionRecord | undefined>;
  findVersionOfDraft(draftId: string): Promise<VersionRecord | undefined>;
  findExecution(executionId: string): Promise<Execution | undefined>;
  listExecutions(page: Page & { workflowId?: string; status?: Execution['status'] }): Promise<Execution[]>;
  /**
   * Where an execution stands and at most `limit` entries of its history after a sequence number, oldest first, both as
   * of one moment; undefined when the tenant has no such execution.
   */
  timeline(
    executionId: string,
    after: number,
    limit: number,
  ): Promise<{ readonly status: Execution['status']; readonly entries: readonly HistoryEntry[] } | undefined>;
  /** The entries alone. */
  history(executionId: string, after: number, limit: number): Promise<HistoryEntry[]>;
  /** Sequence number of the newest entry; 0 when there is none. */
  lastSequence(executionId: string): Promise<number>;
  /** How many executions of the tenant have not ended; counts no further than `most`. */
  countOpenExecutions(most: number): Promise<number>;
  findApproval(approvalId: string): Promise<ApprovalRecord | undefined>;
  listApprovals(page: Page & { status?: Approval['status'] }): Promise<ApprovalRecord[]>;
  findCommand(commandId: string): Promise<CommandRecord | undefined>;
  /** What was accepted for an execution and is not carried out yet, oldest first. */
  openCommands(executionId: string): Promise<CommandKind[]>;
  /** By name. */
  listNotificationChannels(): Promise<NotificationChannelRecord[]>;
  /** Triggers of active workflows that an event of this type can start. */
  eventTriggers(type: string): Promise<TriggerRecord[]>;
}

/** `name` is what the engine waits for. */
export type ApprovalRecord = Approval & { readonly name: string };

/** Where notifications of a channel go. */
export interface NotificationChannelRecord {
  readonly channel: string;
  readonly webhookUrl: string;
}

export interface WorkflowTx extends WorkflowReads {
  insertConnection(connection: ConnectionRecord): Promise<void>;
  updateConnection(connection: ConnectionRecord): Promise<void>;
  /** False when the draft is there already. */
  insertDraft(draft: DraftRecord): Promise<boolean>;
  updateDraft(draft: DraftRecord): Promise<void>;
  /** Serialises approvals of one workflow name until the transaction ends. */
  lockWorkflowName(namespace: string, name: string): Promise<WorkflowRecord | undefined>;
  saveWorkflow(workflow: WorkflowRecord): Promise<void>;
  insertVersion(version: VersionRecord): Promise<void>;
  /** Replaces all triggers of a workflow. */
  replaceTriggers(workflowId: string, triggers: readonly TriggerRecord[]): Promise<void>;
  /** False when the request is there already. */
  insertApproval(approval: ApprovalRecord): Promise<boolean>;
  updateApproval(approval: ApprovalRecord): Promise<void>;
  findApprovalByName(executionId: string, name: string): Promise<ApprovalRecord | undefined>;
  insertCommand(command: ExecutionCommand): Promise<void>;
  saveNotificationChannel(channel: NotificationChannelRecord): Promise<void>;
  publish(event: DomainEvent): Promise<void>;
}

/** A command and its place in the order of acceptance; the first one is after 0. */
export interface AcceptedCommand {
  readonly position: number;
  readonly command: ExecutionCommand;
}

/** Where connections, definitions and triggers live. Every call sees one tenant only, but for those that say so. */
export interface WorkflowStore {
  read<T>(tenantId: string, work: (tx: WorkflowReads) => Promise<T>): Promise<T>;
  transaction<T>(tenantId: string, work: (tx: WorkflowTx) => Promise<T>): Promise<T>;
  /** Of all tenants: whose connection this is. */
  tenantOfConnection(connectionId: string): Promise<string | undefined>;
  /** Of all tenants: up to `limit` commands after a position that are not carried out yet, oldest first. */
  acceptedCommands(after: number, limit: number): Promise<AcceptedCommand[]>;
  /** Notes that a command was carried out, or why it never can be. */
  finishCommand(command: ExecutionCommand, failure: CommandFailure | undefined): Promise<void>;
  /** Of all tenants: schedules that are due at `nowMs`, the earliest first. */
  dueTriggers(nowMs: number, limit: number): Promise<TriggerRecord[]>;
  /** Moves a schedule on; false when somebody else did (its `nextAt` is no longer `from`). */
  advanceTrigger(trigger: TriggerRecord, from: number, nextAt: number | undefined): Promise<boolean>;
}

/** Secrets of a tenant, encrypted at rest under a key of its own. */
export interface SecretVault {
  put(tenantId: string, name: string, value: string): Promise<void>;
  get(tenantId: string, name: string): Promise<string | undefined>;
}

/** The installation's key: encrypts the tenants' data keys and is seen by nobody else. */
export interface KeyEncryption {
  wrap(dataKey: Uint8Array): Promise<Uint8Array>;
  /** Raises when `wrapped` was not made by {@link wrap} under the same key. */
  unwrap(wrapped: Uint8Array): Promise<Uint8Array>;
}

/** Large immutable values by key: segments of letters, digits, `.`, `_` and `-` joined by slashes. */
export interface ObjectStore {
  put(key: string, value: Uint8Array): Promise<void>;
  get(key: string): Promise<Uint8Array | undefined>;
  has(key: string): Promise<boolean>;
  /** No effect when there is none. */
  delete(key: string): Promise<void>;
}

/** Which history entry refers to which value in the object store. */
export interface StoredValue {
  readonly tenantId: string;
  readonly sha256: string;
  readonly executionId: string;
  readonly seq: number;
  readonly bytes: number;
}

export interface ValueIndex {
  /** Notes references before values and entries are written. Waits for a {@link sweep} of the same value. */
  register(values: readonly StoredValue[]): Promise<void>;
  /** The value, when a history entry of the tenant's execution refers to it. */
  find(tenantId: string, executionId: string, sha256: string): Promise<StoredValue | undefined>;
  /**
   * Looks at up to `limit` references that were noted before `beforeMs` and not looked at yet, forgets those that no
   * history entry has, and calls `remove` for values without any other reference. Gives how many it looked at.
   */
  sweep(beforeMs: number, limit: number, remove: (value: StoredValue) => Promise<void>): Promise<number>;
}

/** What an API document offers. */
export interface ImportedApi {
  readonly title: string;
  readonly serverUrl: string | undefined;
  readonly operations: readonly Operation[];
  readonly events: readonly EventType[];
}

export interface ApiImporter {
  /** Reads a document over the network, through the egress guard. */
  fetch(documentUrl: string): Promise<string>;
  /** Raises `invalid_api_document` with the place of the problem. */
  parse(connection: string, documentUrl: string, text: string): Promise<ImportedApi>;
}

/** Sends a message to an incoming webhook, through the egress guard. */
export interface NotificationSender {
  /** Rejects when the webhook does not take it; `idempotencyKey` is the same on every attempt. */
  send(webhookUrl: string, notification: Notification, context: EffectContext): Promise<void>;
}

/** What a workflow tells somebody. */
export interface Notification {
  readonly to: string;
  readonly channel: string;
  readonly subject: string | undefined;
  readonly message: string;
}

/** Checks the signature of an incoming webhook. */
export interface WebhookVerifier {
  /** Gives the message's id; raises `unauthenticated` when the signature does not match or is too old. */
  verify(
    secret: string,
    headers: Readonly<Record<string, string | undefined>>,
    rawBody: string,
  ): { readonly id: string };
}

/** Stands in for the tenant's systems during a rehearsal. */
export interface ContractMocks {
  /** How many different answers of an operation can lead a workflow different ways; at least 1. */
  variants(operation: Operation): number;
  /** A deterministic answer that fits the operation's schema; variant 0 is the document's example where it has one. */
  respond(operation: Operation, variant: number): Json;
  /** Data of an event that fits its schema. */
  eventData(event: EventType): Json;
  /** Values that fit a schema and differ from {@link sample} in one place: empty, zero, left out. At most 12. */
  boundaries(schema: JsonSchema): { readonly name: string; readonly value: Json }[];
  /** A value that fits a schema. */
  sample(schema: JsonSchema): Json;
  /** What about the flat map of arguments does not fit the operation's schema, one sentence each. */
  violations(operation: Operation, args: Readonly<Record<string, unknown>>): string[];
}
