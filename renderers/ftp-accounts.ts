import type { FtpAccount } from '../src/model/files/services-file.ts';
import { absolutePath } from './encode-path.ts';
import { listedUser } from './encode-user-list.ts';
import { header } from './header.ts';
import { UnrepresentableError } from './unrepresentable-error.ts';

export const FTP_DIR = '/etc/jopanel/ftp';
export const FTP_CONF = `${FTP_DIR}/vsftpd.conf`;
export const FTP_PASSWORDS = `${FTP_DIR}/passwd`;
export const FTP_LOGINS = `${FTP_DIR}/logins`;
export const FTP_LOGIN_DIR = `${FTP_DIR}/users`;
export const FTP_PAM = '/etc/pam.d/jopanel-ftp';
export const FTP_DROP_IN = '/etc/systemd/system/vsftpd.service.d/60-jopanel.conf';

/** Read after the operator's own file, so that it stands beside that and no line of it has to be copied. */
export function renderFtpConf(): string {
  return `${header('#', 'for all accounts')}pam_service_name=jopanel-ftp
session_support=YES
user_config_dir=${FTP_LOGIN_DIR}
`;
}

export function renderFtpDropIn(): string {
  return `${header('#', 'for all accounts')}[Service]
ExecStart=
ExecStart=/usr/sbin/vsftpd /etc/vsftpd.conf ${FTP_CONF}
`;
}

/** The logins of accounts are in a file; all others go on as Debian's vsftpd has it. */
export function renderFtpPam(): string {
  return `${header('#', 'for all accounts')}auth sufficient pam_pwdfile.so pwdfile=${FTP_PASSWORDS}
auth substack vsftpd
account sufficient pam_listfile.so item=user sense=allow file=${FTP_LOGINS} onerr=fail
account include vsftpd
session sufficient pam_listfile.so item=user sense=allow file=${FTP_LOGINS} onerr=fail
session include vsftpd
`;
}

/** What vsftpd does once this login is in: it becomes the account, below this folder. */
export function renderFtpLogin(username: string, { directory }: FtpAccount): string {
  return `${header('#', `for ${username}`)}guest_enable=YES
guest_username=${listedUser(username)}
local_root=${absolutePath(directory)}
allow_writeable_chroot=YES
write_enable=YES
anon_upload_enable=YES
anon_mkdir_write_enable=YES
anon_other_write_enable=YES
anon_world_readable_only=NO
anon_umask=022
file_open_mode=0666
chown_uploads=NO
`;
}

/** passwd(5) as far as pam_pwdfile reads it: name and hash. */
export function renderFtpPasswords(hashes: ReadonlyMap<string, string>): string {
  const lines = [...hashes].sort().map(([name, hash]) => `${ftpName(name)}:${field(hash)}\n`);
  return header('#', 'for all accounts') + lines.join('');
}

export function parseFtpPasswords(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split('\n').flatMap((line) => {
      const [, name, hash] = /^([^#:][^:]*):([^:]+)$/.exec(line) ?? [];
      return name === undefined || hash === undefined ? [] : [[name, hash] as const];
    }),
  );
}

/** pam_listfile compares whole lines, so none of a comment is ever a login. */
export function renderFtpLogins(names: Iterable<string>): string {
  return (
    header('#', 'for all accounts') +
    [...names]
      .sort()
      .map((name) => `${ftpName(name)}\n`)
      .join('')
  );
}

export function ftpLoginPath(name: string): string {
  return `${FTP_LOGIN_DIR}/${ftpName(name)}`;
}

function ftpName(name: string): string {
  if (!/^[a-z][a-z0-9]{2,15}_[a-z0-9_.-]+$/.test(name)) throw new UnrepresentableError('an FTP login', name);
  return name;
}

function field(hash: string): string {
  if (!/^[!-9;-~]+$/.test(hash)) throw new UnrepresentableError('a field of passwd(5)', '');
  return hash;
}
