// Certificates that lie on the host: used when they are sound, and never a reason for an account to fail.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { converge } from './converge.ts';
import { forgetAccounts } from './forget-accounts.ts';
import { FTP_LINES } from './ftp-server.ts';
import {
  dropAccount,
  editAccount,
  request,
  sandbox,
  startDaemon,
  stopDaemon,
  waitApplied,
} from './harness.ts';
import { resourceState } from './resource-state.ts';
import { putCertificate, secureRequest, servedCertificate, writeAs } from './web.ts';

const USERS = ['tlsone', 'tlstwo'];
const NAMES = ['tlsone.example', 'www.tlsone.example'];

beforeAll(async () => {
  await dropAccount('tlsone', {
    domains: { addon_domains: [{ domain: 'tlsone-shop.example.com', docroot: '/home/tlsone/domains/shop' }] },
  });
  await dropAccount('tlstwo');
  await converge();
  await writeAs('tlsone', '/home/tlsone/domains/tlsone.example/public_html/index.html', 'primary\n');
  await writeAs('tlsone', '/home/tlsone/domains/shop/index.html', 'shop\n');
  await putCertificate('tlsone.example', { names: NAMES });
  await converge();
});

afterAll(async () => {
  await forgetAccounts(USERS);
  await sandbox.run(['rm', '--recursive', '--force', '/etc/jopanel/tls', '/etc/letsencrypt']);
});

describe('a name with a certificate', () => {
  test('is served with it, by HTTP/2', async () => {
    expect((await secureRequest('tlsone.example')).stdout).toBe('200 2');
    expect(await servedCertificate('www.tlsone.example')).toContain('tlsone.example');
  });

  test('is offered and served by HTTP/3 where nginx has it, as on Debian 13, and not offered where it has not', async () => {
    const hasHttp3 = (await sandbox.run(['nginx', '-V'])).stderr.includes('--with-http_v3_module');
    const ask = ['curl', '--silent', '--insecure', '--resolve', 'tlsone.example:443:127.0.0.1'];
    const url = 'https://tlsone.example/';
    const { stdout } = await sandbox.run([...ask, '--head', url]);
    expect(/^alt-svc: h3=":443"/im.test(stdout)).toBe(hasHttp3);
    if (!hasHttp3) return;
    const answer = await sandbox.run([...ask, '--http3-only', '--write-out', '%{http_version}', url]);
    expect(answer.stdout).toBe('primary\n3');
  });

  test('is redirected from port 80 with path and arguments', async () => {
    const { status, headers } = await request('www.tlsone.example', '/a/b?c=d%20e');
    expect(status).toBe(301);
    expect(headers.get('location')).toBe('https://www.tlsone.example/a/b?c=d%20e');
  });

  test('answers challenges on port 80 without a redirect', async () => {
    await sandbox.writeFile('/var/lib/jopanel/acme/.well-known/acme-challenge/tls', 'answer');
    expect(await request('tlsone.example', '/.well-known/acme-challenge/tls')).toMatchObject({
      body: 'answer',
    });
    expect((await request('tlsone.example', '/.well-known/acme-challenge/none')).status).toBe(404);
  });

  test('offers nothing older than TLS 1.2', async () => {
    const old = await sandbox.run(
      [
        'openssl',
        's_client',
        '-connect',
        '127.0.0.1:443',
        '-servername',
        'tlsone.example',
        '-tls1_1',
        '-cipher',
        'ALL@SECLEVEL=0',
      ],
      { allowFailure: true },
    );
    expect(old.exitCode).not.toBe(0);
  });

  test('is refused with 503 on both ports while the account is suspended', async () => {
    const set = (status: string) => editAccount('tlsone', 'account', (account) => ({ ...account, status }));
    await set('suspended');
    await converge();
    expect((await secureRequest('tlsone.example', '/x')).stdout).toBe('503 2');
    expect((await request('tlsone.example', '/x')).status).toBe(503);
    expect((await request('tlsone-shop.example.com')).status).toBe(503);
    await set('active');
    await converge();
    expect((await secureRequest('tlsone.example')).stdout).toBe('200 2');
  });
});

test('a name without a certificate stays on port 80, and is no reason for a warning by another one', async () => {
  expect(await request('tlsone-shop.example.com')).toMatchObject({ status: 200, body: 'shop\n' });
  for (const name of ['tlsone-shop.example.com', 'tlstwo.example', 'nobody.example']) {
    expect((await secureRequest(name)).exitCode).toBe(35);
  }
});

test('a renewed certificate is loaded at the next look, and changes nothing else', async () => {
  const before = await servedCertificate('tlsone.example');
  await putCertificate('tlsone.example', { names: NAMES });
  expect(await servedCertificate('tlsone.example')).toBe(before);
  const log = await converge();
  expect(log).not.toContain('the host was changed by another hand');
  expect(await servedCertificate('tlsone.example')).not.toBe(before);
});

