// The option file of MariaDB's programs, while they run. It may hold a password.

import { hostFiles } from '../../src/host/open-host.ts';
import type { Access } from '../../src/mirror/access.ts';
import { clientOptions } from './client-options.ts';

const OURS = { uid: 0, gid: 0, mode: 0o600 };

function pathIn(runDir: string): string {
  return `${runDir}/migrate-v1.cnf`;
}

/** @param runDir a folder that only root can write, and that no reboot keeps */
export async function writeOptionFile(runDir: string, access: Access): Promise<string> {
  await hostFiles.put([{ path: pathIn(runDir), text: clientOptions(access), ...OURS }]);
  return pathIn(runDir);
}

/** Also what a backup that was killed has left. */
export async function removeOptionFile(runDir: string): Promise<void> {
  await hostFiles.put([{ path: pathIn(runDir), text: null, ...OURS }]);
}
