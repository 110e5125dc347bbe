// What is planned about FTP accounts, from what the set says and what the host has.

import { expect, test } from 'vitest';
import { desiredFtpLogins } from '../../../controllers/ftp-account/desired.ts';
import type { ObservedFtpLogins } from '../../../controllers/ftp-account/observe.ts';
import { planFtpLogins } from '../../../controllers/ftp-account/plan.ts';
import { FTP_CONF, renderFtpConf } from '../../../renderers/ftp-accounts.ts';
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

type Lifecycle = 'active' | 'retired';

function planOn(
  server: FtpServer,
  hashes: readonly (readonly [string, string])[] = [],
  more: Partial<ObservedFtpLogins> = {},
  lifecycle: Lifecycle = 'active',
) {
  const observed = {
    server,
    certificate: undefined,
    isMounted: true,
    shared: new Map(),
    hashes: new Map(hashes),
    listed: new Set(hashes.map(([name]) => name)),
    files: new Map(),
    ...more,
  };
  return planFtpLogins('anna', desiredFtpLogins({ account, lifecycle }), observed, {
    owns: () => false,
    stateDir: '/var/lib/jopanel',
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

function certificateFor(name: string) {
  const folder = `/var/lib/jopanel/tls/${name}`;
  return {
    chain: `${folder}/fullchain.pem`,
    key: `${folder}/privkey.pem`,
    digest: name,
    names: [name],
    validity: 'valid' as const,
    issuer: 'Test Authority',
    validFrom: 0,
    validTo: 1,
    place: 2,
  };
}

test.each([
  ['nothing of the certificate of its own site', installed(), certificateFor('anna.example'), undefined],
  [
    'whose certificate it is, where it is of another',
    installed(),
    certificateFor('web1.example.net'),
    'the certificate for web1.example.net, since vsftpd has one for all accounts',
  ],
  ['that nothing is encrypted, where there is none', installed(), undefined, 'FTP is not encrypted'],
  ['nothing where the operator has switched TLS on', installed({ ssl_enable: 'YES' }), undefined, undefined],
])('an account says %s', (_, server, certificate, expected) => {
  const { note } = planOn(server, [], { certificate });
  if (expected === undefined) expect(note).toBeUndefined();
  else expect(note).toContain(expected);
});

test('the certificate of a site is vsftpd’s no more once its account is retired, and that of another stays', () => {
  const confOf = (name: string) => {
    const text = renderFtpConf(certificateFor(name));
    const file = { kind: 'file' as const, path: FTP_CONF, text, mode: 0o644, uid: 0, gid: 0 };
    return { shared: new Map([[FTP_CONF, file]]) };
  };
  const { actions } = planOn(installed(), [], confOf('www.anna.example'), 'retired');
  expect(actions.map(({ item, makes }) => [item, makes?.()])).toEqual([
    ['ftp-server', [{ path: FTP_CONF, text: renderFtpConf(undefined) }]],
  ]);
  expect(planOn(installed(), [], confOf('other.example'), 'retired').actions).toEqual([]);
});
