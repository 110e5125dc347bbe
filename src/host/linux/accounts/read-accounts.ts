import { readFile } from 'node:fs/promises';
import type { AccountsSnapshot, LinuxGroup, LinuxUser } from '../../accounts.ts';
import { stableCtime } from '../stable-ctime.ts';

const FILES = ['/etc/passwd', '/etc/group', '/etc/shadow'] as const;

let remembered: { readonly version: string; readonly snapshot: AccountsSnapshot } | undefined;

/** Parsed once for as long as the files stay the same: with thousands of users that takes longer than to look. */
export async function readAccounts(): Promise<AccountsSnapshot> {
  const versions = FILES.map(stableCtime);
  const version = versions.includes(undefined) ? undefined : versions.join();
  if (version !== undefined && version === remembered?.version) return remembered.snapshot;
  const [passwd = '', group = '', shadow = ''] = await Promise.all(
    FILES.map((file) => readFile(file, 'utf8')),
  );
  const snapshot = parseAccounts(passwd, group, shadow);
  remembered = version === undefined ? undefined : { version, snapshot };
  return snapshot;
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
  for (const [name = '', , gid, members = ''] of entries(group)) {
    const found: LinuxGroup = {
      name,
      gid: Number(gid),
      members: members.split(',').filter((member) => member !== ''),
    };
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
