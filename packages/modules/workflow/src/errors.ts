import { defineErrors } from '@parley/kernel';

/** Codes that only this module raises. */
export const WORKFLOW_ERRORS = {
  invalid_definition: {
    status: 422,
    retryable: false,
    doc: 'The definition has errors; they are listed with their places.',
  },
  invalid_api_document: { status: 422, retryable: false, doc: 'The API document cannot be read.' },
  name_taken: { status: 409, retryable: false, doc: 'There is something with this name already.' },
} as const;

/** Raises an error of the workflow module. */
export const workflowError = defineErrors(WORKFLOW_ERRORS);
