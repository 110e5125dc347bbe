// The account's own FTP login is switched on. A further login has no counterpart, and is a note.

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
          why: 'an account has one FTP login, which is its Linux user and leads into its home',
          proposal: `tell its owner: log in as ${username}, by SFTP with a key where that will do`,
        }),
      ),
  };
}
