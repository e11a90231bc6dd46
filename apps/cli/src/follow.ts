import type { Execution } from '@parley/contracts';
import { renderEntry, renderStatus } from './render/timeline.ts';
import type { ParleyClient } from './session.ts';

const WAIT_MS = 10_000;
const ENDED: ReadonlySet<Execution['status']> = new Set(['completed', 'faulted', 'cancelled']);

/** Prints an execution's timeline as it grows, until it ends or `until` says enough. Gives the execution as it is then. */
export async function followExecution(
  client: ParleyClient,
  executionId: string,
  print: (line: string) => void,
  until: (execution: Execution['status']) => boolean = (status) => ENDED.has(status),
): Promise<Execution> {
  const { startedAt } = await client.getExecution({ params: { executionId } });
  const startedAtMs = Date.parse(startedAt);
  for (let after = 0; ; ) {
    const page = await client.getTimeline({ params: { executionId }, query: { after, waitMs: WAIT_MS } });
    for (const entry of page.items) {
      print(renderEntry(entry, startedAtMs));
      after = entry.sequence;
    }
    if (!page.more && until(page.status)) return client.getExecution({ params: { executionId } });
  }
}

/** The last words on an execution: how it ended, and why if it did not end well. */
export function summarize(execution: Execution): string {
  const { error, status } = execution;
  const reason = error ? `: ${error.title ?? error.type}${error.detail ? ` — ${error.detail}` : ''}` : '';
  return `${renderStatus(status)}${reason}`;
}
