/**
 * The data of every event of a response with server-sent events
 * (https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream).
 */
export async function* readEvents(response: Response): AsyncGenerator<string> {
  if (!response.body) return;
  const decoder = new TextDecoder();
  let rest = '';
  let data: string[] = [];
  const take = (line: string): string | undefined => {
    if (line !== '') {
      if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''));
      return undefined;
    }
    const event = data.join('\n');
    data = [];
    return event === '' ? undefined : event;
  };
  for await (const bytes of response.body) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop()!;
    for (const line of lines) {
      const event = take(line);
      if (event !== undefined) yield event;
    }
  }
  take(rest);
  const last = take('');
  if (last !== undefined) yield last;
}
