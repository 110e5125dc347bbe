import type { LinuxUser } from '../../src/host/accounts.ts';
import { userItem } from '../../src/model/user-item.ts';
import { type Action, blocked, IN_SYNC, type Plan, type ReconcileContext } from '../controller.ts';
import { conflictOf, forbiddenGroups } from './conflict.ts';
import type { DesiredUser } from './desired.ts';
import type { ObservedUser } from './observe.ts';
import {
  adoptUserAction,
  changeUserAction,
  createGroupAction,
  createUserAction,
  deleteGroupAction,
  deleteUserAction,
  endingGoesOn,
  endProcessesAction,
  groupItem,
  leaveGroupsAction,
  lockUserAction,
  passwordItem,
  setPasswordAction,
  unlockUserAction,
  withdrawPasswordAction,
} from './steps.ts';

export function planUser(
  _username: string,
  desired: DesiredUser,
  observed: ObservedUser,
  { owns }: Pick<ReconcileContext, 'owns'>,
): Plan {
  const { name, state } = desired;
  const { user, group } = observed;
  const ours = { user: owns(userItem(name)), group: owns(groupItem(name)) };
  // Retiring removes only what certainly belongs to the account.
  if (state === 'withdrawn' && (user === undefined || !ours.user)) return IN_SYNC;
  if (state === 'gone' && !(ours.user && user) && !(ours.group && group)) return IN_SYNC;
  const conflict = conflictOf(desired, observed, ours);
  if (conflict !== undefined) return blocked('Conflict', conflict);
  if (state === 'gone') return steps(removal(desired, observed, ours));
  if (user === undefined) return steps(creation(desired, owns(passwordItem(name))));
  const actions = [
    ...(group === undefined ? [createGroupAction(desired)] : []),
    ...(ours.user && (ours.group || group === undefined) ? [] : [adoptUserAction(desired)]),
    ...memberships(desired, observed),
    ...corrections(desired, user),
  ];
  // Until it is expired it is locked first, whatever is being ended.
  if (state !== 'open' && user.expiresOnDay !== undefined && observed.isRunning && observed.isBeingEnded)
    return { ...steps(actions), underWay: `${endingGoesOn(desired)}; logins are off already` };
  return steps([...actions, ...access(desired, observed, user, owns(passwordItem(name)))]);
}

function steps(actions: readonly Action[]): Plan {
  return { actions, publications: [] };
}

function creation(desired: DesiredUser, ownsPassword: boolean): Action[] {
  const { name, passwordHash, state } = desired;
  const more = passwordDetails(desired, ownsPassword);
  const field = passwordHash ?? '*';
  const create = createUserAction(desired);
  if (state !== 'open') return [create, lockUserAction(desired, `!${field}`, { ...more, direction: 'down' })];
  if (passwordHash === undefined) return [create];
  // Last of all: until sshd knows the account, a password would open whatever sshd grants to anyone.
  return [create, setPasswordAction(name, field, { ...more, direction: 'down' })];
}

function memberships(desired: DesiredUser, observed: ObservedUser): Action[] {
  const forbidden = forbiddenGroups(desired, observed);
  if (forbidden.length === 0) return [];
  const kept = observed.otherGroups.filter((group) => !forbidden.includes(group));
  return [leaveGroupsAction(desired, forbidden, kept)];
}

function corrections({ name, shell, comment }: DesiredUser, user: LinuxUser): Action[] {
  const actions: Action[] = [];
  if (user.shell !== shell) {
    actions.push(
      changeUserAction(name, 'shell', `set the shell of ${name} to ${shell}`, { shell }, user.shell),
    );
  }
  // What follows a comma is room and telephone, which a user may change.
  if (user.comment.split(',', 1)[0] !== comment) {
    actions.push(
      changeUserAction(
        name,
        'comment',
        `set the comment of ${name} to ${comment}`,
        { comment },
        user.comment,
      ),
    );
  }
  return actions;
}

/** Whether the user may log in at all, and with what password. */
function access(
  desired: DesiredUser,
  { isRunning }: ObservedUser,
  user: LinuxUser,
  ownsPassword: boolean,
): Action[] {
  const { name, passwordHash, state } = desired;
  const current = user.password.replace(/^!+/, '');
  const isWithdrawn = passwordHash === undefined && ownsPassword;
  // An empty field would let anyone in, and a bare `!` cannot be unlocked; `*` is no password, but not locked.
  const wanted = passwordHash ?? (current === '' || isWithdrawn ? '*' : current);
  const more = passwordDetails(desired, ownsPassword);
  if (state !== 'open') {
    const field = `!${wanted}`;
    const isLocked = user.password === field && user.expiresOnDay !== undefined;
    // Everything that would start its processes again is off by then.
    if (!isLocked) return [lockUserAction(desired, field, { ...more, direction: 'down' })];
    return isRunning ? [endProcessesAction(desired)] : [];
  }
  if (user.expiresOnDay !== undefined || user.password.startsWith('!'))
    return [unlockUserAction(name, wanted, more)];
  if (isWithdrawn) return [withdrawPasswordAction(name, wanted)];
  return user.password === wanted ? [] : [setPasswordAction(name, wanted, { ...more, found: 'another' })];
}

/** That a password came from account.json is remembered, so that it goes when account.json no longer has it. */
function passwordDetails({ name, passwordHash }: DesiredUser, owned: boolean) {
  if (passwordHash !== undefined) return { owns: [passwordItem(name)] };
  return owned ? { releases: [passwordItem(name)] } : {};
}

function removal(
  desired: DesiredUser,
  { user, group, isRunning }: ObservedUser,
  ours: { readonly user: boolean; readonly group: boolean },
): Action[] {
  const { name } = desired;
  const actions: Action[] = [];
  if (ours.user && user !== undefined) {
    const isLocked = user.password.startsWith('!') && user.expiresOnDay !== undefined;
    // This comes first, because no login may change the home while it is archived.
    if (!isLocked || isRunning) {
      const field = `!${user.password.replace(/^!+/, '') || '*'}`;
      actions.push(lockUserAction(desired, field, { direction: 'up' }));
    }
    actions.push(deleteUserAction(desired));
  }
  if (ours.group && group !== undefined) actions.push(deleteGroupAction(name));
  return actions;
}
