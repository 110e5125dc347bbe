import path from 'node:path';
import type { Ownership } from '../../src/host/root-files.ts';
import { action } from '../action.ts';
import { bulkAction } from '../bulk.ts';
import type { Action } from '../controller.ts';
import type { DesiredVhost } from './desired.ts';
import type { ObservedVhost } from './observe.ts';

interface LogFolder {
  readonly path: string;
  readonly as: Ownership;
  readonly nginxUser: string;
}

const makeTogether = bulkAction<LogFolder>('nginx-vhost', async (folders, host) => {
  for (const folder of folders.values()) await host.files.makeFolder(folder.path, folder.as);
  for (const [user, group] of Map.groupBy(folders.values(), ({ nginxUser }) => nginxUser)) {
    await host.files.grantSearch(
      group.map((folder) => folder.path),
      user,
    );
  }
  // Once for all of them: a power cut must not take back a folder of an account that is reported as applied.
  const [first] = folders.values();
  if (first !== undefined) await host.files.sync(path.dirname(first.path));
  return new Map();
});

/** The folder of the account's logs: root's, so that no link in it can lead nginx astray, and readable by the account. */
export function logSteps(
  username: string,
  desired: DesiredVhost,
  observed: ObservedVhost,
  nginxUser: string,
): Action[] {
  const { logDir, logGid } = desired;
  const owns = [`folder:${logDir}`];
  if (!desired.keepsLogs && observed.logDir !== undefined) {
    const remove = action(
      'nginx-vhost',
      username,
      logDir,
      `remove ${logDir}`,
      (host) => host.files.removeFolder(logDir),
      {
        direction: 'down',
        destructive: true,
        releases: owns,
      },
    );
    return [remove];
  }
  const as = { uid: 0, gid: logGid, mode: 0o750 };
  if (desired.account === null || (isAs(observed.logDir, as) && observed.isLogDirSearchable)) return [];
  const found = observed.logDir === undefined ? 'no such folder' : 'another owner, mode or ACL';
  return [makeTogether(username, logDir, `make ${logDir}`, { path: logDir, as, nginxUser }, { owns, found })];
}

function isAs(found: Ownership | undefined, { uid, gid, mode }: Ownership): boolean {
  return found?.uid === uid && found.gid === gid && found.mode === mode;
}
