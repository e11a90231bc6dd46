import type { z } from 'zod';
import { defineErrors } from './errors.ts';

const configError = defineErrors({
  invalid_configuration: { status: 500, retryable: false, doc: 'A setting of the installation is missing or wrong.' },
});

/**
 * Turns the names of the environment into a typed configuration. Every setting that is missing or wrong is named in
 * one error, each with the environment variable to set.
 */
export function loadConfig<T extends z.ZodObject>(
  schema: T,
  env: Readonly<Record<string, string | undefined>>,
): z.infer<T> {
  const result = schema.safeParse(env);
  if (result.success) return result.data as z.infer<T>;
  const problems = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw configError('invalid_configuration', `The configuration is not valid:\n  ${problems.join('\n  ')}`, {
    hint: 'Set or correct these environment variables and start again.',
  });
}
