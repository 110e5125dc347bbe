import type { LinuxGroup, LinuxUser } from '../../src/host/accounts.ts';
import type { HostReader } from '../../src/host/host.ts';
import { membershipsIn } from '../../src/model/memberships.ts';
import type { Observe } from '../controller.ts';
import type { DesiredUser } from './desired.ts';

export interface ObservedUser {
  readonly user: LinuxUser | undefined;
  readonly group: LinuxGroup | undefined;
  /** Who has the wanted uid and gid now, whatever the name. */
  readonly uidHolder: string | undefined;
  readonly gidHolder: string | undefined;
  /** The groups that it is in beside its own. */
  readonly otherGroups: readonly string[];
  /** Whether some process runs as the wanted uid. Looked at only where there should be none. */
  readonly isRunning: boolean;
  /** Whether the end of these processes goes on at this moment. */
  readonly isBeingEnded: boolean;
}

export async function observeUsers(
  host: HostReader,
  wanted: ReadonlyMap<string, DesiredUser>,
): Promise<Observe<ObservedUser>> {
  const { users, usersByUid, groups, groupsByGid } = await host.accounts.snapshot();
  const locked = [...wanted.values()].filter(({ state }) => state !== 'open');
  const uids = locked.map(({ uid }) => uid);
  // In this order: what has ended in between is found running no more.
  const ending = host.accounts.beingEnded(uids);
  const running = await host.accounts.runningUids(uids);
  const memberships = membershipsIn(groups.values());
  return (username) => {
    const desired = wanted.get(username);
    return {
      user: users.get(username),
      group: groups.get(username),
      uidHolder: desired && usersByUid.get(desired.uid)?.name,
      gidHolder: desired && groupsByGid.get(desired.gid)?.name,
      otherGroups: memberships.get(username) ?? [],
      isRunning: desired !== undefined && running.has(desired.uid),
      isBeingEnded: desired !== undefined && ending.has(desired.uid),
    };
  };
}
