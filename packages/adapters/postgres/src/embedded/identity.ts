import { chown, mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** The user PostgreSQL runs as; empty for the user that runs this process. */
export interface RunAs {
  readonly uid?: number;
  readonly gid?: number;
}

// The user `nobody` of Linux and the BSDs. PostgreSQL refuses to run as root, and making an own user would change the
// machine.
const NOBODY = 65534;

/** PostgreSQL refuses to run as root, so that root hands over to `nobody`. */
export function chooseRunAs(): RunAs {
  return process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
}

/** True when every user may pass through all directories above `path` and enter `path` itself. */
export async function isOpenToOthers(path: string): Promise<boolean> {
  for (let current = resolve(path); ; current = dirname(current)) {
    const { mode } = await stat(current);
    if ((mode & 0o001) === 0) return false;
    if (current === dirname(current)) return true;
  }
}

/** Creates `path` for `runAs` alone. */
export async function makePrivateDirectory(path: string, runAs: RunAs): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  if (runAs.uid !== undefined && runAs.gid !== undefined) await chown(path, runAs.uid, runAs.gid);
}
