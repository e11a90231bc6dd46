import { parseIsoDuration } from '@parley/kernel';
import { Cron } from 'croner';
import { nearest } from '../diagnostics/nearest.ts';
import type { TextCheck, TextProblem } from './shape.ts';

const problem = (code: TextProblem['code'], message: string, hint?: string): TextProblem => ({
  code,
  message,
  ...(hint !== undefined && { hint }),
});

const DNS_LABEL = /^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$/;

/** A name of a workflow or namespace: a DNS label (RFC 1123). */
export const dnsLabel: TextCheck = (text) =>
  DNS_LABEL.test(text)
    ? undefined
    : problem('invalid_name', `"${text}" is no name: letters, digits and inner hyphens, at most 63 characters`);

// https://semver.org, the suggested regular expression, which the official schema uses as well.
const SEMVER =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+([0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?$/;

export const semver: TextCheck = (text) =>
  SEMVER.test(text) ? undefined : problem('invalid_version', `"${text}" is no semantic version such as 1.0.0`);

export const versionOrLatest: TextCheck = (text) => (text === 'latest' ? undefined : semver(text));

/** An ISO 8601 duration of weeks, days, hours, minutes and seconds. */
export const isoDuration: TextCheck = (text) => {
  if (parseIsoDuration(text) !== undefined) return undefined;
  if (/^P\d*Y|^P(?:\d+Y)?\d+M/.test(text)) {
    return problem('invalid_duration', `"${text}" counts years or months, which have no fixed length`, 'Use days.');
  }
  return problem('invalid_duration', `"${text}" is no ISO 8601 duration`, 'Write PT30S, PT15M, PT2H or P1D.');
};

export const cron: TextCheck = (text) => {
  try {
    new Cron(text, { paused: true });
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^CronPattern: /, '') : String(error);
    return problem('invalid_cron', `"${text}" is no cron expression: ${reason}`, 'For example 0 9 * * 1-5.');
  }
};

// RFC 6570, section 2: literals, percent-encoded triplets and expressions; only simple expansion `{name}` is part of the DSL.
const URI_TEMPLATE = /^(?:[^\p{Cc}\s"'<>%\\^`{|}]|%[0-9a-f]{2}|\{\w+(?:,\w+)*\})+$/iu;
// RFC 3986, appendix B, without white space: what the official schema asks for.
const URI_PARTS = /^(?:[^:/?#]+:)?(?:\/\/[^/?#]*)?[^?#]*(?:\?[^#]*)?(?:#.*)?$/;

/** A URI reference, possibly with `{name}` in it. */
export const uriTemplate: TextCheck = (text) => {
  if (URI_TEMPLATE.test(text) && URI_PARTS.test(text)) return undefined;
  if (text.includes('${')) {
    return problem(
      'invalid_uri',
      'An expression inside an address is not evaluated',
      'Write {name} for a property of the input, or make all of it one expression: ${ "https://host/\\(.id)" }.',
    );
  }
  return problem('invalid_uri', `"${text}" is no address`, 'Variables are written {name}.');
};

const HOST = /^[a-zA-Z0-9](?:[a-zA-Z0-9.-]{0,61}[a-zA-Z0-9])?$/;

export const hostName: TextCheck = (text) =>
  HOST.test(text) ? undefined : problem('invalid_name', `"${text}" is no host name`);

const DATE_TIME = /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i;

/** A time of RFC 3339; the day must exist. */
export const dateTime: TextCheck = (text) => {
  const day = DATE_TIME.exec(text)?.[1];
  const exists = day !== undefined && new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day);
  return exists
    ? undefined
    : problem('invalid_time', `"${text}" is no time of RFC 3339`, 'For example 2026-01-31T09:30:00Z.');
};

export const jsonPointer: TextCheck = (text) =>
  /^(?:\/(?:[^~/]|~0|~1)*)*$/.test(text)
    ? undefined
    : problem('invalid_pointer', `"${text}" is no JSON pointer such as /do/0/getPet`);

/** A name that jq can take as a variable, without the `$`. */
export const variableName: TextCheck = (text) =>
  /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(text)
    ? undefined
    : problem('invalid_name', `"${text}" cannot be the name of a variable: letters, digits and underscores`);

const HTTP_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT', 'QUERY'];

/** An HTTP method (RFC 9110); others than the registered ones are almost always a slip. */
export const httpMethod: TextCheck = (text) => {
  const upper = text.toUpperCase();
  if (HTTP_METHODS.includes(upper)) return undefined;
  const near = nearest(upper, HTTP_METHODS);
  return problem(
    'unknown_http_method',
    `"${text}" is no usual HTTP method`,
    near ? `Did you mean ${near.toLowerCase()}?` : undefined,
  );
};
