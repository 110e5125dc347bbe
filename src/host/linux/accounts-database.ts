import { readFile } from 'node:fs/promises';
import type { AccountsDatabase, AccountsSnapshot, LinuxGroup, LinuxUser, NewUser } from '../host.ts';
import { endProcesses } from './end-processes.ts';
import { runCommand } from './run-command.ts';

/** The local accounts database, changed by the distribution's own tools only. */
export const accountsDatabase: AccountsDatabase = {
  snapshot,
  createGroup,
  createUser,
  changeUser,
  setPasswords,
  setLocked,
  endProcesses,
};

async function snapshot(): Promise<AccountsSnapshot> {
  const [passwd, group, shadow] = await Promise.all(
    ['/etc/passwd', '/etc/group', '/etc/shadow'].map((file) => readFile(file, 'utf8')),
  );
  return parseAccounts(passwd ?? '', group ?? '', shadow ?? '');
}

/** Parses passwd(5), group(5) and shadow(5). The first of two entries of one name counts, as in glibc. */
export function parseAccounts(passwd: string, group: string, shadow: string): AccountsSnapshot {
  const secrets = new Map<string, { password: string; expires: string }>();
  for (const [name = '', password = '', , , , , , expires = ''] of entries(shadow)) {
    if (!secrets.has(name)) secrets.set(name, { password, expires });
  }
  const users = new Map<string, LinuxUser>();
  const usersByUid = new Map<number, LinuxUser>();
  for (const [name = '', , uid, gid, comment = '', home = '', shell = ''] of entries(passwd)) {
    const secret = secrets.get(name);
    const user: LinuxUser = {
      name,
      uid: Number(uid),
      gid: Number(gid),
      comment,
      home,
      shell,
      password: secret?.password ?? '',
      expiresOnDay: secret === undefined || secret.expires === '' ? undefined : Number(secret.expires),
    };
    if (!users.has(name)) users.set(name, user);
    if (!usersByUid.has(user.uid)) usersByUid.set(user.uid, user);
  }
  const groups = new Map<string, LinuxGroup>();
  const groupsByGid = new Map<number, LinuxGroup>();
  for (const [name = '', , gid] of entries(group)) {
    const found: LinuxGroup = { name, gid: Number(gid) };
    if (!groups.has(name)) groups.set(name, found);
    if (!groupsByGid.has(found.gid)) groupsByGid.set(found.gid, found);
  }
  return { users, usersByUid, groups, groupsByGid };
}

function entries(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(':'));
}

async function createGroup(name: string, gid: number): Promise<void> {
  await runCommand(['groupadd', '--gid', String(gid), '--', name]);
}

async function createUser(user: NewUser): Promise<void> {
  await runCommand([
    'useradd',
    '--uid',
    String(user.uid),
    '--gid',
    String(user.gid),
    '--no-user-group',
    '--comment',
    user.comment,
    '--home-dir',
    user.home,
    '--no-create-home',
    '--shell',
    user.shell,
    // No password will match `*`, yet the account is not locked, so that SSH keys work.
    '--password',
    '*',
    '--key',
    'SUB_UID_COUNT=0',
    '--key',
    'SUB_GID_COUNT=0',
    // lastlog and faillog are sparse files indexed by uid; a fresh account needs no entry.
    '--no-log-init',
    '--',
    user.name,
  ]);
}

async function changeUser(name: string, change: { shell?: string; comment?: string }): Promise<void> {
  const options = [
    ...(change.shell === undefined ? [] : ['--shell', change.shell]),
    ...(change.comment === undefined ? [] : ['--comment', change.comment]),
  ];
  if (options.length > 0) await runCommand(['usermod', ...options, '--', name]);
}

async function setPasswords(hashes: ReadonlyMap<string, string>): Promise<void> {
  if (hashes.size === 0) return;
  const input = [...hashes].map(([name, hash]) => `${name}:${hash}\n`).join('');
  await runCommand(['chpasswd', '--encrypted'], { input });
}

async function setLocked(name: string, locked: boolean): Promise<void> {
  // A locked password alone leaves SSH keys working; an expired account does not.
  await runCommand(locked ? ['usermod', '--lock', '--expiredate', '1', '--', name] : unlock(name));
}

function unlock(name: string): string[] {
  return ['usermod', '--unlock', '--expiredate', '', '--', name];
}
