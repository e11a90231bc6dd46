import { defineErrors, type ErrorTable } from '@parley/kernel';

/** Codes that the engine raises to its callers; errors inside a workflow are {@link WorkflowProblem}s instead. */
export const ENGINE_ERRORS = {
  execution_not_found: { status: 404, retryable: false, doc: 'The tenant has no execution with this id.' },
  execution_terminal: { status: 409, retryable: false, doc: 'The execution has ended.' },
  execution_open: { status: 409, retryable: false, doc: 'The execution has not ended yet.' },
  execution_compensated: { status: 409, retryable: false, doc: 'What the execution did was undone; start a new one.' },
  execution_id_taken: { status: 409, retryable: false, doc: 'Another tenant has an execution with this id.' },
  task_not_found: { status: 404, retryable: false, doc: 'The execution never reached a task at this position.' },
  invalid_definition: { status: 422, retryable: false, doc: 'The workflow definition cannot be compiled.' },
  payload_too_large: { status: 413, retryable: false, doc: 'A value is larger than an execution may hold.' },
  lease_lost: { status: 503, retryable: true, doc: 'Another worker has taken over.' },
  engine_closed: { status: 503, retryable: true, doc: 'The engine is shutting down.' },
} as const satisfies ErrorTable;

/** Raises an error with one of the engine's codes. */
export const engineError = defineErrors(ENGINE_ERRORS);
