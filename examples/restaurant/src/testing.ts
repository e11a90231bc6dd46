import type { ApiName } from './records.ts';
import type { Sandbox } from './sandbox-interface.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes
  readonly body: any;
}

/** Calls an API of the sandbox with its key, `GET /capacity` or `POST /orders`. */
export async function callApi(
  sandbox: Sandbox,
  api: ApiName,
  request: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const [method, path] = request.split(' ') as [string, string];
  const response = await fetch(`${sandbox.baseUrl(api)}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${sandbox.apiKeys[api]}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, headers: response.headers, body: JSON.parse((await response.text()) || 'null') };
}
