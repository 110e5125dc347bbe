import {
  FTP_CONF,
  FTP_DROP_IN,
  FTP_LOGIN_DIR,
  FTP_LOGINS,
  FTP_PAM,
  FTP_PASSWORDS,
  parseFtpPasswords,
} from '../../renderers/ftp-accounts.ts';
import { parseFtpUsers } from '../../renderers/ftp-users.ts';
import type { FtpServer } from '../../src/host/ftp-server.ts';
import type { HostReader } from '../../src/host/host.ts';
import type { FoundFile } from '../../src/host/root-files.ts';
import type { Observe } from '../controller.ts';
import { FTP_USERS } from '../ftp-access/observe.ts';
import { readAll } from '../generated-file.ts';
import type { DesiredFtpLogin } from './desired.ts';

const SHARED = [FTP_CONF, FTP_DROP_IN, FTP_PAM, FTP_PASSWORDS, FTP_LOGINS, FTP_USERS];

export interface ObservedFtpLogins {
  readonly server: FtpServer;
  /** By path: what vsftpd, systemd and PAM read for all accounts. */
  readonly shared: ReadonlyMap<string, FoundFile>;
  /** By name, the hash of each login of the account that has one. */
  readonly hashes: ReadonlyMap<string, string>;
  /** The logins of the account that vsftpd's list lets in. */
  readonly listed: ReadonlySet<string>;
  /** By path: what there is of each login of the account. */
  readonly files: ReadonlyMap<string, FoundFile>;
}

export async function observeFtpLogins(
  host: HostReader,
  wanted: ReadonlyMap<string, readonly DesiredFtpLogin[]>,
): Promise<Observe<ObservedFtpLogins>> {
  const server = await host.ftp.server();
  const shared = await readAll(host, SHARED);
  const hashes = [...parseFtpPasswords(textOf(shared.get(FTP_PASSWORDS)))];
  const listed = [...parseFtpUsers(textOf(shared.get(FTP_USERS)))];
  const there = Map.groupBy(await host.files.list(FTP_LOGIN_DIR), accountOf);
  const paths = [...wanted].flatMap(([username, logins]) => [
    ...logins.map(({ path }) => path),
    ...(there.get(username) ?? []).map((name) => `${FTP_LOGIN_DIR}/${name}`),
  ]);
  const files = await readAll(host, new Set(paths));
  return (username) => ({
    server,
    shared,
    hashes: new Map(hashes.filter(([name]) => accountOf(name) === username)),
    listed: new Set(listed.filter((name) => name.includes('_') && accountOf(name) === username)),
    files: new Map([...files].filter(([path]) => path.startsWith(`${FTP_LOGIN_DIR}/${username}_`))),
  });
}

export function textOf(found: FoundFile | undefined): string {
  return found?.kind === 'file' ? found.text : '';
}

function accountOf(name: string): string {
  return name.split('_', 1)[0] ?? '';
}
