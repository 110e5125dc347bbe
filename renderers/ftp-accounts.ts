import type { AccountFile } from '../src/model/files/account-file.ts';
import type { FtpAccount } from '../src/model/files/services-file.ts';
import { absolutePath } from './encode-path.ts';
import { systemdPath, systemdUnitPath } from './encode-systemd.ts';
import { listedUser } from './encode-user-list.ts';
import { header, headerText } from './header.ts';
import { UnrepresentableError } from './unrepresentable-error.ts';

const FTP_DIR = '/etc/jopanel/ftp';
export const FTP_CONF = `${FTP_DIR}/vsftpd.conf`;
export const FTP_PASSWORDS = `${FTP_DIR}/passwd`;
export const FTP_LOGINS = `${FTP_DIR}/logins`;
export const FTP_LOGIN_DIR = `${FTP_DIR}/users`;
export const FTP_PAM = '/etc/pam.d/jopanel-ftp';
export const FTP_DROP_IN = '/etc/systemd/system/vsftpd.service.d/60-jopanel.conf';
/** Where the homes are seen without following symbolic links; root alone can enter it. */
const FTP_HOMES = '/run/jopanelftp';
const UNITS = '/etc/systemd/system';

export interface FtpCertificate {
  readonly chain: string;
  readonly key: string;
}

/**
 * Read after the operator's own file, so that it stands beside that and no line of it has to be copied.
 *
 * @param certificate undefined where the operator has switched TLS on, or where there is none
 */
export function renderFtpConf(certificate: FtpCertificate | undefined): string {
  return `${header('#', 'for all accounts')}pam_service_name=jopanel-ftp
session_support=YES
user_config_dir=${FTP_LOGIN_DIR}
${certificate === undefined ? '' : tlsLines(certificate)}`;
}

/** Clients that know no TLS are let in as before. Many do not continue the control connection's TLS session for data. */
function tlsLines({ chain, key }: FtpCertificate): string {
  return `ssl_enable=YES
rsa_cert_file=${absolutePath(chain)}
rsa_private_key_file=${absolutePath(key)}
force_local_logins_ssl=NO
force_local_data_ssl=NO
force_anon_data_ssl=NO
require_ssl_reuse=NO
ssl_ciphers=HIGH
`;
}

/** The certificate that a configuration of ours names. */
export function ftpCertificateIn(conf: string): FtpCertificate | undefined {
  const [, chain, key] = /^rsa_cert_file=(.+)\nrsa_private_key_file=(.+)$/m.exec(conf) ?? [];
  return chain === undefined || key === undefined ? undefined : { chain, key };
}

/**
 * The folder of an account's home, such as `/home`, mounted for vsftpd a second time. vsftpd enters the folder of a login
 * as root, before it becomes the account: a symbolic link that the account puts in its place would lead it anywhere.
 */
export function ftpMount(base: string): {
  readonly unit: string;
  readonly path: string;
  readonly text: string;
} {
  const where = `${FTP_HOMES}${systemdPath(base)}`;
  const unit = `${systemdUnitPath(where)}.mount`;
  const text = `${header('#', 'for all accounts')}[Unit]
Description=${systemdPath(base)} for FTP, without symbolic links
[Mount]
What=${systemdPath(base)}
Where=${where}
Options=bind,nosymfollow
DirectoryMode=0700
`;
  return { unit, path: `${UNITS}/${unit}`, text };
}

/** Has the mount made whenever vsftpd starts. */
export function ftpMountDropIn(base: string): { readonly path: string; readonly text: string } {
  const { unit } = ftpMount(base);
  return {
    path: `${UNITS}/vsftpd.service.d/60-jopanel-${systemdUnitPath(base)}.conf`,
    text: `${header('#', 'for all accounts')}[Unit]\nWants=${unit}\nAfter=${unit}\n`,
  };
}

export const FTP_RECORD_DIR = '/etc/userdb';

/** What pam_systemd reads of a login: sessions of that uid belong into the slice of the account. */
export function ftpRecordPath(name: string): string {
  return `${FTP_RECORD_DIR}/${ftpName(name)}.user`;
}

/** A user record of systemd. It has no password, no shell and no home, so that no other service lets it in. */
export function renderFtpRecord(name: string, { username, uid, gid }: AccountFile): string {
  return `${JSON.stringify({
    realName: headerText(`for ${listedUser(username)}`),
    userName: ftpName(name),
    uid,
    gid,
    homeDirectory: '/nonexistent',
    shell: '/usr/sbin/nologin',
    locked: true,
  })}\n`;
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
session [success=ignore default=2] pam_listfile.so item=user sense=allow file=${FTP_LOGINS} onerr=fail
-session optional pam_systemd.so
session sufficient pam_permit.so
session include vsftpd
`;
}

/** What vsftpd does once this login is in: it becomes the account, below this folder. */
export function renderFtpLogin(username: string, { directory }: FtpAccount): string {
  return `${header('#', `for ${username}`)}guest_enable=YES
guest_username=${listedUser(username)}
local_root=${FTP_HOMES}${absolutePath(directory)}
user_sub_token=
virtual_use_local_privs=NO
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
