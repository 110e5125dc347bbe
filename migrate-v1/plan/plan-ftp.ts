// The account's own FTP login is switched on. Of a further login the password is not known, so it is a note.

import { quoted } from '../../src/model/quoted.ts';
import type { V1FtpAccount } from '../rows/rows.ts';
import { type Decided, note } from './finding.ts';
import { plainRoot } from './plan-docroot.ts';

export function planFtp(
  rows: readonly V1FtpAccount[],
  { username, home }: { readonly username: string; readonly home: string },
): Decided<boolean> {
  const isOwn = (row: V1FtpAccount) =>
    row.username === username && [null, home].includes(plainRoot(row.home_dir));
  return {
    value: rows.some(isOwn),
    findings: rows
      .filter((row) => !isOwn(row))
      .map((row) =>
        note('ftp', {
          subject: quoted(row.username),
          what: `an FTP login into ${quoted(row.home_dir ?? '')}`,
          why: 'its password is not among the rows of V1, and an FTP account of a set has one',
          proposal: `list it with a new password under ftp.accounts in services.json, named ${username}_…`,
        }),
      ),
  };
}