test("certbot's place is looked at as well, with its links", async () => {
  await putCertificate('tlsone-shop.example.com', {
    names: ['tlsone-shop.example.com'],
    place: '/etc/letsencrypt/archive',
  });
  const live = '/etc/letsencrypt/live/tlsone-shop.example.com';
  await sandbox.run(['mkdir', '--parents', '--mode=0700', live]);
  for (const file of ['fullchain.pem', 'privkey.pem']) {
    await sandbox.run(['ln', '-s', `../../archive/tlsone-shop.example.com/${file}`, `${live}/${file}`]);
  }
  await converge();
  expect((await secureRequest('tlsone-shop.example.com')).stdout).toBe('200 2');
  await sandbox.run(['rm', '--recursive', '/etc/letsencrypt']);
  await converge();
  expect(await request('tlsone-shop.example.com')).toMatchObject({ status: 200, body: 'shop\n' });
});

test('an expired certificate is served and complained of, and a valid one in another folder takes its place', async () => {
  const expire = 'cd "$1"; openssl x509 -in fullchain.pem -signkey privkey.pem -days 0 -out fullchain.pem';
  await putCertificate('tlsone-shop.example.com', { names: ['tlsone-shop.example.com'] });
  await sandbox.run(shell(expire, '/etc/jopanel/tls/tlsone-shop.example.com'));
  await converge();
  expect((await secureRequest('tlsone-shop.example.com')).stdout).toBe('200 2');
  expect(await resourceState('tlsone', 'nginx-vhost')).toMatchObject({
    state: 'unavailable',
    message: expect.stringMatching(/has expired; renew it; tlsone-shop.example.com is served with it/),
  });
  const before = await servedCertificate('tlsone-shop.example.com');
  await putCertificate('tlsone-shop.example.com-0001', {
    names: ['tlsone-shop.example.com'],
    place: '/etc/letsencrypt/live',
  });
  await converge();
  expect(await servedCertificate('tlsone-shop.example.com')).not.toBe(before);
  expect(await resourceState('tlsone', 'nginx-vhost')).toMatchObject({ state: 'in_sync', message: '' });
  await sandbox.run(['rm', '--recursive', '/etc/letsencrypt', '/etc/jopanel/tls/tlsone-shop.example.com']);
  await converge();
});

interface Fault {
  readonly name: string;
  readonly why: string;
  /** Spoils the sound certificate in this folder. */
  readonly spoil: (folder: string) => readonly string[];
  readonly note: RegExp;
}

const FAULTS: readonly Fault[] = [
  {
    name: 'mismatch',
    why: 'the key is another one',
    spoil: (folder) => shell('openssl ecparam -genkey -name prime256v1 -noout >"$1/privkey.pem"', folder),
    note: /privkey.pem is not the key of the certificate/,
  },
  {
    name: 'foreign',
    why: 'it is for another name',
    spoil: (folder) =>
      shell(
        'openssl req -x509 -key "$1/privkey.pem" -subj /CN=x -addext subjectAltName=DNS:x.example -out "$1/fullchain.pem"',
        folder,
      ),
    note: /is not for foreign.example.com but for x.example/,
  },
  {
    name: 'open-file',
    why: 'others can write it',
    spoil: (folder) => ['chmod', '0664', `${folder}/fullchain.pem`],
    note: /can be written by others than root/,
  },
  {
    name: 'open-folder',
    why: 'others can write its folder',
    spoil: (folder) => ['chmod', '0777', folder],
    note: /can be written by others than root/,
  },
  {
    name: 'keyless',
    why: 'there is no key',
    spoil: (folder) => ['rm', `${folder}/privkey.pem`],
    note: /privkey.pem is missing/,
  },
  {
    name: 'nothing',
    why: 'it is none at all',
    spoil: (folder) => shell('echo nothing >"$1/fullchain.pem"', folder),
    note: /holds no certificate in PEM form/,
  },
  {
    name: 'locked',
    why: 'the key has a passphrase',
    spoil: (folder) =>
      shell(
        'cd "$1"; openssl ec -in privkey.pem -aes256 -passout pass:x -out new; mv new privkey.pem',
        folder,
      ),
    note: /without a passphrase/,
  },
  {
    name: 'weak',
    why: 'the key is too weak for OpenSSL',
    spoil: (folder) =>
      shell(
        'cd "$1"; openssl req -x509 -newkey rsa:1024 -nodes -subj /CN=x -addext subjectAltName=DNS:weak.example.com -keyout privkey.pem -out fullchain.pem',
        folder,
      ),
    note: /is refused by OpenSSL: .*key too small/,
  },
  {
    name: 'damaged',
    why: 'its chain is damaged',
    spoil: (folder) =>
      shell(
        'printf -- "-----BEGIN CERTIFICATE-----\\nAAAA\\n-----END CERTIFICATE-----\\n" >>"$1/fullchain.pem"',
        folder,
      ),
    note: /is refused by OpenSSL/,
  },
];

