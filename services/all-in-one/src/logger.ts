import type { Logger } from '@parley/kernel';
import pino from 'pino';
import type { Config } from './config.ts';

// A second line of defence: secrets are not put into log fields in the first place.
const REDACTED = ['authorization', 'password', 'secret', 'token', 'bearerToken', 'webhookSecret', 'clientSecret'];

/** JSON lines on standard error; standard output belongs to whoever started the process. */
export function createLogger(level: Config['logLevel']): Logger {
  const paths = REDACTED.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  return pino(
    { level, redact: { paths, censor: '[redacted]' }, serializers: { error: pino.stdSerializers.err } },
    pino.destination(2),
  );
}
