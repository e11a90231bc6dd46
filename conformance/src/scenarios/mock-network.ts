import type { Egress, EgressRequest, EgressResponse } from '@parley/adapter-http';

/** An answer of the mock; a body that is no text is sent as JSON. */
export interface MockAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface MockRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Answers one request; undefined when the route is not meant. */
export type MockRoute = (request: MockRequest) => MockAnswer | undefined;

/** A network in this process: real requests of the real HTTP adapter, answered by routes. Nothing leaves the machine. */
export class MockNetwork implements Egress {
  readonly requests: MockRequest[] = [];
  readonly #routes: MockRoute[] = [];

  add(route: MockRoute): void {
    this.#routes.push(route);
  }

  /** Answers `METHOD URL` with one answer after the other; the last one stays. */
  answer(route: string, answers: readonly MockAnswer[]): void {
    let next = 0;
    this.add(({ method, url }) => {
      if (`${method} ${url}` !== route) return undefined;
      const answer = answers[Math.min(next, answers.length - 1)];
      next += 1;
      return answer;
    });
  }

  async request({ method = 'GET', url, headers = {}, body }: EgressRequest): Promise<EgressResponse> {
    const text = body === undefined ? '' : typeof body === 'string' ? body : new TextDecoder().decode(body);
    const request: MockRequest = { method, url, headers, body: text };
    this.requests.push(request);
    const answer = this.#answerTo(request);
    const isText = typeof answer.body === 'string';
    const contentType = isText ? 'text/plain' : 'application/json';
    return {
      url,
      status: answer.status ?? 200,
      headers: { ...(answer.body !== undefined && { 'content-type': contentType }), ...answer.headers },
      body: new TextEncoder().encode(isText ? (answer.body as string) : (JSON.stringify(answer.body) ?? '')),
    };
  }

  #answerTo(request: MockRequest): MockAnswer {
    for (const route of this.#routes.toReversed()) {
      const answer = route(request);
      if (answer) return answer;
    }
    return { status: 404, body: { error: `Nothing answers ${request.method} ${request.url}` } };
  }

  async close(): Promise<void> {}
}
