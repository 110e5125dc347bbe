import { errorMessage } from '../../../model/error-message.ts';
import type { AccountsSnapshot, NewUser } from '../../accounts.ts';
import { CommandError } from '../../commands/run-command.ts';
import type { Failures } from '../../failures.ts';
import { dynamicUsers } from '../passwd-entries.ts';
import { accountTool } from './account-tool.ts';
import { sysusersLines } from './encode.ts';
import { readAccounts } from './read-accounts.ts';
import { setPasswords } from './set-passwords.ts';

// useradd writes passwd, group and shadow once for each user, and sysusers once for all of them.
const FEWEST_FOR_SYSUSERS = 5;

/**
 * Makes users and their groups. Whatever the tools said, those that are there
 * afterwards as they were wanted have succeeded, and only those.
 */
export async function createUsers(users: readonly NewUser[]): Promise<Failures> {
  const before = await readAccounts();
  const failures = new Map<string, string>();
  const free = users.filter((user) => {
    const taken = takenBy(user, before) ?? unwritable(user);
    if (taken !== undefined) failures.set(user.name, taken);
    return taken === undefined;
  });
  const said =
    free.length < FEWEST_FOR_SYSUSERS ? await createOneByOne(free, before) : await createAtOnce(free);
  const after = await readAccounts();
  for (const user of free) {
    if (isThere(user, after)) continue;
    failures.set(user.name, said.get(user.name) ?? `the user ${user.name} was not made`);
    await undo(user, before, after);
  }
  return failures;
}

/** Looked at right before the tools run: systemd-sysusers would take another id rather than fail. */
function takenBy({ name, uid, gid }: NewUser, { users, usersByUid, groups, groupsByGid }: AccountsSnapshot) {
  if (users.has(name)) return `a user ${name} has appeared meanwhile`;
  const holder = usersByUid.get(uid)?.name;
  if (holder !== undefined) return `uid ${uid} was given to ${holder} meanwhile`;
  const group = groupsByGid.get(gid)?.name;
  if (group !== undefined && group !== name) return `gid ${gid} was given to ${group} meanwhile`;
  if ((groups.get(name)?.gid ?? gid) !== gid) return `a group ${name} has appeared meanwhile`;
  return undefined;
}

function unwritable(user: NewUser): string | undefined {
  try {
    sysusersLines(user);
    return undefined;
  } catch (error) {
    return errorMessage(error);
  }
}

function isThere({ name, uid, gid, home, shell }: NewUser, { users, groups }: AccountsSnapshot): boolean {
  const user = users.get(name);
  return (
    user !== undefined &&
    user.uid === uid &&
    user.gid === gid &&
    user.home === home &&
    user.shell === shell &&
    user.password === '*' &&
    groups.get(name)?.gid === gid
  );
}

/** Removes what was made with other ids than were asked for. */
async function undo({ name, uid, gid }: NewUser, before: AccountsSnapshot, after: AccountsSnapshot) {
  const user = after.users.get(name);
  if (!before.users.has(name) && user !== undefined && user.uid !== uid)
    await accountTool(['userdel', '--', name]);
  const group = (await readAccounts()).groups.get(name);
  if (!before.groups.has(name) && group !== undefined && group.gid !== gid) {
    await accountTool(['groupdel', '--', name]);
  }
}

async function createAtOnce(wanted: readonly NewUser[]): Promise<Failures> {
  const said = new Map<string, string>();
  const dynamic = await dynamicUsers();
  for (const user of wanted) {
    if (dynamic.some(({ name, uid }) => name === user.name || uid === user.uid))
      said.set(user.name, `a service runs as a dynamic user of the name ${user.name} or the uid ${user.uid}`);
  }
  const users = wanted.filter(({ name }) => !said.has(name));
  const input = users.map(sysusersLines).join('');
  await accountTool(['systemd-sysusers', '-'], {
    input,
    timeoutMs: 30_000 + users.length * 10,
    // Or it asks systemd about each of them over a socket, which takes three times as long as all the rest.
    environment: { SYSTEMD_NSS_DYNAMIC_BYPASS: '1' },
  }).catch((error: unknown) => {
    if (!(error instanceof CommandError)) throw error;
    for (const { name } of users) said.set(name, error.message);
  });
  // It leaves a locked password, with which sshd without PAM refuses keys as well.
  const { users: made } = await readAccounts();
  const unlocked = users.filter(({ name, uid }) => made.get(name)?.uid === uid);
  const failures = await setPasswords(new Map(unlocked.map(({ name }) => [name, '*'])));
  return new Map([...said, ...failures]);
}

async function createOneByOne(users: readonly NewUser[], { groups }: AccountsSnapshot): Promise<Failures> {
  const said = new Map<string, string>();
  for (const user of users) {
    try {
      if (!groups.has(user.name)) await createGroup(user.name, user.gid);
      await createUser(user);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      said.set(user.name, error.message);
    }
  }
  return said;
}

export async function createGroup(name: string, gid: number): Promise<void> {
  await accountTool(['groupadd', '--gid', String(gid), '--', name]);
}

async function createUser({ name, uid, gid, comment, home, shell }: NewUser): Promise<void> {
  const identity = ['--uid', String(uid), '--gid', String(gid), '--no-user-group', '--comment', comment];
  const login = ['--home-dir', home, '--no-create-home', '--shell', shell];
  // No password will match `*`, yet the account is not locked, so that SSH keys work.
  const password = ['--password', '*'];
  const noSubordinateIds = ['--key', 'SUB_UID_COUNT=0', '--key', 'SUB_GID_COUNT=0'];
  // lastlog and faillog are sparse files indexed by uid; a fresh account needs no entry.
  const noEntries = '--no-log-init';
  await accountTool([
    'useradd',
    ...identity,
    ...login,
    ...password,
    ...noSubordinateIds,
    noEntries,
    '--',
    name,
  ]);
}
