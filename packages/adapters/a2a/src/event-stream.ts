/**
 * The data of every event, unless empty, of a response with server-sent events
 * (https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream).
 */
export async function* readEvents(response: Response): AsyncGenerator<string> {
  if (!response.body) return;
  let data: string[] = [];
  for await (const line of readLines(response.body)) {
    if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''));
    if (line !== '') continue;
    const event = data.join('\n');
    data = [];
    if (event !== '') yield event;
  }
  const last = data.join('\n');
  if (last !== '') yield last;
}

/** Looks at every character once, however small the pieces are in which a long line comes. */
async function* readLines(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  /** Pieces of the line that has not ended yet. */
  let open: string[] = [];
  let afterReturn = false;
  for await (const bytes of body) {
    const piece = decoder.decode(bytes, { stream: true });
    if (piece === '') continue;
    // The second half of a line's end that was cut in two.
    const text = afterReturn && piece.startsWith('\n') ? piece.slice(1) : piece;
    afterReturn = piece.endsWith('\r');
    const lines = text.split(/\r\n|\n|\r/);
    for (const line of lines.slice(0, -1)) {
      open.push(line);
      yield open.join('');
      open = [];
    }
    open.push(lines.at(-1)!);
  }
  yield open.join('');
}
