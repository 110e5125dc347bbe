import path from 'node:path';
import {
  FTP_CONF,
  FTP_DROP_IN,
  FTP_LOGINS,
  FTP_PAM,
  FTP_PASSWORDS,
  FTP_RECORD_DIR,
  type FtpCertificate,
  ftpCertificateIn,
  ftpMount,
  ftpMountDropIn,
  renderFtpConf,
  renderFtpDropIn,
  renderFtpPam,
} from '../../renderers/ftp-accounts.ts';
import { indexCertificates } from '../../services/nginx/certificate-index.ts';
import type { FtpServer } from '../../src/host/ftp-server.ts';
import { tlsFolder } from '../../src/model/acme/stored-certificate.ts';
import { type Action, blocked, IN_SYNC, type Plan, type ReconcileContext } from '../controller.ts';
import { FTP_USERS } from '../ftp-access/observe.ts';
import { isYes } from '../ftp-access/server-settings.ts';
import { compareFile, type FileComparison, fileItem, PRIVATE, PUBLIC } from '../generated-file.ts';
import type { DesiredFtpLogin, DesiredFtpLogins } from './desired.ts';
import { type ObservedFtpLogins, textOf } from './observe.ts';
import { setLogins, setUpServer } from './steps.ts';

const LISTS = [FTP_PASSWORDS, FTP_LOGINS, FTP_USERS];

export function planFtpLogins(
  username: string,
  { logins: desired, base, siteNames, isLeaving }: DesiredFtpLogins,
  observed: ObservedFtpLogins,
  context: Pick<ReconcileContext, 'owns' | 'stateDir'>,
): Plan {
  const { server, shared, files, hashes } = observed;
  const isThereAny = files.size + hashes.size > 0;
  const isServed = isLeaving && isCertificateOf(siteNames, textOf(shared.get(FTP_CONF)), context);
  if (desired.length === 0 && !isThereAny && !isServed) return IN_SYNC;
  const reason = desired.length === 0 ? undefined : obstacle(server);
  // Without a server that asks for them, no login is let in.
  const wanted = reason === undefined ? desired : [];
  const unavailable = reason === undefined ? {} : { unavailable: reason, isOfHost: true };

  const setup =
    wanted.length === 0
      ? // vsftpd lets no client in while its certificate is missing. The next account that is looked at brings another.
        isServed
        ? [compare(FTP_CONF, renderFtpConf(undefined), PUBLIC)]
        : []
      : serverFiles(base, observed.certificate).map(({ path, text }) => compare(path, text, PUBLIC));
  const lists = LISTS.map((path) => compare(path, null, PRIVATE));
  const logins = wanted
    .flatMap((login) => login.files)
    .map(({ path, text, isPublic }) => {
      const found = files.get(path) ?? { kind: 'absent' };
      return compareFile(path, text, isPublic ? PUBLIC : PRIVATE, found, context);
    });
  const kept = new Set(wanted.flatMap((login) => login.files.map(({ path }) => path)));
  const gone = [...files].flatMap(([path, found]) =>
    kept.has(path) ? [] : [compareFile(path, null, PRIVATE, found, context)],
  );
  const foreign = [...setup, ...lists, ...logins].find(({ kind }) => kind === 'foreign');
  if (foreign?.kind === 'foreign') return blocked('Conflict', foreign.message);

  const changed = setup.flatMap((file) => (file.kind === 'differs' ? [file.change] : []));
  const note = wanted.length === 0 ? undefined : tlsNote(siteNames, observed);
  const mount = wanted.length === 0 || observed.isMounted ? undefined : ftpMount(base).unit;
  return {
    ...IN_SYNC,
    ...unavailable,
    ...(note === undefined ? {} : { note }),
    actions: [
      ...(changed.length === 0 && mount === undefined
        ? []
        : [
            setUpServer(
              username,
              'ftp-server',
              'let vsftpd ask for the logins of accounts',
              { files: changed, mount },
              {
                found: changed.length === 0 ? 'homes that are not mounted for it' : 'other files',
                makes: () => changed.map(({ path, text }) => ({ path, text: text ?? '' })),
                // A certificate that came or was renewed, or a mount that ended, is no edit of a file by another hand.
                causedByHost: setup.every((file) => file.kind === 'same' || isOfCertificate(file)),
              },
            ),
          ]),
      ...loginSteps(username, wanted, observed, {
        up: logins.flatMap((file) => (file.kind === 'differs' ? [file.change] : [])),
        down: gone.flatMap((file) => (file.kind === 'differs' ? [file.change] : [])),
      }),
    ],
  };

  function compare(path: string, text: string | null, as: typeof PUBLIC) {
    return compareFile(path, text, as, shared.get(path) ?? { kind: 'absent' }, context);
  }
}

function serverFiles(base: string, certificate: FtpCertificate | undefined) {
  return [
    { path: FTP_CONF, text: renderFtpConf(certificate) },
    { path: FTP_PAM, text: renderFtpPam() },
    { path: FTP_DROP_IN, text: renderFtpDropIn() },
    ftpMount(base),
    ftpMountDropIn(base),
  ];
}

