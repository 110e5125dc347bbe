// What is planned about FTP accounts, from what the set says and what the host has.

import { expect, test } from 'vitest';
import { desiredFtpLogins } from '../../../controllers/ftp-account/desired.ts';
import { planFtpLogins } from '../../../controllers/ftp-account/plan.ts';
import type { FtpServer } from '../../../src/host/ftp-server.ts';
import { sampleAccount } from '../sample-account.ts';

const HASH = `$6$saltsalt$${'a'.repeat(86)}`;
const account = sampleAccount('anna', {
  services: {
    php: { enabled: false, version: '8.2', fpm_pool: 'jopanel-anna', open_basedir: ['/home/anna'] },
    ftp: {
      enabled: true,
      accounts: [{ name: 'anna_dev', password_hash: HASH, directory: '/home/anna/dev' }],
    },
  },
});
const DEBIAN = { local_enable: 'YES', pam_service_name: 'vsftpd' };

function installed(settings: Readonly<Record<string, string>> = {}, canReadPasswords = true): FtpServer {
  return {
    state: 'installed',
    settings: new Map(Object.entries({ ...DEBIAN, ...settings })),
    canReadPasswords,
  };
}

function planOn(server: FtpServer, hashes: readonly (readonly [string, string])[] = []) {
  const observed = {
    server,
    certificate: undefined,
    isMounted: true,
    shared: new Map(),
    hashes: new Map(hashes),
    listed: new Set(hashes.map(([name]) => name)),
    files: new Map(),
  };
  return planFtpLogins('anna', desiredFtpLogins({ account, lifecycle: 'active' }), observed, {
    owns: () => false,
  });
}

test('a login is set up after the server that asks for it', () => {
  const { actions, unavailable } = planOn(installed());
  expect(actions.map(({ item }) => item)).toEqual(['ftp-server', 'ftp-logins']);
  expect(unavailable).toBeUndefined();
  expect(JSON.stringify(actions)).not.toContain(HASH);
});

test.each([
  ['guest_enable=YES', installed({ guest_enable: 'YES' })],
  ['user_config_dir=/etc/vsftpd', installed({ user_config_dir: '/etc/vsftpd' })],
  ['pam_service_name=mine', installed({ pam_service_name: 'mine' })],
  ['local_enable=NO', installed({ local_enable: 'NO' })],
  ['userlist_deny=NO', installed({ userlist_enable: 'YES', userlist_deny: 'NO' })],
  ['userlist_deny=YES', installed({ userlist_enable: 'YES', userlist_file: '/etc/vsftpd.jopanel_users' })],
  ['apt install libpam-pwdfile', installed({}, false)],
  ['apt install vsftpd', { state: 'absent' } as const],
])(
  'where there is %s, the reason is given, nothing is set up and no login is left open',
  (reason, server) => {
    const { actions, unavailable } = planOn(server, [['anna_dev', HASH]]);
    expect(unavailable).toContain(reason);
    expect(actions.map(({ item, direction }) => [item, direction])).toEqual([['ftp-logins-gone', 'down']]);
  },
);
