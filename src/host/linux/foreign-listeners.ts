import { lstat } from 'node:fs/promises';
import { connect } from 'node:net';
import { programOf } from '../proc/process-owner.ts';
import { peerCredentials } from '../sockets/peer-credentials.ts';

/**
 * Of these socket paths, the ones that another process than `master` listens on. It is tried, as PHP-FPM itself does
 * before it listens: the kernel's table of sockets holds paths with whatever lines a user wrote into them.
 */
export async function foreignListeners(
  paths: readonly string[],
  master: number | undefined,
): Promise<string[]> {
  const foreign: string[] = [];
  for (const path of paths) {
    const stats = await lstat(path).catch(() => undefined);
    if (stats?.isSocket() !== true) continue;
    const listener = await listenerOf(path);
    // A master that has executed itself anew in the background keeps what one listened on that has ended.
    const isOwn = listener === 'none' || listener === master || (await isGone(listener));
    if (!isOwn) foreign.push(path);
  }
  return foreign;
}

async function isGone(pid: number | 'unknown'): Promise<boolean> {
  return pid !== 'unknown' && (await programOf(pid)) === undefined;
}

/** The process that called listen(2), in the kernel's word. */
function listenerOf(path: string): Promise<number | 'unknown' | 'none'> {
  return new Promise((resolve) => {
    const probe = connect(path, () => {
      resolve(peerCredentials(probe)?.pid ?? 'unknown');
      probe.destroy();
    });
    // One that has too many of them waiting listens as well.
    probe.on('error', (error) => resolve('code' in error && error.code === 'EAGAIN' ? 'unknown' : 'none'));
  });
}
