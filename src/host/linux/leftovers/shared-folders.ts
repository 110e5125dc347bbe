import { access } from 'node:fs/promises';

// Of Debian's: those that all may write to, and those where a program of root's writes for each user.
const WRITABLE_BY_ALL = [
  '/tmp',
  '/var/tmp',
  '/dev/shm',
  '/dev/mqueue',
  '/run/lock',
  '/var/crash',
  '/run/screen',
];
const WRITTEN_FOR_USERS = ['/var/lib/php/sessions', '/var/spool/cron/atjobs', '/var/spool/cron/atspool'];

/** Those that are there. */
export async function sharedFolders(): Promise<readonly string[]> {
  const all = [...WRITABLE_BY_ALL, ...WRITTEN_FOR_USERS];
  const there = await Promise.all(
    all.map(async (folder) => {
      const isThere = await access(folder).then(
        () => true,
        () => false,
      );
      return isThere ? [folder] : [];
    }),
  );
  return there.flat();
}
