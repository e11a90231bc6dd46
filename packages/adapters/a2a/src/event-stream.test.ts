import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEvents } from './event-stream.ts';

async function eventsOf(pieces: readonly Uint8Array[]): Promise<string[]> {
  let next = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (next === pieces.length) controller.close();
      else controller.enqueue(pieces[next++]!);
    },
  });
  const events: string[] = [];
  for await (const event of readEvents(new Response(body))) events.push(event);
  return events;
}

const bytes = (text: string) => new TextEncoder().encode(text);

describe('a stream of events', () => {
  it('is the same however it is cut and whatever ends its lines', async () => {
    const lineEnd = fc.constantFrom('\n', '\r', '\r\n');
    const line = fc.tuple(fc.constantFrom('data: grüße', 'data:{"a":1}', ': note', 'id: 7', ''), lineEnd);
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 20 }), fc.infiniteStream(fc.nat(6)), async (lines, sizes) => {
        const whole = bytes(lines.flat().join(''));
        const pieces: Uint8Array[] = [];
        for (let at = 0; at < whole.length; ) {
          const size = sizes.next().value as number;
          pieces.push(whole.subarray(at, at + size));
          at += size;
        }
        const plain = lines.map(([text]) => `${text}\n`).join('');
        // A carriage return and a line feed of two lines are one end.
        fc.pre(!lines.some(([, end], n) => end === '\r' && lines[n + 1]?.[0] === '' && lines[n + 1]![1] === '\n'));
        expect(await eventsOf(pieces)).toEqual(await eventsOf([bytes(plain)]));
      }),
    );
  });

  it('joins the lines of an event and gives the last one without an empty line behind it', async () => {
    expect(await eventsOf([bytes('data: a\ndata:  b\n\n: note\n\ndata: c')])).toEqual(['a\n b', 'c']);
  });

  it('takes a long line in tiny pieces in time that grows with its length', async () => {
    const text = `data: ${'x'.repeat(200_000)}\n\n`;
    const pieces = Array.from(bytes(text), (byte) => Uint8Array.of(byte));
    const [event] = await eventsOf(pieces);
    expect(event).toHaveLength(200_000);
  });
});
