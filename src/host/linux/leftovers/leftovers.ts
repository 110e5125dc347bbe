import { lstat, mkdir, rm } from 'node:fs/promises';
import { isoTime, systemClock } from '../../clock.ts';
import { tryCommand } from '../../commands/run-command.ts';
import type { Leftovers } from '../../leftovers.ts';
import { sysvObjectsOf } from '../../proc/sysv-objects.ts';
import { sharedFolders } from './shared-folders.ts';

const PATIENCE_MS = 1_000;
const TIMEOUT_MS = 3_600_000;
const MAIL = '/var/mail';
const LINGER = '/var/lib/systemd/linger';
const REMOVE_OPTION = { shm: '--shmem-id', msg: '--queue-id', sem: '--semaphore-id' } as const;

export const leftovers: Leftovers = {
  async disarm(users) {
    const work = (async () => {
      const folders = await sharedFolders();
      for (const { uid } of users) await disarm(folders, uid);
    })();
    await Promise.race([work, systemClock.sleep(PATIENCE_MS)]);
  },

  async remove({ name, uid }, archiveDir) {
    for (const { kind, id } of await sysvObjectsOf(uid)) {
      await tryCommand(['ipcrm', `${REMOVE_OPTION[kind]}=${id}`]);
    }
    await moveMail(name, uid, archiveDir);
    await rm(`${LINGER}/${name}`, { force: true });
    const folders = await sharedFolders();
    await find(folders, ['-uid', String(uid), '-delete']);
    // A folder with files of others in it cannot go; no new account is to get it with the uid.
    await find(folders, ['-uid', String(uid), ...chown(`${uid}`, '0:0')]);
  },
};

/** A change of the owner, be it to the same one, takes the bits away; unlike chmod(1) it follows no link that a user may put there. */
async function disarm(folders: readonly string[], uid: number): Promise<void> {
  const isArmed = ['-type', 'f', '-uid', String(uid), '-perm', '/6000'];
  await find(folders, [...isArmed, ...chown(`${uid}`, `${uid}`)]);
}

function chown(from: string, to: string): string[] {
  return ['-execdir', 'chown', '--no-dereference', `--from=${from}`, to, '--', '{}', '+'];
}

/** find(1) goes from folder to folder by descriptors, stays on each file system and follows no link. What vanishes meanwhile is no fault. */
async function find(folders: readonly string[], expression: readonly string[]): Promise<void> {
  if (folders.length === 0) return;
  await tryCommand(['find', '-P', ...folders, '-xdev', '-mindepth', '1', ...expression], {
    timeoutMs: TIMEOUT_MS,
  });
}

/** Beside the archive of the home, so that it is not lost. */
async function moveMail(name: string, uid: number, archiveDir: string): Promise<void> {
  const box = `${MAIL}/${name}`;
  const stats = await lstat(box).catch(() => undefined);
  if (stats === undefined || !stats.isFile() || stats.uid !== uid) return;
  if (stats.size === 0) {
    await rm(box);
    return;
  }
  await mkdir(archiveDir, { recursive: true, mode: 0o700 });
  const stamp = isoTime(systemClock.now()).replace(/[-:]|\.\d+/g, '');
  const kept = `${archiveDir}/${name}-${stamp}.mail`;
  await tryCommand(['mv', '--no-clobber', '--', box, kept], { timeoutMs: TIMEOUT_MS });
  await tryCommand(['chown', '--no-dereference', 'root:root', '--', kept]);
  await tryCommand(['chmod', '0600', '--', kept]);
}
