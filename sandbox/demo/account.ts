/** Brings the reference account to the host, and shows the Linux user that came of it. */

import { readdir, readFile } from 'node:fs/promises';
import { dropSet, readSetFile } from '../account-sets.ts';
import type { Inside } from '../inside.ts';
import { expectPart, expectSame } from './expect.ts';
import { home, revision, uid, username } from './reference.ts';

const fixture = new URL('../../fixtures/users/joko/', import.meta.url);

/** The sandbox lies over this machine: an account of this name here would be taken for the demo's. */
export async function expectUnknown(host: Inside): Promise<void> {
  for (const [database, key] of [
    ['passwd', username],
    ['passwd', String(uid)],
    ['group', username],
    ['group', String(uid)],
  ] as const) {
    const { exitCode, stdout } = await host.run(['getent', database, key], { allowFailure: true });
    if (exitCode === 0)
      throw new Error(`this machine has ${stdout.trim()} already; the demo needs the name and id`);
  }
}

export async function dropReference(host: Inside): Promise<void> {
  const names = await readdir(fixture);
  const contents = names.map(async (name) => [name, await readFile(new URL(name, fixture), 'utf8')] as const);
  await dropSet(host, username, Object.fromEntries(await Promise.all(contents)));
}

export async function showRevision(host: Inside): Promise<string[]> {
  const { last_applied_revision: applied } = await readSetFile(host, username, 'meta');
  expectSame('last_applied_revision', String(applied), revision);
  return [String(applied)];
}

export async function showUser(host: Inside): Promise<string[]> {
  const passwd = (await host.run(['getent', 'passwd', username])).stdout.trim();
  expectSame('the passwd entry', passwd, `joko:x:${uid}:${uid}:JoPanel joko:${home}:/bin/bash`);
  const group = (await host.run(['getent', 'group', username])).stdout.trim();
  expectSame('the group entry', group, `joko:x:${uid}:`);
  return [passwd, group];
}

/** In sftp_chroot mode sshd demands that the home belong to root; nginx gets in by ACL only. */
export async function showHome(host: Inside): Promise<string[]> {
  const { stdout: stat } = await host.run(['stat', '--format=%A %a %U:%G %n', home]);
  expectPart('the home', stat, ' 750 root:joko ');
  const { stdout: acl } = await host.run(['getfacl', '--omit-header', '--absolute-names', home]);
  const entry = acl.split('\n').find((line) => line.startsWith('user:www-data:')) ?? '';
  expectSame("nginx's part in the ACL", entry, 'user:www-data:--x');
  return [stat.trim(), `getfacl: ${entry}`];
}
