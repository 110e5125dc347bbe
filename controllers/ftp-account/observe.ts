import {
  FTP_CONF,
  FTP_DROP_IN,
  FTP_LOGIN_DIR,
  FTP_LOGINS,
  FTP_PAM,
  FTP_PASSWORDS,
  FTP_RECORD_DIR,
  ftpCertificateIn,
  ftpMount,
  ftpMountDropIn,
  parseFtpPasswords,
} from '../../renderers/ftp-accounts.ts';
import { parseFtpUsers } from '../../renderers/ftp-users.ts';
import type { Certificate } from '../../src/host/certificates.ts';
import type { FtpServer } from '../../src/host/ftp-server.ts';
import type { HostReader } from '../../src/host/host.ts';
import type { FoundFile } from '../../src/host/root-files.ts';
import type { Observe, ReconcileContext } from '../controller.ts';
import { FTP_USERS } from '../ftp-access/observe.ts';
import { isYes } from '../ftp-access/server-settings.ts';
import { readAll } from '../generated-file.ts';
import type { DesiredFtpLogins } from './desired.ts';
import { serverCertificate } from './server-certificate.ts';

export const FTP_UNIT = 'vsftpd.service';

const SHARED = [FTP_CONF, FTP_DROP_IN, FTP_PAM, FTP_PASSWORDS, FTP_LOGINS, FTP_USERS];

export interface ObservedFtpLogins {
  readonly server: FtpServer;
  /** What vsftpd encrypts with, where that is not the operator's matter. */
  readonly certificate: Certificate | undefined;
  /** By path: what vsftpd, systemd and PAM read for all accounts. */
  readonly shared: ReadonlyMap<string, FoundFile>;
  /** Whether the homes are mounted for vsftpd, or will be once it starts. */
  readonly isMounted: boolean;
  /** By name, the hash of each login of the account that has one. */
  readonly hashes: ReadonlyMap<string, string>;
  /** The logins of the account that vsftpd's list lets in. */
  readonly listed: ReadonlySet<string>;
  /** By path: what there is of each login of the account. */
  readonly files: ReadonlyMap<string, FoundFile>;
}

export async function observeFtpLogins(
  host: HostReader,
  wanted: ReadonlyMap<string, DesiredFtpLogins>,
  { facts }: Pick<ReconcileContext, 'facts'>,
): Promise<Observe<ObservedFtpLogins>> {
  const server = await host.ftp.server();
  const inUse = [...wanted.values()].filter(({ logins }) => logins.length > 0);
  const bases = [...new Set(inUse.map(({ base }) => base))];
  const ofMounts = bases.flatMap((base) => [ftpMount(base).path, ftpMountDropIn(base).path]);
  const shared = await readAll(host, [...SHARED, ...ofMounts]);
  const hashes = [...parseFtpPasswords(textOf(shared.get(FTP_PASSWORDS)))];
  const listed = [...parseFtpUsers(textOf(shared.get(FTP_USERS)))];
  const inFolders = await Promise.all(
    [FTP_LOGIN_DIR, FTP_RECORD_DIR].map(async (folder) =>
      (await host.files.list(folder)).map((name) => ({ name, path: `${folder}/${name}` })),
    ),
  );
  const there = Map.groupBy(inFolders.flat(), ({ name }) => accountOf(name));
  const pathsOf = new Map(
    [...wanted].map(([username, { logins }]) => [
      username,
      new Set([
        ...logins.flatMap(({ files }) => files.map(({ path }) => path)),
        ...(there.get(username) ?? []).map(({ path }) => path),
      ]),
    ]),
  );
  const files = await readAll(host, new Set([...pathsOf.values()].flatMap((paths) => [...paths])));
  const certificate =
    inUse.length === 0 || server.state === 'absent' || isYes(server.settings.get('ssl_enable'), 'NO')
      ? undefined
      : serverCertificate({
          found: await host.certificates.all(),
          fullName: facts.fullName,
          current: ftpCertificateIn(textOf(shared.get(FTP_CONF)))?.chain,
          siteNames: inUse.flatMap(({ siteNames }) => siteNames),
        });
  const unmounted = await unmountedBases(host, bases);

  return (username) => ({
    server,
    certificate,
    shared,
    isMounted: !unmounted.has(wanted.get(username)?.base ?? ''),
    hashes: new Map(hashes.filter(([name]) => accountOf(name) === username)),
    listed: new Set(listed.filter((name) => name.includes('_') && accountOf(name) === username)),
    files: new Map(
      [...(pathsOf.get(username) ?? [])].flatMap((path) => {
        const found = files.get(path);
        return found === undefined || found.kind === 'absent' ? [] : [[path, found] as const];
      }),
    ),
  });
}

/** While vsftpd does not run, its start mounts them. */
async function unmountedBases(host: HostReader, bases: readonly string[]): Promise<ReadonlySet<string>> {
  if (bases.length === 0 || !host.units.managed) return new Set();
  const states = await host.units.show([FTP_UNIT, ...bases.map((base) => ftpMount(base).unit)]);
  if (states.get(FTP_UNIT)?.activity !== 'running') return new Set();
  return new Set(bases.filter((base) => states.get(ftpMount(base).unit)?.activity !== 'running'));
}

export function textOf(found: FoundFile | undefined): string {
  return found?.kind === 'file' ? found.text : '';
}

function accountOf(name: string): string {
  return name.split('_', 1)[0] ?? '';
}
