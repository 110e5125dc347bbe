// The account's own FTP login is switched on. V1 keeps no passwords of further ones: where such a login is a Linux user of
// this host, its hash is known; where not, the login is written and lets nobody in until it is given a password.

import { quoted } from '../../src/model/quoted.ts';
import { isBelow, parseAbsolutePath } from '../../src/model/values/absolute-path.ts';
import { parseFtpAccountName } from '../../src/model/values/ftp-account-name.ts';
import { parsePasswordHash } from '../../src/model/values/password-hash.ts';
import type { V1FtpAccount } from '../rows/rows.ts';
import { type Decided, type MigrationFinding, noteFinding } from './migration-finding.ts';
import { plainRoot } from './plan-docroot.ts';

interface PlannedFtp {
  readonly enabled: boolean;
  readonly accounts: readonly {
    readonly name: string;
    readonly password_hash: string;
    readonly directory: string;
  }[];
}

interface FtpChoice {
  readonly username: string;
  readonly home: string;
  /** As shadow(5) has it, of a Linux user. */
  readonly passwordOf: (name: string) => string | undefined;
}

/** Well formed, and the hash of no password that anyone could find. */
export const NO_PASSWORD = `$6$nopassword$${'.'.repeat(86)}`;

export function planFtpAccounts(rows: readonly V1FtpAccount[], choice: FtpChoice): Decided<PlannedFtp> {
  const { username, home, passwordOf } = choice;
  const isOwn = (row: V1FtpAccount) =>
    row.username === username && [null, home].includes(plainRoot(row.home_dir));
  const findings: MigrationFinding[] = [];
  const accounts: PlannedFtp['accounts'][number][] = [];
  for (const row of rows) {
    if (isOwn(row)) continue;
    const directory = plainRoot(row.home_dir);
    const why = obstacle(row.username, directory, choice);
    if (why !== undefined || directory === null) {
      findings.push(leftOut(row, why ?? '', username));
      continue;
    }
    if (accounts.some(({ name }) => name === row.username)) continue;
    const known = parsePasswordHash(passwordOf(row.username) ?? '');
    if (!known.ok) findings.push(withoutPassword(row.username, username));
    accounts.push({
      name: row.username,
      password_hash: known.ok ? known.value : NO_PASSWORD,
      directory,
    });
  }
  const hasOwn = rows.some(isOwn);
  if (!hasOwn && accounts.length > 0) findings.push(ownLoginToo(username));
  return { value: { enabled: hasOwn || accounts.length > 0, accounts }, findings };
}

function obstacle(name: string, directory: string | null, { username, home }: FtpChoice): string | undefined {
  if (!name.startsWith(`${username}_`) || !parseFtpAccountName(name).ok)
    return `its name is not ${username}_ and lower-case letters, digits, _, . or -`;
  if (directory === null) return 'V1 names no folder for it';
  if (!parseAbsolutePath(directory).ok || !isBelow(directory, home)) return `its folder is not below ${home}`;
  return undefined;
}

function leftOut(row: V1FtpAccount, why: string, username: string): MigrationFinding {
  return noteFinding('ftp', {
    subject: quoted(row.username),
    what: `an FTP login into ${quoted(row.home_dir ?? '')} is not in the set`,
    why,
    proposal: `list it with a new password under ftp.accounts in services.json, named ${username}_NAME`,
  });
}

function withoutPassword(name: string, username: string): MigrationFinding {
  return noteFinding('ftp', {
    subject: name,
    what: 'this FTP login lets nobody in until it has a new password',
    why: 'its password is neither among the rows of V1 nor in /etc/shadow',
    proposal: `make a hash with mkpasswd -m yescrypt, and put it there: jopanel user edit ${username} services`,
  });
}

function ownLoginToo(username: string): MigrationFinding {
  return noteFinding('ftp', {
    subject: username,
    what: 'FTP is switched on for the account, so its Linux user may log in by FTP as well',
    why: 'the further logins work only while it is on',
    proposal: 'without a password of its own it gets in nowhere; --with-passwords gives it one',
  });
}
