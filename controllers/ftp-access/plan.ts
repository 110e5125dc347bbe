import { parseFtpUsers, renderFtpUsers } from '../../renderers/ftp-users.ts';
import type { FtpServer } from '../../src/host/ftp-server.ts';
import { bulkAction } from '../bulk.ts';
import { blocked, IN_SYNC, type Plan, type ReconcileContext } from '../controller.ts';
import { compareFile } from '../generated-file.ts';
import type { DesiredFtp } from './desired.ts';
import { FTP_USERS, type ObservedFtp } from './observe.ts';

const PRIVATE = { uid: 0, gid: 0, mode: 0o600 };
// The folder that a user lands in, and whether it can leave it, are the operator's choice.
const REQUIRED: Readonly<Record<string, string>> = {
  local_enable: 'YES',
  userlist_enable: 'YES',
  userlist_deny: 'NO',
  userlist_file: FTP_USERS,
};

export function planFtp(
  _username: string,
  { user, listed, canLogIn }: DesiredFtp,
  observed: ObservedFtp,
  context: Pick<ReconcileContext, 'owns'>,
): Plan {
  const { server, list } = observed;
  const item = `ftp-access:${user}`;
  if (server.state === 'absent' && !observed.listed) {
    return listed ? { ...IN_SYNC, unavailable: 'vsftpd is not installed; run: apt install vsftpd' } : IN_SYNC;
  }
  const difference = compareFile(FTP_USERS, null, PRIVATE, list, context);
  if (difference.kind === 'foreign') return blocked('Conflict', difference.message);
  const unavailable = complaint(listed, canLogIn, observed);
  const inSync = unavailable === undefined ? IN_SYNC : { ...IN_SYNC, unavailable };
  if (listed === observed.listed) return inSync;
  const summary = listed ? `let ${user} in by FTP` : `let ${user} in by FTP no more`;
  const step = setListed(user, 'login', summary, listed, {
    direction: listed ? 'up' : 'down',
    owns: listed ? [item] : [],
    releases: listed ? [] : [item],
  });
  return { ...inSync, actions: [step] };
}

/** The list as it is now, with some more or less: the lines of all other users stay as they are. */
const setListed = bulkAction<boolean>('ftp-access', async (accounts, host) => {
  const found = await host.files.read(FTP_USERS);
  if (found.kind === 'other') throw new Error(`${FTP_USERS} is ${found.what}; move it away`);
  const names = new Set(found.kind === 'file' ? parseFtpUsers(found.text) : []);
  for (const [username, listed] of accounts) {
    if (listed) names.add(username);
    else names.delete(username);
  }
  await host.files.put([{ path: FTP_USERS, text: renderFtpUsers(names), ...PRIVATE }]);
  return new Map();
});

function complaint(listed: boolean, canLogIn: boolean, { server, isRead, ...observed }: ObservedFtp) {
  if (server.state === 'absent') return undefined;
  const missing = missingSettings(server);
  if (missing.length > 0) {
    const lines = missing.map(([name, value]) => `${name}=${value}`).join(', ');
    const then = `set in /etc/vsftpd.conf: ${lines}; and run: systemctl restart vsftpd`;
    if (listed) return `vsftpd does not ask jopanel's list; ${then}`;
    const lets = isYes(server.settings.get('local_enable'), 'NO') && canLogIn;
    return lets ? `vsftpd lets in every user with a password, whatever the set says; ${then}` : undefined;
  }
  if (!listed || !observed.listed || isRead) return undefined;
  return `vsftpd reads the first 100 kB of ${FTP_USERS} only, and this account stands behind; enable FTP for fewer`;
}

function missingSettings({ settings }: FtpServer & { state: 'installed' }): [string, string][] {
  return Object.entries(REQUIRED).filter(([name, value]) => {
    const found = settings.get(name);
    if (value === 'YES') return !isYes(found, 'NO');
    if (value === 'NO') return isYes(found, 'YES');
    return found !== value;
  });
}

/** As vsftpd reads a switch. @param byDefault what it is without a line */
function isYes(value: string | undefined, byDefault: 'YES' | 'NO'): boolean {
  return /^(YES|TRUE|1)$/i.test(value ?? byDefault);
}
