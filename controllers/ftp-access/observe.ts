import { FTP_LIST_BYTES, parseFtpUsers } from '../../renderers/ftp-users.ts';
import type { FtpServer } from '../../src/host/ftp-server.ts';
import type { HostReader } from '../../src/host/host.ts';
import type { FoundFile } from '../../src/host/root-files.ts';
import type { Observe } from '../controller.ts';
import type { DesiredFtp } from './desired.ts';

export const FTP_USERS = '/etc/vsftpd.jopanel_users';

export const PAM = '/etc/pam.d/vsftpd';

export interface ObservedFtp {
  readonly server: FtpServer;
  readonly list: FoundFile;
  readonly listed: boolean;
  /** False for a name so far down the list that vsftpd does not read it. */
  readonly isRead: boolean;
  /** Whether PAM turns away users whose shell is not in /etc/shells, as Debian has it. */
  readonly asksForShell: boolean;
}

export async function observeFtp(
  host: HostReader,
  _wanted: ReadonlyMap<string, DesiredFtp>,
): Promise<Observe<ObservedFtp>> {
  const [server, list, pam] = await Promise.all([
    host.ftp.server(),
    host.files.read(FTP_USERS),
    host.files.read(PAM),
  ]);
  const text = list.kind === 'file' ? list.text : '';
  const names = parseFtpUsers(text);
  // The list is plain ASCII, so that characters are bytes.
  const read = parseFtpUsers(text.slice(0, FTP_LIST_BYTES));
  const asksForShell = pam.kind === 'file' && /^[^#\n]*pam_shells\.so/m.test(pam.text);
  return (username) => ({
    server,
    list,
    listed: names.has(username),
    isRead: read.has(username),
    asksForShell,
  });
}
