import { ftpLoginPath, renderFtpLogin } from '../../renderers/ftp-accounts.ts';
import type { Target } from '../../src/model/target.ts';

export interface DesiredFtpLogin {
  readonly name: string;
  readonly hash: string;
  /** What vsftpd reads once the login is in. */
  readonly path: string;
  readonly text: string;
}

/** The logins that work. */
export function desiredFtpLogins({ account, lifecycle }: Target): readonly DesiredFtpLogin[] {
  const { enabled, accounts = [] } = account.services.ftp;
  if (lifecycle !== 'active' || !enabled) return [];
  return accounts.map((login) => ({
    name: login.name,
    hash: login.password_hash,
    path: ftpLoginPath(login.name),
    text: renderFtpLogin(account.username, login),
  }));
}