/** Whether vsftpd is configured with a certificate that jopanel got for one of these sites. */
function isCertificateOf(
  siteNames: readonly string[],
  conf: string,
  { stateDir }: Pick<ReconcileContext, 'stateDir'>,
): boolean {
  const current = ftpCertificateIn(conf)?.chain;
  return siteNames.some((name) => current === `${tlsFolder(stateDir)}/${name}/fullchain.pem`);
}

/** What TLS is not as the account may expect it. Where the operator has switched it on, that is the operator's matter. */
function tlsNote(
  siteNames: readonly string[],
  { server, certificate }: ObservedFtpLogins,
): string | undefined {
  if (server.state === 'absent' || isYes(server.settings.get('ssl_enable'), 'NO')) return undefined;
  if (certificate === undefined)
    return 'FTP is not encrypted: there is no valid certificate for the name of this host, nor for a site of an account with FTP accounts';
  const index = indexCertificates([{ folder: '', usable: true, ...certificate }]);
  if (siteNames.some((name) => index.of(name) !== undefined)) return undefined;
  return `FTP is encrypted with the certificate for ${certificate.names.join(', ')}, since vsftpd has one for all accounts`;
}

/** Whether the file differs by its lines on the certificate alone. */
function isOfCertificate(file: FileComparison): boolean {
  if (file.kind !== 'differs' || file.change.path !== FTP_CONF || file.before === null) return false;
  return file.before === renderFtpConf(ftpCertificateIn(file.before));
}

type Changes = Parameters<typeof setLogins>[3]['files'];

function loginSteps(
  username: string,
  wanted: readonly DesiredFtpLogin[],
  { hashes, listed }: ObservedFtpLogins,
  { up, down }: { readonly up: Changes; readonly down: Changes },
): Action[] {
  const added = wanted.filter(({ name, hash }) => hashes.get(name) !== hash || !listed.has(name));
  const names = new Set(wanted.map(({ name }) => name));
  const removed = [...new Set([...hashes.keys(), ...listed])].filter((name) => !names.has(name));
  const inUse = new Set([...added.map(({ name }) => name), ...up.map(({ path }) => loginOf(path))]);
  const noMore = new Set([...removed, ...down.map(({ path }) => loginOf(path))]);
  return [
    ...(inUse.size === 0
      ? []
      : [
          setLogins(
            username,
            'ftp-logins',
            `let the FTP accounts ${[...inUse].join(', ')} in`,
            { hashes: new Map(added.map(({ name, hash }) => [name, hash])), files: up },
            {
              owns: up.map(({ path }) => fileItem(path)),
              found: 'other logins',
              makes: () => [
                ...up.map(({ path, text }) => ({ path, text: text ?? '' })),
                ...added.flatMap(({ name, hash }) => [
                  { path: FTP_PASSWORDS, text: `${name}:${hash}\n` },
                  { path: FTP_LOGINS, text: `${name}\n` },
                ]),
              ],
            },
          ),
        ]),
    ...(noMore.size === 0
      ? []
      : [
          setLogins(
            username,
            'ftp-logins-gone',
            `let the FTP accounts ${[...noMore].join(', ')} in no more`,
            { hashes: new Map(removed.map((name) => [name, null])), files: down },
            { direction: 'down', releases: down.map(({ path }) => fileItem(path)) },
          ),
        ]),
  ];
}

function loginOf(file: string): string {
  return path.basename(file, path.dirname(file) === FTP_RECORD_DIR ? '.user' : '');
}

/** Why no further login can work here, in a sentence that says what to do. */
function obstacle(server: FtpServer): string | undefined {
  if (server.state === 'absent') return 'vsftpd is not installed; run: apt install vsftpd libpam-pwdfile';
  if (!server.canReadPasswords) return 'PAM reads no file of passwords; run: apt install libpam-pwdfile';
  const { settings } = server;
  const has = (line: string) =>
    `/etc/vsftpd.conf has ${line}, which the logins of accounts contradict; take the line out and run: systemctl restart vsftpd`;
  if (isYes(settings.get('guest_enable'), 'NO')) return has('guest_enable=YES');
  if (!isYes(settings.get('local_enable'), 'NO')) return has('local_enable=NO');
  if (isYes(settings.get('one_process_model'), 'NO')) return has('one_process_model=YES');
  const config = settings.get('user_config_dir');
  if (config !== undefined) return has(`user_config_dir=${config}`);
  const pam = settings.get('pam_service_name') ?? 'ftp';
  if (pam !== 'vsftpd') return has(`pam_service_name=${pam}`);
  if (!isYes(settings.get('userlist_enable'), 'NO')) return undefined;
  // A list of others that lets in nobody else, or ours read as one of those to keep out, turns every login away.
  const list = settings.get('userlist_file') ?? '/etc/vsftpd.user_list';
  const denies = isYes(settings.get('userlist_deny'), 'YES');
  if (denies === (list === FTP_USERS))
    return has(`userlist_deny=${denies ? 'YES' : 'NO'} with userlist_file=${list}`);
  return undefined;
}
