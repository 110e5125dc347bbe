import type { NewUser, UserChange, UserIds } from '../../src/host/accounts.ts';
import type { Host } from '../../src/host/host.ts';
import { errorMessage } from '../../src/model/error-message.ts';
import { userItem } from '../../src/model/user-item.ts';
import { action, type StepDetails } from '../action.ts';
import { bulkAction } from '../bulk.ts';
import type { Action } from '../controller.ts';
import type { DesiredUser } from './desired.ts';

// usermod and sshd count days from 1970; 0 would mean something else to some of the tools.
const LONG_AGO = 1;

export const groupItem = (name: string) => `group:${name}`;
export const passwordItem = (name: string) => `password:${name}`;

const createTogether = bulkAction<NewUser>('linux-user', (users, host) =>
  host.accounts.createUsers([...users.values()]),
);

const setTogether = bulkAction<string>('linux-user', (fields, host) => host.accounts.setPasswords(fields));

/** A locked password alone leaves SSH keys working; an expired account does not. */
const lockTogether = bulkAction<UserIds & { readonly field: string }>('linux-user', async (users, host) => {
  const unexpired = await expireEach(host, users.keys(), LONG_AGO);
  const { failures, stillEnding } = await host.accounts.endProcesses([...users.values()]);
  const ended = new Map([...users].filter(([name]) => !stillEnding.has(name)));
  await host.leftovers.disarm([...ended.values()]);
  // Last of all: by this a user counts as locked, and all of it is done again after a crash before, and by the wave
  // that finds processes ended that go on now. No login is possible meanwhile, because the user is expired.
  const unset = await host.accounts.setPasswords(fieldsOf(ended));
  return new Map([...unset, ...unexpired, ...failures]);
});

const unlockTogether = bulkAction<{ readonly field: string }>('linux-user', async (users, host) => {
  const unset = await host.accounts.setPasswords(fieldsOf(users));
  return new Map([...unset, ...(await expireEach(host, users.keys(), null))]);
});

const endTogether = bulkAction<UserIds>('linux-user', async (users, host) => {
  const { failures } = await host.accounts.endProcesses([...users.values()]);
  return failures;
});

export function createUserAction(desired: DesiredUser): Action {
  const { name, uid, gid, comment, home, shell } = desired;
  return createTogether(
    name,
    'user',
    `create the user ${name} with uid ${uid} and its group with gid ${gid}`,
    { name, uid, gid, comment, home, shell },
    { owns: [userItem(name), groupItem(name)], found: 'no such user' },
  );
}

export function createGroupAction({ name, gid }: DesiredUser): Action {
  return action(
    'linux-user',
    name,
    'group',
    `create the group ${name} with gid ${gid}`,
    (host) => host.accounts.createGroup(name, gid),
    { owns: [groupItem(name)], found: 'no such group' },
  );
}

/** Nothing about the user changes: from now on it is ours to change. */
export function adoptUserAction({ name, uid }: DesiredUser): Action {
  return action('linux-user', name, 'user', `adopt the user ${name} with uid ${uid}`, async () => {}, {
    owns: [userItem(name), groupItem(name)],
  });
}

export function changeUserAction(
  name: string,
  item: 'shell' | 'comment',
  summary: string,
  change: UserChange,
  found: string,
): Action {
  return action('linux-user', name, item, summary, (host) => host.accounts.changeUser(name, change), {
    found,
  });
}

/** What runs already has the groups that it was started with, whatever the file says. */
export function leaveGroupsAction(
  { name, uid, gid }: DesiredUser,
  groups: readonly string[],
  kept: readonly string[],
): Action {
  const list = groups.join(', ');
  const run = async (host: Host) => {
    await host.accounts.changeUser(name, { groups: kept });
    await endNow(host, { name, uid, gid });
  };
  return action(
    'linux-user',
    name,
    'groups',
    `take ${name} out of ${groups.length === 1 ? 'the group' : 'the groups'} ${list} and end its processes, which are still in`,
    run,
    { found: `it is in ${list}` },
  );
}

export function setPasswordAction(name: string, field: string, more: StepDetails): Action {
  return setTogether(name, 'password', `set the password of ${name}`, field, more);
}

export function withdrawPasswordAction(name: string, field: string): Action {
  return setTogether(name, 'password', `take back the password of ${name}`, field, {
    releases: [passwordItem(name)],
  });
}

export function lockUserAction({ name, uid, gid }: DesiredUser, field: string, more: StepDetails): Action {
  return lockTogether(
    name,
    'lock',
    `lock the user ${name} and end its processes`,
    { name, uid, gid, field },
    more,
  );
}

export function unlockUserAction(name: string, field: string, more: StepDetails): Action {
  return unlockTogether(name, 'lock', `unlock the user ${name}`, { field }, { ...more, found: 'locked' });
}

export function endProcessesAction({ name, uid, gid }: DesiredUser): Action {
  return endTogether(
    name,
    'processes',
    `end the processes of ${name}`,
    { name, uid, gid },
    { direction: 'down', found: 'some run' },
  );
}

export function deleteUserAction({ name, uid, gid }: DesiredUser): Action {
  const remove = async (host: Host) => {
    // userdel refuses to take away a user that some process still runs as.
    await endNow(host, { name, uid, gid });
    await host.accounts.deleteUser(name);
  };
  return action('linux-user', name, 'user', `delete the user ${name}`, remove, {
    direction: 'down',
    destructive: true,
    releases: [userItem(name), passwordItem(name)],
  });
}

/** userdel takes the group with it as a rule, but not where others are in it. */
export function deleteGroupAction(name: string): Action {
  const remove = async (host: Host) => {
    if ((await host.accounts.snapshot()).groups.has(name)) await host.accounts.deleteGroup(name);
  };
  return action('linux-user', name, 'group', `delete the group ${name}`, remove, {
    direction: 'down',
    destructive: true,
    releases: [groupItem(name)],
  });
}

/** @throws Error when some go on for longer than a wave waits */
async function endNow(host: Host, user: UserIds): Promise<void> {
  const { failures, stillEnding } = await host.accounts.endProcesses([user]);
  for (const message of failures.values()) throw new Error(message);
  if (stillEnding.size > 0) throw new Error(endingGoesOn(user));
}

export function endingGoesOn({ name, uid }: Pick<UserIds, 'name' | 'uid'>): string {
  return `processes of ${name} (uid ${uid}) are still being ended`;
}

function fieldsOf(users: ReadonlyMap<string, { readonly field: string }>): Map<string, string> {
  return new Map([...users].map(([name, { field }]) => [name, field]));
}

async function expireEach(
  host: Host,
  names: Iterable<string>,
  expiresOnDay: number | null,
): Promise<Map<string, string>> {
  const failures = new Map<string, string>();
  for (const name of names) {
    try {
      await host.accounts.changeUser(name, { expiresOnDay });
    } catch (error) {
      failures.set(name, errorMessage(error));
    }
  }
  return failures;
}
