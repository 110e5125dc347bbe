import { sandbox } from './harness.ts';

const CONF = '/etc/vsftpd.conf';

/** What an operator adds to vsftpd's configuration, so that it asks jopanel's list, and sessions are in their slices. */
export const FTP_LINES = `userlist_enable=YES
userlist_deny=NO
userlist_file=/etc/vsftpd.jopanel_users
session_support=YES
write_enable=YES
local_umask=022
chroot_local_user=YES
allow_writeable_chroot=YES
`;

let asInstalled: string | undefined;

/** Runs vsftpd with its installed configuration and these lines. */
export async function startFtpServer(lines: string): Promise<void> {
  asInstalled ??= await sandbox.readFile(CONF);
  // In a container vsftpd's own sandbox has no say over network namespaces.
  await sandbox.writeFile(CONF, `${asInstalled}\nisolate_network=NO\ndelay_failed_login=0\n${lines}`);
  await sandbox.run(['systemctl', 'restart', 'vsftpd']);
  await sandbox.waitFor('vsftpd to listen', async () => {
    return (await sandbox.run(['ss', '--listening', '--tcp', '--no-header', 'sport = 21'])).stdout !== '';
  });
}

export async function stopFtpServer(): Promise<void> {
  await sandbox.run(['systemctl', 'stop', 'vsftpd']);
  if (asInstalled !== undefined) await sandbox.writeFile(CONF, asInstalled);
}

/** Whether a login and a listing succeed, by FTP or IMAP. */
export async function canLogIn(url: string, username: string, password: string): Promise<boolean> {
  const login = ['curl', '--silent', '--show-error', '--max-time', '10', '--user', `${username}:${password}`];
  const { exitCode, stderr } = await sandbox.run([...login, url], { allowFailure: true });
  const denied = 67;
  if (exitCode !== 0 && exitCode !== denied) throw new Error(stderr);
  return exitCode === 0;
}
