import { access, constants, open, readFile } from 'node:fs/promises';
import { errorCode } from '../../error-code.ts';

/** The root of the unified control groups (cgroups(7)): of all of them, or beside the old hierarchies. */
export async function unifiedCgroups(): Promise<string> {
  const isWhole = await access('/sys/fs/cgroup/cgroup.controllers').then(
    () => true,
    () => false,
  );
  return isWhole ? '/sys/fs/cgroup' : '/sys/fs/cgroup/unified';
}

/**
 * Has the kernel kill every process below the account's slice at once, whatever user it runs as. No fork escapes it,
 * and no process has to be made for it. Where there is no such group, or the kernel is older than 5.14, it does nothing.
 */
export async function killCgroup(uid: number): Promise<void> {
  const file = await open(`${await sliceOf(uid)}/cgroup.kill`, constants.O_WRONLY).catch(unlessGone);
  if (file === undefined) return;
  try {
    await file.write('1');
  } catch (error) {
    unlessGone(error);
  } finally {
    await file.close();
  }
}

/** Whether a living process is in the account's slice, or in a group below it. */
export async function isCgroupPopulated(uid: number): Promise<boolean> {
  const events = await readFile(`${await sliceOf(uid)}/cgroup.events`, 'latin1').catch(unlessGone);
  return events?.split('\n').includes('populated 1') ?? false;
}

async function sliceOf(uid: number): Promise<string> {
  return `${await unifiedCgroups()}/user.slice/user-${uid}.slice`;
}

function unlessGone(error: unknown): undefined {
  if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENODEV') return undefined;
  throw error;
}
