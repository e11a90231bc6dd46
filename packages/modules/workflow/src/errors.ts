import { defineErrors } from '@parley/kernel';

/** Codes that only this module raises. */
export const WORKFLOW_ERRORS = {
  invalid_definition: {
    status: 422,
    retryable: false,
    doc: 'The definition has errors; they are listed with their places.',
  },
  invalid_api_document: { status: 422, retryable: false, doc: 'The API document cannot be read.' },
  execution_finished: { status: 409, retryable: false, doc: 'The execution has ended or is being cancelled.' },
  execution_running: { status: 409, retryable: false, doc: 'The execution has not ended yet.' },
  not_suspended: { status: 409, retryable: false, doc: 'Only a suspended execution can be resumed.' },
  not_faulted: { status: 409, retryable: false, doc: 'Only a faulted execution can be retried.' },
  too_many_executions: { status: 429, retryable: true, doc: 'The tenant has as many open executions as it may.' },
  credential_needed: {
    status: 409,
    retryable: false,
    doc: 'The credential was given for another address; it goes to a new one only when it is given again.',
  },
  name_taken: { status: 409, retryable: false, doc: 'There is something with this name already.' },
} as const;

/** Raises an error of the workflow module. */
export const workflowError = defineErrors(WORKFLOW_ERRORS);
