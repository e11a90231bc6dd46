import { z } from 'zod';
import { defineOperations } from '../operation.ts';
import { Id, JsonObject, JsonValue, PageQuery, pageOf, Time } from '../schemas.ts';

export const DiagnosticView = z.object({
  code: z.string(),
  severity: z.enum(['error', 'warning', 'hint']),
  message: z.string(),
  pointer: z.string(),
  line: z.number().int().optional(),
  column: z.number().int().optional(),
});

export type DiagnosticView = z.infer<typeof DiagnosticView>;

/** One rehearsed run: which fault was injected where, how it ended, what it would have done outside. */
export const RehearsalRun = z.object({
  name: z.string(),
  fault: z.string().optional(),
  status: z.enum(['completed', 'faulted', 'waiting', 'cancelled']),
  /** JSON pointers of the tasks that ran. */
  path: z.array(z.string()),
  effects: z.array(z.object({ task: z.string(), operation: z.string(), arguments: JsonValue, outcome: z.string() })),
  error: z.string().optional(),
});

/** The record of a rehearsal. */
export const Proof = z.object({
  passed: z.boolean(),
  runs: z.array(RehearsalRun),
  coveredTasks: z.number().int(),
  totalTasks: z.number().int(),
  uncovered: z.array(z.string()),
  violations: z.array(z.string()),
  consequences: z
    .array(z.string())
    .optional()
    .meta({ description: 'What happens when a system fails, or data are unusual: one sentence each' }),
});
export type Proof = z.infer<typeof Proof>;

export const Draft = z.object({
  draftId: Id,
  conversationId: Id.optional(),
  name: z.string(),
  title: z.string(),
  status: z.enum(['proposed', 'approved', 'replaced']),
  source: z.string().meta({ description: 'The definition as YAML' }),
  valid: z.boolean(),
  diagnostics: z.array(DiagnosticView),
  tree: z.string().meta({ description: 'The workflow drawn as text' }),
  explanation: z.string(),
  changes: z.array(z.string()).meta({ description: 'What differs from the last version of the same name' }),
  proof: Proof.optional(),
  createdAt: Time,
});
export type Draft = z.infer<typeof Draft>;

export const Workflow = z.object({
  workflowId: Id,
  name: z.string(),
  title: z.string(),
  latestVersion: z.number().int(),
  status: z.enum(['active', 'disabled']),
  trigger: z.string().meta({ description: 'What starts it, in words' }),
  createdAt: Time,
});
export type Workflow = z.infer<typeof Workflow>;

export const WorkflowVersion = z.object({
  workflowId: Id,
  version: z.number().int(),
  source: z.string(),
  tree: z.string(),
  explanation: z.string(),
  approvedBy: z.string(),
  createdAt: Time,
});

const DraftPath = z.object({ draftId: Id });
const WorkflowPath = z.object({ workflowId: Id });

export const definitionOperations = defineOperations({
  createDraft: {
    method: 'POST',
    path: '/v1/drafts',
    summary: 'Proposes a definition; it is checked at once and kept with its diagnostics',
    role: 'editor',
    body: z.object({
      source: z.string().min(1).max(1_000_000).meta({ description: 'YAML or JSON' }),
      conversationId: Id.optional(),
      intents: JsonObject.optional().meta({ description: 'The words that asked for each task, by JSON pointer' }),
    }),
    response: Draft,
    status: 201,
    maxBodyBytes: 3 * 1024 * 1024,
  },
  getDraft: {
    method: 'GET',
    path: '/v1/drafts/{draftId}',
    summary: 'One draft with its diagnostics and proof',
    role: 'viewer',
    params: DraftPath,
    response: Draft,
    status: 200,
  },
  rehearseDraft: {
    method: 'POST',
    path: '/v1/drafts/{draftId}/rehearsals',
    summary: 'Runs a draft against mocks of the APIs with injected faults',
    role: 'editor',
    params: DraftPath,
    response: Proof,
    status: 200,
  },
  approveDefinition: {
    method: 'POST',
    path: '/v1/drafts/{draftId}/approval',
    summary: 'Makes a draft a version of its workflow',
    role: 'editor',
    params: DraftPath,
    response: Workflow,
    status: 201,
  },
  listWorkflows: {
    method: 'GET',
    path: '/v1/workflows',
    summary: 'The tenant’s workflows',
    role: 'viewer',
    query: PageQuery,
    response: pageOf(Workflow),
    status: 200,
  },
  getWorkflow: {
    method: 'GET',
    path: '/v1/workflows/{workflowId}',
    summary: 'One workflow',
    role: 'viewer',
    params: WorkflowPath,
    response: Workflow,
    status: 200,
  },
  getWorkflowVersion: {
    method: 'GET',
    path: '/v1/workflows/{workflowId}/versions/{version}',
    summary: 'One version of a workflow; versions never change',
    role: 'viewer',
    params: WorkflowPath.extend({ version: z.coerce.number().int().min(1) }),
    response: WorkflowVersion,
    status: 200,
  },
  setWorkflowStatus: {
    method: 'POST',
    path: '/v1/workflows/{workflowId}/status',
    summary: 'Switches a workflow’s triggers on or off',
    role: 'editor',
    params: WorkflowPath,
    body: z.object({ status: z.enum(['active', 'disabled']) }),
    response: Workflow,
    status: 200,
  },
});
