import {
  FTP_CONF,
  FTP_DROP_IN,
  FTP_LOGINS,
  FTP_PAM,
  FTP_PASSWORDS,
  renderFtpConf,
  renderFtpDropIn,
  renderFtpPam,
} from '../../renderers/ftp-accounts.ts';
import type { FtpServer } from '../../src/host/ftp-server.ts';
import { type Action, blocked, IN_SYNC, type Plan, type ReconcileContext } from '../controller.ts';
import { FTP_USERS } from '../ftp-access/observe.ts';
import { compareFile, fileItem, PRIVATE, PUBLIC } from '../generated-file.ts';
import type { DesiredFtpLogin } from './desired.ts';
import type { ObservedFtpLogins } from './observe.ts';
import { setLogins, setUpServer } from './steps.ts';

const SERVER_FILES = [
  [FTP_CONF, renderFtpConf()],
  [FTP_PAM, renderFtpPam()],
  [FTP_DROP_IN, renderFtpDropIn()],
] as const;
const LISTS = [FTP_PASSWORDS, FTP_LOGINS, FTP_USERS];

export function planFtpLogins(
  username: string,
  desired: readonly DesiredFtpLogin[],
  observed: ObservedFtpLogins,
  context: Pick<ReconcileContext, 'owns'>,
): Plan {
  const { server, shared, files, hashes } = observed;
  const isThereAny = files.size + hashes.size > 0;
  if (desired.length === 0 && !isThereAny) return IN_SYNC;
  const reason = desired.length === 0 ? undefined : obstacle(server);
  // Without a server that asks for them, no login is let in.
  const wanted = reason === undefined ? desired : [];
  const unavailable = reason === undefined ? {} : { unavailable: reason };

  const setup = wanted.length === 0 ? [] : SERVER_FILES.map(([path, text]) => compare(path, text, PUBLIC));
  const lists = LISTS.map((path) => compare(path, null, PRIVATE));
  const logins = wanted.map(({ path, text }) =>
    compareFile(path, text, PRIVATE, files.get(path) ?? { kind: 'absent' }, context),
  );
  const kept = new Set(wanted.map(({ path }) => path));
  const gone = [...files].flatMap(([path, found]) =>
    kept.has(path) ? [] : [compareFile(path, null, PRIVATE, found, context)],
  );
  const foreign = [...setup, ...lists, ...logins].find(({ kind }) => kind === 'foreign');
  if (foreign?.kind === 'foreign') return blocked('Conflict', foreign.message);

  const changed = setup.flatMap((file) => (file.kind === 'differs' ? [file.change] : []));
  return {
    ...IN_SYNC,
    ...unavailable,
    actions: [
      ...(changed.length === 0
        ? []
        : [
            setUpServer(username, 'ftp-server', 'let vsftpd ask for the logins of accounts', changed, {
              found: 'other files',
            }),
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
  const inUse = new Set([...added.map(({ name }) => name), ...up.map(({ path }) => nameOf(path))]);
  const noMore = new Set([...removed, ...down.map(({ path }) => nameOf(path))]);
  return [
    ...(inUse.size === 0
      ? []
      : [
          setLogins(
            username,
            'ftp-logins',
            `let the FTP accounts ${[...inUse].join(', ')} in`,
            { hashes: new Map(added.map(({ name, hash }) => [name, hash])), files: up },
            { owns: up.map(({ path }) => fileItem(path)), found: 'other logins' },
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

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Why no further login can work here, in a sentence that says what to do. */
function obstacle(server: FtpServer): string | undefined {
  if (server.state === 'absent') return 'vsftpd is not installed; run: apt install vsftpd libpam-pwdfile';
  if (!server.canReadPasswords) return 'PAM reads no file of passwords; run: apt install libpam-pwdfile';
  const { settings } = server;
  const isYes = (name: string) => /^(YES|TRUE|1)$/i.test(settings.get(name) ?? 'NO');
  const has = (line: string) =>
    `/etc/vsftpd.conf has ${line}, which the logins of accounts contradict; take the line out and run: systemctl restart vsftpd`;
  if (isYes('guest_enable')) return has('guest_enable=YES');
  if (!isYes('local_enable')) return has('local_enable=NO');
  const config = settings.get('user_config_dir');
  if (config !== undefined) return has(`user_config_dir=${config}`);
  const pam = settings.get('pam_service_name') ?? 'ftp';
  if (pam !== 'vsftpd') return has(`pam_service_name=${pam}`);
  return undefined;
}
