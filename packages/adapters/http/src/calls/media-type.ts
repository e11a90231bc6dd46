/** A media type without parameters, in lower case, and its charset. */
export interface MediaType {
  readonly type: string;
  readonly charset: string | undefined;
}

export function parseMediaType(header = ''): MediaType {
  const [type = '', ...parameters] = header.split(';').map((part) => part.trim());
  const charset = parameters.find((part) => /^charset=/i.test(part))?.slice('charset='.length);
  return { type: type.toLowerCase(), charset: charset?.replaceAll('"', '').toLowerCase() };
}

export const isJsonType = (type: string) =>
  type === 'application/json' || type === 'text/json' || (type.startsWith('application/') && type.endsWith('+json'));

export const isTextType = (type: string) =>
  type.startsWith('text/') ||
  type.endsWith('+xml') ||
  ['application/xml', 'application/javascript', 'application/x-ndjson', 'application/yaml'].includes(type) ||
  type === 'application/x-www-form-urlencoded';

export const isHtmlType = (type: string) => type === 'text/html' || type === 'application/xhtml+xml';
