import type { LinuxUser } from '../../src/host/accounts.ts';
import type { DesiredUser } from './desired.ts';
import type { ObservedUser } from './observe.ts';

/** Names the thing that belongs to somebody else, and what to do about it. */
export function conflictOf(
  desired: DesiredUser,
  observed: ObservedUser,
  ours: { readonly user: boolean; readonly group: boolean },
): string | undefined {
  const { name, uid, gid } = desired;
  const { user, group, uidHolder, gidHolder } = observed;
  if (uidHolder !== undefined && uidHolder !== name) {
    // Another uid would be the wrong advice: what the account has left on the disk carries this one.
    if (ours.user && user === undefined) {
      return `the user ${name} is gone and ${uidHolder} has its uid ${uid}; if it was renamed, run: usermod --login ${name} ${uidHolder}`;
    }
    return `uid ${uid} belongs to the user ${uidHolder}; give ${name} another uid in account.json`;
  }
  if (gidHolder !== undefined && gidHolder !== name) {
    return `gid ${gid} belongs to the group ${gidHolder}; give ${name} another gid in account.json`;
  }
  if (group !== undefined && group.gid !== gid) {
    return `the group ${name} exists with gid ${group.gid}, not ${gid}; a live gid is never changed: ${remedy(group.gid, ours.group)}`;
  }
  const strangers = ours.group ? [] : (group?.members ?? []).filter((member) => member !== name);
  if (strangers.length > 0) {
    return `the group ${name} was not made by jopanel, and its members ${strangers.join(', ')} could read the home; take them out or choose another username`;
  }
  if (user === undefined) return undefined;
  return (
    differenceOf(desired, user, { group, isOurs: ours.user }) ?? membershipOf(desired, observed, ours.user)
  );
}

/** The groups that it is in and may not be in. */
export function forbiddenGroups({ allowedGroups }: DesiredUser, { otherGroups }: ObservedUser): string[] {
  return otherGroups.filter((group) => !allowedGroups.includes(group));
}

function differenceOf(
  { name, uid, gid, home, shell }: DesiredUser,
  user: LinuxUser,
  { group, isOurs }: { readonly group: ObservedUser['group']; readonly isOurs: boolean },
): string | undefined {
  if (user.uid !== uid)
    return `the user ${name} exists with uid ${user.uid}, not ${uid}; a live uid is never changed: ${remedy(user.uid, isOurs)}`;
  if (user.gid !== gid)
    return `the user ${name} has the primary group ${user.gid}, not ${gid}; run: ${group === undefined ? `groupadd --gid ${gid} ${name}; ` : ''}usermod -g ${gid} ${name}`;
  if (user.home !== home)
    // What the user has may be no home that an account can have.
    return `the user ${name} has the home ${user.home}, not ${home}; a live home is never moved; if its files can lie there, run: usermod --home ${home} ${name}${isOurs ? '' : ', or choose another username'}`;
  if (!isOurs && user.shell !== shell) {
    return `the user ${name} was not made by jopanel and has the shell ${user.shell}, not ${shell}; it is adopted once account.json says the same`;
  }
  return undefined;
}

/** A user who can act as one of these can act as more than the account. */
function membershipOf(desired: DesiredUser, observed: ObservedUser, isOurs: boolean): string | undefined {
  const groups = forbiddenGroups(desired, observed);
  if (isOurs || groups.length === 0) return undefined;
  const [name, list] = [desired.name, groups.join(', ')];
  const commands = groups.map((group) => `gpasswd --delete ${name} ${group}`).join('; ');
  return `the user ${name} was not made by jopanel and is in other groups than its own: ${list}; run: ${commands}; or name them in allowed_groups`;
}

/** Below it the ids are those of the system, which no setting opens to accounts. */
const LEAST_ID_OF_PEOPLE = 1000;

/** @param isOurs it is the user of an account already, so that another username is no remedy */
function remedy(live: number, isOurs: boolean): string {
  if (isOurs) return `write ${live} in account.json`;
  if (live < LEAST_ID_OF_PEOPLE) return 'it belongs to the system; choose another username';
  return `write ${live} in account.json, which uid_min and uid_max in the settings must include, or choose another username`;
}