function shell(script: string, folder: string): string[] {
  return ['bash', '-c', script, 'bash', folder];
}

describe('a certificate that cannot be used', () => {
  let message = '';

  beforeAll(async () => {
    for (const { name, spoil } of FAULTS) {
      await putCertificate(`${name}.example.com`, { names: [`${name}.example.com`] });
      await sandbox.run(spoil(`/etc/jopanel/tls/${name}.example.com`));
    }
    await editAccount('tlstwo', 'limits', (limits) => ({ ...limits, max_addon_domains: 0 }));
    await editAccount('tlstwo', 'domains', (domains) => ({
      ...domains,
      addon_domains: FAULTS.map(({ name }) => ({
        domain: `${name}.example.com`,
        docroot: '/home/tlstwo/domains/all',
      })),
    }));
    await converge();
    await writeAs('tlstwo', '/home/tlstwo/domains/all/index.html', 'all the same\n');
    message = (await resourceState('tlstwo', 'nginx-vhost')).message;
  });

  test.each(FAULTS)(
    'because $why: the name is served on port 80 only, and the status says so',
    async ({ name, note }) => {
      expect(await request(`${name}.example.com`)).toMatchObject({ status: 200, body: 'all the same\n' });
      expect((await secureRequest(`${name}.example.com`)).exitCode).not.toBe(0);
      const line = message
        .split('\n')
        .find((each) => each.includes(`/${name}.example.com/`) || each.includes(`/${name}.example.com `));
      expect(line).toMatch(note);
    },
  );

  test('is used once it is sound', async () => {
    const [{ name } = { name: '' }] = FAULTS;
    await sandbox.run(['rm', '--recursive', '--force', '/etc/jopanel/tls']);
    await putCertificate(`${name}.example.com`, { names: [`${name}.example.com`] });
    await converge();
    expect((await secureRequest(`${name}.example.com`)).stdout).toBe('200 2');
    expect(await resourceState('tlstwo', 'nginx-vhost')).toMatchObject({ state: 'in_sync', message: '' });
  });
});

test('a certificate, lines of nginx, and settings of vsftpd and sshd that are put in place are seen without a command', async () => {
  await startDaemon();
  await waitApplied('tlsone');
  const settings = await sandbox.readFile('/etc/vsftpd.conf');
  const rule = '/etc/ssh/sshd_config.d/10-groups.conf';
  expect(await resourceState('tlsone', 'ftp-access')).toMatchObject({ state: 'unavailable' });
  expect(await resourceState('tlsone', 'sshd-match')).toMatchObject({ state: 'in_sync' });
  await sandbox.writeFile('/etc/vsftpd.conf', `${settings}\n${FTP_LINES}`);
  await sandbox.writeFile(rule, 'AllowGroups sudo root\n');
  const areSeen = async () =>
    (await resourceState('tlsone', 'ftp-access')).state === 'in_sync' &&
    (await resourceState('tlsone', 'sshd-match')).message.startsWith(
      'AllowGroups in sshd_config turns tlsone',
    );
  await sandbox.waitFor('the settings of vsftpd and sshd to be seen', areSeen, 60_000);
  await sandbox.run(['rm', rule]);
  await sandbox.writeFile('/etc/vsftpd.conf', settings);
  const isAllowed = async () => (await resourceState('tlsone', 'sshd-match')).state === 'in_sync';
  await sandbox.waitFor('the account to be let in by sshd', isAllowed, 60_000);
  await putCertificate('tlsone-shop.example.com', { names: ['tlsone-shop.example.com'] });
  const isServed = async () => (await secureRequest('tlsone-shop.example.com')).stdout === '200 2';
  await sandbox.waitFor('the certificate to be served', isServed, 60_000);
  const folder = '/etc/jopanel/overrides/tlsone/nginx';
  await sandbox.writeFile(`${folder}/own.conf`, 'add_header X-Own yes;\n');
  await sandbox.run(['chmod', '--recursive', 'g-w', '/etc/jopanel/overrides']);
  const isOwn = async () => (await request('tlsone.example')).headers.get('x-own') === 'yes';
  await sandbox.waitFor('the lines to be in force', isOwn, 60_000);
  await sandbox.run(['rm', '--recursive', '/etc/jopanel/overrides']);
  await stopDaemon();
});
