import type { WriteStream } from 'node:tty';
import type { Progress } from './run-chaos.ts';

const LINE_EVERY_S = 10;

/** Prints how a run goes: one line that changes on a terminal, otherwise a line every ten seconds. */
export function progressPrinter(out: Pick<WriteStream, 'isTTY' | 'write'>): (progress: Progress) => void {
  let shown = '';
  return (progress) => {
    const { phase, seconds, accepted, open, crashes, faults } = progress;
    const text = `${String(seconds).padStart(5)} s  ${phase}: ${accepted} executions accepted, ${open} open, ${crashes} crashes, ${faults - crashes} other faults`;
    const mark = out.isTTY ? text : `${phase} ${Math.floor(seconds / LINE_EVERY_S)}`;
    if (mark === shown) return;
    const phaseChanged = out.isTTY && shown !== '' && !shown.includes(` ${phase}: `);
    shown = mark;
    out.write(out.isTTY ? `${phaseChanged ? '\n' : '\r\u001b[K'}${text}` : `${text}\n`);
    if (out.isTTY && phase === 'checks') out.write('\n');
  };
}
