import { constants } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { createFlockHelper } from '../users-folder/flock-helper.ts';

export type InstanceLock =
  | { readonly ok: true; release(): Promise<void> }
  | { readonly ok: false; readonly holder: string };

/**
 * Makes sure that only one daemon acts on a host. The kernel frees the lock
 * when this process ends, however it ends; the pid in the file is for people.
 */
export async function takeInstanceLock(runDir: string): Promise<InstanceLock> {
  await mkdir(runDir, { recursive: true, mode: 0o755 });
  const file = await open(
    path.join(runDir, 'jopaneld.lock'),
    constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW,
    0o600,
  );
  if ((await createFlockHelper()(file.fd)) !== 'taken') {
    const holder = (await file.readFile('utf8')).trim() || 'unknown';
    await file.close();
    return { ok: false, holder };
  }
  await file.truncate(0);
  await file.write(`${process.pid}\n`, 0);
  return { ok: true, release: () => file.close() };
}
