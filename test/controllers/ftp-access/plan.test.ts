import { describe, expect, test } from 'vitest';
import { desiredFtp } from '../../../controllers/ftp-access/desired.ts';
import { FTP_USERS, type ObservedFtp } from '../../../controllers/ftp-access/observe.ts';
import { planFtp } from '../../../controllers/ftp-access/plan.ts';
import { renderFtpUsers } from '../../../renderers/ftp-users.ts';
import type { FoundFile } from '../../../src/host/root-files.ts';
import type { Target } from '../../../src/model/target.ts';
import { said } from '../said.ts';
import { sampleAccount } from '../sample-account.ts';

const on = sampleAccount('joko');
const off = sampleAccount('joko', { services: { ftp: { enabled: false } } });
const ASKS = {
  local_enable: 'YES',
  userlist_enable: 'YES',
  userlist_deny: 'NO',
  userlist_file: '/etc/vsftpd.jopanel_users',
  write_enable: 'YES',
  local_umask: '022',
  chroot_local_user: 'YES',
};
const SHELLS = { facts: { shells: ['/bin/bash'] } };
const list: FoundFile = {
  kind: 'file',
  path: FTP_USERS,
  text: renderFtpUsers(['anna']),
  mode: 0o600,
  uid: 0,
  gid: 0,
};

function server(settings: Readonly<Record<string, string>>): ObservedFtp['server'] {
  return { state: 'installed', settings: new Map(Object.entries(settings)), canReadPasswords: true };
}

function plan(lifecycle: Target['lifecycle'], observed: Partial<ObservedFtp>, account = on): string[] {
  const found = { server: server(ASKS), list, listed: false, isRead: true, asksForShell: true };
  return said(
    planFtp(
      'joko',
      desiredFtp({ account, lifecycle }, SHELLS),
      { ...found, ...observed },
      { owns: () => true },
    ),
  );
}

test('an account with FTP is written into the list, and needs no step once it is there', () => {
  expect(plan('active', {})).toEqual(['up let joko in by FTP']);
  expect(plan('active', { list: { kind: 'absent' } })).toEqual(['up let joko in by FTP']);
  expect(plan('active', { listed: true })).toEqual([]);
});

test.each([
  ['active', off],
  ['suspended', on],
  ['retired', on],
  ['purged', on],
] as const)('an account that is %s and has no FTP is taken out', (lifecycle, account) => {
  expect(plan(lifecycle, { listed: true }, account)).toEqual(['down let joko in by FTP no more']);
  expect(plan(lifecycle, {}, account)).toEqual([]);
});

describe('a vsftpd with other settings', () => {
  test.each([
    [{ ...ASKS, local_enable: 'NO' }, 'local_enable=YES'],
    [{ ...ASKS, userlist_deny: 'YES' }, 'userlist_deny=NO'],
    [{ ...ASKS, userlist_file: '/etc/vsftpd.user_list' }, 'userlist_file=/etc/vsftpd.jopanel_users'],
    [
      {},
      'local_enable=YES, userlist_enable=YES, userlist_deny=NO, userlist_file=/etc/vsftpd.jopanel_users, write_enable=YES, local_umask=022, chroot_local_user=YES',
    ],
  ])('such as %j is reported to the accounts that want FTP', (settings, lines) => {
    expect(plan('active', { server: server(settings), listed: true })).toEqual([
      `unavailable: vsftpd does not use jopanel's list of users; set in /etc/vsftpd.conf: ${lines}; and run: systemctl restart vsftpd`,
    ]);
  });

  test('is reported to an account without FTP only if it lets that user in', () => {
    const open = { server: server({ local_enable: 'yes' }) };
    expect(plan('active', open, off)).toEqual([
      expect.stringMatching(/^unavailable: vsftpd lets in every user/),
    ]);
    expect(plan('active', { server: server({}) }, off)).toEqual([]);
    // A locked and expired user gets in nowhere.
    expect(plan('suspended', open)).toEqual([]);
  });

  test('is understood in every way that vsftpd writes a switch', () => {
    const settings = { ...ASKS, local_enable: '1', userlist_enable: 'true', userlist_deny: 'no' };
    expect(plan('active', { server: server(settings), listed: true })).toEqual([]);
  });
});

describe('FTP that would not work, or would not stay in the home,', () => {
  const shell = sampleAccount('joko', { ssh: { mode: 'shell', chroot_dir: null, force_command: null } });

  test.each([
    [{ ...ASKS, write_enable: 'NO' }, on, 'write_enable=YES'],
    [{ ...ASKS, local_umask: '077' }, on, 'local_umask=022'],
    [{ ...ASKS, local_umask: '22' }, on, 'local_umask=022'],
    [{ ...ASKS, chroot_local_user: 'NO' }, on, 'chroot_local_user=YES'],
    [{ ...ASKS, chroot_list_enable: 'YES' }, on, 'chroot_list_enable=NO'],
    [ASKS, shell, 'allow_writeable_chroot=YES'],
  ])('such as with %j, is said', (settings, account, lines) => {
    expect(plan('active', { server: server(settings), listed: true }, account)).toEqual([
      `unavailable: FTP does not work as it should; set in /etc/vsftpd.conf: ${lines}; and run: systemctl restart vsftpd`,
    ]);
  });

  test('is said for a shell that PAM turns away', () => {
    const nologin = sampleAccount('joko', { account: { shell: '/usr/sbin/nologin' } });
    expect(plan('active', { listed: true }, nologin)).toEqual([
      expect.stringMatching(/not in \/etc\/shells/),
    ]);
    expect(plan('active', { listed: true, asksForShell: false }, nologin)).toEqual([]);
  });
});

test('a user whose line vsftpd does not read is reported', () => {
  expect(plan('active', { listed: true, isRead: false })).toEqual([expect.stringMatching(/first 100 kB/)]);
});

test('without vsftpd there is no list to write, but one to take names out of', () => {
  const absent: ObservedFtp['server'] = { state: 'absent' };
  expect(plan('active', { server: absent })).toEqual([
    'unavailable: vsftpd is not installed; run: apt install vsftpd',
  ]);
  expect(plan('suspended', { server: absent, listed: true })).toEqual(['down let joko in by FTP no more']);
});
