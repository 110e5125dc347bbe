import { parseFtpUsers, renderFtpUsers } from '../../renderers/ftp-users.ts';
import { bulkAction } from '../bulk.ts';
import { blocked, IN_SYNC, missingOnHost, type Plan, type ReconcileContext } from '../controller.ts';
import { compareFile, PRIVATE } from '../generated-file.ts';
import type { DesiredFtp } from './desired.ts';
import { FTP_USERS, type ObservedFtp } from './observe.ts';
import { isYes, missingListSettings, missingUseSettings, type SettingLine } from './server-settings.ts';

export function planFtp(
  _username: string,
  desired: DesiredFtp,
  observed: ObservedFtp,
  context: Pick<ReconcileContext, 'owns'>,
): Plan {
  const { user, listed } = desired;
  const { server, list } = observed;
  const item = `ftp-access:${user}`;
  if (server.state === 'absent' && !observed.listed) {
    return listed ? missingOnHost('vsftpd is not installed; run: apt install vsftpd') : IN_SYNC;
  }
  const difference = compareFile(FTP_USERS, null, PRIVATE, list, context);
  if (difference.kind === 'foreign') return blocked('Conflict', difference.message);
  const ofHost = settingsComplaint(desired, observed);
  const own = ofHost ?? accountComplaint(desired, observed);
  const inSync =
    ofHost !== undefined
      ? missingOnHost(ofHost)
      : own === undefined
        ? IN_SYNC
        : { ...IN_SYNC, unavailable: own };
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

/** What the settings of vsftpd do not do, whichever account it is. */
function settingsComplaint(
  { listed, canLogIn, ownsHome }: DesiredFtp,
  { server }: ObservedFtp,
): string | undefined {
  if (server.state === 'absent') return undefined;
  const { settings } = server;
  const ofList = missingListSettings(settings);
  if (!listed) {
    const letsAnyoneIn = ofList.length > 0 && canLogIn && isYes(settings.get('local_enable'), 'NO');
    return letsAnyoneIn
      ? `vsftpd lets in every user with a password, whatever the set says; ${toSet(ofList)}`
      : undefined;
  }
  const all = [...ofList, ...missingUseSettings(settings, ownsHome)];
  if (ofList.length > 0) return `vsftpd does not use jopanel's list of users; ${toSet(all)}`;
  return all.length > 0 ? `FTP does not work as it should; ${toSet(all)}` : undefined;
}

function accountComplaint(
  { listed, hasListedShell }: DesiredFtp,
  { server, isRead, ...observed }: ObservedFtp,
): string | undefined {
  if (server.state === 'absent' || !listed) return undefined;
  if (!hasListedShell && observed.asksForShell) {
    return 'vsftpd turns away users whose shell is not in /etc/shells; choose another shell in account.json (a mode of SFTP alone does not run it), or take pam_shells.so out of /etc/pam.d/vsftpd';
  }
  if (!observed.listed || isRead) return undefined;
  return `vsftpd reads the first 100 kB of ${FTP_USERS} only, and this account comes after them; enable FTP for fewer`;
}

function toSet(lines: readonly SettingLine[]): string {
  const text = lines.map(([name, value]) => `${name}=${value}`).join(', ');
  return `set in /etc/vsftpd.conf: ${text}; and run: systemctl restart vsftpd`;
}
