import type { HostReader, LinuxGroup, LinuxUser } from '../../src/host/host.ts';
import type { Observe } from '../controller.ts';
import type { DesiredUser } from './desired.ts';

export interface ObservedUser {
  readonly user: LinuxUser | undefined;
  readonly group: LinuxGroup | undefined;
  /** Who has the wanted uid and gid now, whatever the name. */
  readonly uidHolder: string | undefined;
  readonly gidHolder: string | undefined;
}

export async function observeUsers(
  host: HostReader,
  wanted: ReadonlyMap<string, DesiredUser>,
): Promise<Observe<ObservedUser>> {
  const { users, usersByUid, groups, groupsByGid } = await host.accounts.snapshot();
  return (username) => {
    const desired = wanted.get(username);
    return {
      user: users.get(username),
      group: groups.get(username),
      uidHolder: desired && usersByUid.get(desired.uid)?.name,
      gidHolder: desired && groupsByGid.get(desired.gid)?.name,
    };
  };
}
