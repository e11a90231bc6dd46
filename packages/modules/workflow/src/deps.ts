import type { ExecutionEngine } from '@parley/engine';
import type { ChangeSignal, Clock, IdSource, Logger } from '@parley/kernel';
import type { OpenExecutions } from './domain/open-executions.ts';
import type {
  ApiImporter,
  ContractMocks,
  ObjectStore,
  SecretVault,
  ValueIndex,
  WebhookVerifier,
  WorkflowStore,
} from './ports.ts';
import type { LargeValues } from './values/large-values.ts';

/** What every command and query of this module works with. */
export interface WorkflowDeps {
  readonly store: WorkflowStore;
  readonly engine: ExecutionEngine;
  readonly importer: ApiImporter;
  readonly mocks: ContractMocks;
  readonly vault: SecretVault;
  readonly objects: ObjectStore;
  /** Large values of histories. */
  readonly values: LargeValues;
  readonly valueIndex: ValueIndex;
  readonly webhooks: WebhookVerifier;
  readonly openExecutions: OpenExecutions;
  readonly clock: Clock;
  readonly newId: IdSource;
  readonly logger: Logger;
  /** Notified with an execution's id when its history grew. */
  readonly changes: ChangeSignal;
  /** The tenant's time zone, for schedules that name none. */
  readonly timeZoneOf: (tenantId: string) => Promise<string>;
  /** The installation's address as connected systems see it, without a slash at the end. */
  readonly publicUrl: () => string;
}
