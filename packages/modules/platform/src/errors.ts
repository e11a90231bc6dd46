import { defineErrors } from '@parley/kernel';

/** Codes that the platform module raises besides the common ones. */
export const platformError = defineErrors({
  member_exists: { status: 409, retryable: false, doc: 'The subject is a member of the tenant already.' },
  unknown_business_role: { status: 422, retryable: false, doc: 'The tenant has no business role of this name.' },
  reserved_subject: { status: 422, retryable: false, doc: 'Subjects that begin with "service:" belong to Parley.' },
  invalid_tenant_settings: {
    status: 422,
    retryable: false,
    doc: 'The slug or the time zone of a tenant is not valid.',
  },
});
