import path from 'node:path';
import {
  ftpLoginPath,
  ftpRecordPath,
  renderFtpLogin,
  renderFtpRecord,
} from '../../renderers/ftp-accounts.ts';
import { siteNames } from '../../src/model/site-names.ts';
import type { Target } from '../../src/model/target.ts';

export interface DesiredFtpLogins {
  /** The logins that work. */
  readonly logins: readonly DesiredFtpLogin[];
  /** The folder of the account's home. */
  readonly base: string;
  /** By which a certificate is looked for. */
  readonly siteNames: readonly string[];
  /** Its certificates may go at any time from now on. */
  readonly isLeaving: boolean;
}

export interface DesiredFtpLogin {
  readonly name: string;
  readonly hash: string;
  /** What vsftpd reads once the login is in, and what PAM reads for its session. */
  readonly files: readonly { readonly path: string; readonly text: string; readonly isPublic: boolean }[];
}

export function desiredFtpLogins({ account, lifecycle }: Target): DesiredFtpLogins {
  const { enabled, accounts = [] } = account.services.ftp;
  const works = lifecycle === 'active' && enabled;
  return {
    logins: (works ? accounts : []).map((login) => ({
      name: login.name,
      hash: login.password_hash,
      files: [
        { path: ftpLoginPath(login.name), text: renderFtpLogin(account.username, login), isPublic: false },
        {
          path: ftpRecordPath(login.name),
          text: renderFtpRecord(login.name, account.account),
          isPublic: true,
        },
      ],
    })),
    base: path.dirname(account.account.home_dir),
    siteNames: siteNames(account.domains).map(({ name }) => name),
    isLeaving: lifecycle === 'retired' || lifecycle === 'purged',
  };
}
