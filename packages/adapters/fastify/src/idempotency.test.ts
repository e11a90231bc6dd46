import { commonError, newId } from '@parley/kernel';
import { IDEMPOTENCY_STALE_MS } from '@parley/module-gateway';
import { describe, expect, it } from 'vitest';
import { createEdge, createNotes } from './testing/edge.ts';

const createNote = (key: string, text = 'x') =>
  ({ method: 'POST', url: '/v1/notes', body: { text }, headers: { 'idempotency-key': key } }) as const;
const aNote = () => ({ noteId: newId(), text: 't', etag: 'e' });

describe('a POST with an Idempotency-Key', () => {
  it('has its effect once and gives the same answer again, marked', async () => {
    const { routes, calls } = createNotes();
    const edge = createEdge([routes]);
    const first = await edge.request('editor', createNote('k'));
    const second = await edge.request('editor', createNote('k'));
    expect(calls).toHaveLength(1);
    expect(calls[0]!.input.idempotencyKey).toBe('k');
    expect([second.statusCode, second.body]).toEqual([first.statusCode, first.body]);
    expect([first, second].map(({ headers }) => headers['idempotency-replayed'])).toEqual([undefined, 'true']);
  });

  it('has its effect once when many come at the same time', async () => {
    let finish = () => {};
    const gate = new Promise<void>((resolve) => {
      finish = resolve;
    });
    let runs = 0;
    const { routes } = createNotes({
      createNote: async () => {
        runs += 1;
        await gate;
        return aNote();
      },
    });
    const edge = createEdge([routes]);
    const first = edge.request('editor', createNote('k'));
    const others = await Promise.all([1, 2, 3].map(() => edge.request('editor', createNote('k'))));
    finish();
    expect((await first).statusCode).toBe(201);
    expect(runs).toBe(1);
    for (const response of others) {
      expect([response.statusCode, response.json().code]).toEqual([409, 'idempotency_in_progress']);
      expect([response.json().retryable, response.headers['retry-after']]).toEqual([true, '1']);
    }
  });

  it('is refused for another request with the same key', async () => {
    const { routes, calls } = createNotes();
    const edge = createEdge([routes]);
    await edge.request('editor', createNote('k'));
    const response = await edge.request('editor', createNote('k', 'another'));
    expect([response.statusCode, response.json().code]).toEqual([422, 'idempotency_key_reused']);
    expect(calls).toHaveLength(1);
  });

  it('runs for each member who happens to use the key', async () => {
    const { routes, calls } = createNotes();
    const edge = createEdge([routes]);
    for (const member of ['editor', 'owner', 'beta']) await edge.request(member, createNote('k'));
    expect(calls.map(({ context }) => context!.actor)).toEqual(['editor', 'owner', 'beta']);
  });

  it('can be tried again after a failure', async () => {
    let fails = true;
    const { routes } = createNotes({
      createNote: async () => {
        if (fails) throw commonError('unavailable', 'not now');
        return aNote();
      },
    });
    const edge = createEdge([routes]);
    expect((await edge.request('editor', createNote('k'))).statusCode).toBe(503);
    fails = false;
    const second = await edge.request('editor', createNote('k'));
    expect([second.statusCode, second.headers['idempotency-replayed']]).toEqual([201, undefined]);
  });

  it('can be tried again when the process that had it died', async () => {
    let dies = true;
    let reached = () => {};
    const started = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const { routes } = createNotes({
      createNote: async () => {
        reached();
        return dies ? new Promise<never>(() => {}) : aNote();
      },
    });
    const edge = createEdge([routes]);
    void edge.request('editor', createNote('k'));
    await started;
    dies = false;
    expect((await edge.request('editor', createNote('k'))).statusCode).toBe(409);
    edge.clock.advance(IDEMPOTENCY_STALE_MS);
    expect((await edge.request('editor', createNote('k'))).statusCode).toBe(201);
  });

  it.each(['', 'ä', 'a b', 'x'.repeat(256)])('is refused for the key %j', async (key) => {
    const { routes, calls } = createNotes();
    const response = await createEdge([routes]).request('editor', createNote(key));
    expect([response.statusCode, response.json().code]).toEqual([400, 'invalid_request']);
    expect(calls).toEqual([]);
  });

  it('does not take a key away for a request that is not valid', async () => {
    const edge = createEdge([createNotes().routes]);
    expect((await edge.request('editor', createNote('k', ''))).statusCode).toBe(400);
    expect((await edge.request('editor', createNote('k'))).statusCode).toBe(201);
  });
});

describe('a document with an ETag', () => {
  const { note, routes, calls } = createNotes();
  const edge = createEdge([routes]);
  const url = `/v1/notes/${note.noteId}`;
  const replace = (headers: Record<string, string>) =>
    edge.request('editor', { method: 'PUT', url, body: { text: 'x' }, headers });

  it('is sent with it, and not sent again to who has it', async () => {
    const first = await edge.request('viewer', { url });
    expect([first.statusCode, first.headers.etag]).toEqual([200, '"v1"']);
    const again = await edge.request('viewer', { url, headers: { 'if-none-match': '"v1"' } });
    expect([again.statusCode, again.body]).toEqual([304, '']);
    expect((await edge.request('viewer', { url, headers: { 'if-none-match': '"v0"' } })).statusCode).toBe(200);
  });

  it('is changed with If-Match, which the operation gets without quotes', async () => {
    calls.length = 0;
    const response = await replace({ 'if-match': '"v1"' });
    expect([response.statusCode, response.headers.etag]).toEqual([200, '"v2"']);
    expect(calls[0]!.input.ifMatch).toBe('v1');
  });

  it('is not changed without If-Match, or with one that is no single ETag', async () => {
    calls.length = 0;
    const missing = await replace({});
    expect([missing.statusCode, missing.json().code]).toEqual([428, 'precondition_required']);
    for (const header of ['v1', 'W/"v1"', '"a", "b"', '*']) {
      expect((await replace({ 'if-match': header })).json().code).toBe('invalid_request');
    }
    expect(calls).toEqual([]);
  });
});
