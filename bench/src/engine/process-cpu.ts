import { readFileSync } from 'node:fs';

// The kernel's clock ticks per second, which is 100 on every Linux.
const TICKS = 100;

/** CPU seconds of a process, those of its children that live and that are gone; 0 where the system does not tell. */
export function cpuSeconds(pid: number): number {
  return own(pid) + childrenOf(pid).reduce((sum, child) => sum + own(child), 0);
}

function own(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS;
  } catch {
    return 0;
  }
}

function childrenOf(pid: number): readonly number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}
