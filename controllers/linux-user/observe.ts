import type { LinuxGroup, LinuxUser } from '../../src/host/accounts.ts';
import type { HostReader } from '../../src/host/host.ts';
import type { Observe } from '../controller.ts';
import type { DesiredUser } from './desired.ts';

export interface ObservedUser {
  readonly user: LinuxUser | undefined;
  readonly group: LinuxGroup | undefined;
  /** Who has the wanted uid and gid now, whatever the name. */
  readonly uidHolder: string | undefined;
  readonly gidHolder: string | undefined;
  /** Whether some process runs as the wanted uid. Looked at only where there should be none. */
  readonly isRunning: boolean;
}

export async function observeUsers(
  host: HostReader,
  wanted: ReadonlyMap<string, DesiredUser>,
): Promise<Observe<ObservedUser>> {
  const { users, usersByUid, groups, groupsByGid } = await host.accounts.snapshot();
  const locked = [...wanted.values()].filter(({ state }) => state !== 'open');
  const running = await host.accounts.runningUids(locked.map(({ uid }) => uid));
  return (username) => {
    const desired = wanted.get(username);
    return {
      user: users.get(username),
      group: groups.get(username),
      uidHolder: desired && usersByUid.get(desired.uid)?.name,
      gidHolder: desired && groupsByGid.get(desired.gid)?.name,
      isRunning: desired !== undefined && running.has(desired.uid),
    };
  };
}
