import type { LinuxUser } from '../../src/host/host.ts';
import { action } from '../action.ts';
import { type Action, blocked, type Plan, type Surroundings } from '../controller.ts';
import type { DesiredUser } from './desired.ts';
import type { ObservedUser } from './observe.ts';

export function planUser(
  _username: string,
  desired: DesiredUser,
  observed: ObservedUser,
  { owns }: Surroundings,
): Plan {
  const { name } = desired;
  const conflict = conflictOf(desired, observed, owns(`user:${name}`));
  if (conflict !== undefined) return blocked('Conflict', conflict);
  const actions = [
    ...(observed.group === undefined ? [createGroup(desired)] : []),
    ...(observed.user === undefined ? [createUser(desired)] : changes(desired, observed.user)),
    ...passwordSteps(desired, observed.user),
    ...lockSteps(desired, observed.user),
  ];
  return { actions, publications: [] };
}

/** Names the thing that belongs to somebody else, and what to do about it. */
function conflictOf(desired: DesiredUser, observed: ObservedUser, owned: boolean): string | undefined {
  const { name, uid, gid, home, shell } = desired;
  const { user, group, uidHolder, gidHolder } = observed;
  if (uidHolder !== undefined && uidHolder !== name) {
    return `uid ${uid} belongs to the user ${uidHolder}; give ${name} another uid in account.json`;
  }
  if (gidHolder !== undefined && gidHolder !== name) {
    return `gid ${gid} belongs to the group ${gidHolder}; give ${name} another gid in account.json`;
  }
  if (group !== undefined && group.gid !== gid) {
    return `the group ${name} exists with gid ${group.gid}, not ${gid}; a live gid is never changed`;
  }
  if (user === undefined) return undefined;
  if (user.uid !== uid)
    return `the user ${name} exists with uid ${user.uid}, not ${uid}; a live uid is never changed`;
  if (user.gid !== gid)
    return `the user ${name} has the primary group ${user.gid}, not ${gid}; run: usermod -g ${gid} ${name}`;
  if (user.home !== home)
    return `the user ${name} has the home ${user.home}, not ${home}; a live home is never moved`;
  if (user.shell !== shell && !owned && user.comment !== desired.comment) {
    return `the user ${name} was not made by jopanel and has the shell ${user.shell}; it is adopted once account.json says the same`;
  }
  return undefined;
}

function createGroup({ name, gid }: DesiredUser): Action {
  return action(
    'linux-user',
    name,
    `create the group ${name} with gid ${gid}`,
    (host) => host.accounts.createGroup(name, gid),
    { owns: [`group:${name}`] },
  );
}

function createUser(desired: DesiredUser): Action {
  const { name, uid, gid, comment, home, shell } = desired;
  return action(
    'linux-user',
    name,
    `create the user ${name} with uid ${uid}`,
    (host) => host.accounts.createUser({ name, uid, gid, comment, home, shell }),
    { owns: [`user:${name}`] },
  );
}

function changes(desired: DesiredUser, user: LinuxUser): Action[] {
  const { name, shell, comment } = desired;
  const change = {
    ...(user.shell === shell ? {} : { shell }),
    ...(user.comment === comment ? {} : { comment }),
  };
  if (Object.keys(change).length === 0) return [];
  const what = Object.entries(change).map(([field, value]) => `${field} to ${value}`);
  return [
    action(
      'linux-user',
      name,
      `set ${what.join(' and ')} of the user ${name}`,
      (host) => host.accounts.changeUser(name, change),
      { owns: [`user:${name}`] },
    ),
  ];
}

function passwordSteps({ name, passwordHash, locked }: DesiredUser, user: LinuxUser | undefined): Action[] {
  const current = user === undefined ? '*' : user.password.replace(/^!+/, '');
  // An empty field would let anyone in, and a bare `!` cannot be unlocked; `*` is no password, but not locked.
  const wanted = passwordHash ?? (current === '' ? '*' : current);
  if (current === wanted) return [];
  return [
    action('linux-user', name, `set the password of ${name}`, async (host) => {
      await host.accounts.setPasswords(new Map([[name, wanted]]));
      // chpasswd takes the lock away with the old password.
      if (locked) await host.accounts.setLocked(name, true);
    }),
  ];
}

function lockSteps({ name, uid, locked }: DesiredUser, user: LinuxUser | undefined): Action[] {
  const isLocked = user?.password.startsWith('!') && user.expiresOnDay !== undefined;
  const isOpen = user === undefined || (!/^!./.test(user.password) && user.expiresOnDay === undefined);
  if (locked ? isLocked : isOpen) return [];
  return [
    action(
      'linux-user',
      name,
      `${locked ? 'lock' : 'unlock'} the user ${name}`,
      async (host) => {
        await host.accounts.setLocked(name, locked);
        if (locked) await host.accounts.endProcesses({ name, uid });
      },
      // Whatever would start its processes anew is off by then.
      { direction: locked ? 'down' : 'up' },
    ),
  ];
}
