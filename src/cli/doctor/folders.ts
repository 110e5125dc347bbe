// Checks that the folders exist and belong to root alone, and that file systems offer what jopanel needs.

import path from 'node:path';
import { isOnTmpfs, kernelNumber, pathState, takesAcls } from '../../host/commands/inspect.ts';
import { withScratchFolder } from '../../host/files/scratch-folder.ts';
import { pathFault } from '../../host/path-trust.ts';
import type { QuotasReader } from '../../host/quotas.ts';
import { listFolder } from '../../host/users-folder/list-folder.ts';
import { ASK_THE_KERNEL } from '../../host/users-folder/open-fault.ts';
import { watchesFor } from '../../model/account-room.ts';
import type { Settings } from '../../model/settings.ts';
import { sysctlRemedy } from '../../model/sysctl-remedy.ts';
import { count } from '../terminal/format.ts';
import { type Check, type CheckGroup, ok, problem, warning } from './check.ts';

export const checkFolders: CheckGroup = async (settings, host) => [
  await usersFolder(settings),
  await watches(settings),
  await tmpfs(settings),
  ...(await Promise.all(settings.home_bases.map(acls))),
  ...(await quotas(settings.home_bases, host.quotas)),
];

async function usersFolder({ users_dir }: Settings): Promise<Check> {
  const state = await pathState(users_dir);
  if (state.kind === 'absent')
    return problem('users folder', `${users_dir} is missing`, `install -d -m 0700 ${users_dir}`);
  if (state.kind === 'denied') return warning('users folder', `${users_dir} may not be read`, 'use sudo');
  const untrusted = pathFault(users_dir);
  if (untrusted !== undefined)
    return problem('users folder', `${untrusted.path} ${untrusted.message}`, untrusted.remedy);
  const listing = listFolder(users_dir);
  if (listing.state === 'unreadable' && process.geteuid?.() !== 0)
    return warning('users folder', `${users_dir} may not be read`, 'use sudo');
  if (listing.state !== 'ok')
    return problem(
      'users folder',
      listing.state === 'missing' ? 'it is missing' : listing.reason,
      state.kind === 'folder'
        ? ASK_THE_KERNEL
        : `mv ${users_dir} ${users_dir}.away; install -d -m 0700 ${users_dir}`,
    );
  const strangers = listing.strangers.length;
  if (strangers > 0) {
    const names = listing.strangers.slice(0, 3).join(', ');
    return warning(
      'users folder',
      `${count(strangers, 'folder')} in it with no username for a name: ${names}`,
      'move them out of this folder; what is named like an account becomes one',
    );
  }
  return ok('users folder', `${users_dir}, ${count(listing.usernames.length, 'account')}`);
}

async function watches({ users_dir }: Settings): Promise<Check> {
  const listing = listFolder(users_dir);
  const needed = watchesFor(listing.state === 'ok' ? listing.usernames.length : 0);
  const most = (await kernelNumber('/proc/sys/fs/inotify/max_user_watches')) ?? needed;
  const remedy = sysctlRemedy(['fs.inotify.max_user_watches', needed * 2]);
  return most >= needed
    ? ok('inotify', `${most} watches`)
    : problem('inotify', `${most} watches are too few, so changes would only be found by sweeps`, remedy);
}

/** Candidates are staged in an overlay, whose upper folder must be on a tmpfs. */
async function tmpfs({ run_dir }: Settings): Promise<Check> {
  // It is made when the daemon starts.
  let base = run_dir;
  while ((await pathState(base)).kind === 'absent' && base !== '/') base = path.dirname(base);
  return (await isOnTmpfs(base))
    ? ok('staging', `${run_dir} is on a tmpfs`)
    : problem('staging', `${run_dir} is not on a tmpfs`, 'set run_dir to a folder below /run');
}

async function acls(base: string): Promise<Check> {
  if ((await pathState(base)).kind !== 'folder')
    return problem(`home base ${base}`, 'it is no folder', `install -d -m 0755 ${base}`);
  const taken = await withScratchFolder(base, takesAcls);
  if (taken === undefined)
    return warning(`home base ${base}`, 'cannot be checked, because it is not writable', 'use sudo');
  return taken
    ? ok(`home base ${base}`, 'supports ACLs')
    : problem(
        `home base ${base}`,
        'supports no ACLs, so nginx cannot reach into homes',
        `mount -o remount,acl ${base}`,
      );
}

async function quotas(bases: readonly string[], reader: QuotasReader): Promise<Check[]> {
  const found = await reader.observe(bases).catch(() => undefined);
  return bases.map((base) => {
    const name = `quota ${base}`;
    const state = found?.get(base);
    if (state === undefined)
      return process.geteuid?.() === 0
        ? warning(name, 'it is unknown whether quotas are on', `see what it says: repquota -u ${base}`)
        : warning(name, 'it may not be looked at', 'use sudo');
    return state.state === 'on'
      ? ok(name, `on at ${state.mountPoint}`)
      : warning(name, `${state.why}, so disk_quota_mb is not enforced`, state.remedy);
  });
}
