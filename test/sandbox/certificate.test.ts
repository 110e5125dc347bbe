// Certificates from an authority: a whole life with pebble, which rejects nonces and takes its time on purpose.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { waitFor } from '../../sandbox/wait-for.ts';
import { converge } from './converge.ts';
import { forgetAccounts } from './forget-accounts.ts';
import {
  dropAccount,
  editAccount,
  removeAccount,
  request,
  sandbox,
  startDaemon,
  stopDaemon,
} from './harness.ts';
import { jopanel, jopanelJson } from './jopanel.ts';
import { behave, boundSettings, breakName, ordersSeen, startPebble, stopPebble } from './pebble.ts';
import { resourceState } from './resource-state.ts';
import { putCertificate, secureRequest, servedCertificate } from './web.ts';

const CONFIG = '/etc/jopanel/jopaneld.json';
const TLS = '/var/lib/jopanel/tls';

beforeAll(async () => {
  await startPebble({ PEBBLE_WFE_NONCEREJECT: '20' }, true);
  await sandbox.writeFile(
    CONFIG,
    JSON.stringify({ acme: boundSettings, vanish: { max_accounts: 3, max_percent: 100 } }),
  );
  await breakName('www.acmetwo.example');
  await dropAccount('acmeone');
  await dropAccount('acmetwo');
  await converge();
});

afterAll(async () => {
  await stopPebble();
  await forgetAccounts(['acmeone', 'acmetwo']);
  await sandbox.run(['rm', '--recursive', '--force', CONFIG, '/etc/jopanel/tls', '/var/lib/jopanel/archive']);
});

test('a site gets a certificate for all of its names, and is served with it', async () => {
  expect((await secureRequest('acmeone.example')).stdout).toMatch(/^40[34] 2$/);
  expect(await namesServed('www.acmeone.example')).toBe('acmeone.example www.acmeone.example');
  expect((await request('acmeone.example')).status).toBe(301);
  expect(await resourceState('acmeone', 'certificate')).toMatchObject({ state: 'in_sync', message: '' });
  expect((await ordersSeen()).map(({ profile }) => profile)).toContain('shortlived');
});

test('a name that fails is split off, and said in the words of the authority with the time of its next try', async () => {
  expect(await namesServed('acmetwo.example')).toBe('acmetwo.example');
  expect((await secureRequest('www.acmetwo.example')).exitCode).toBe(35);
  expect(await resourceState('acmetwo', 'certificate')).toMatchObject({
    state: 'unavailable',
    message: expect.stringMatching(
      /^www\.acmetwo\.example has no certificate: .*could not resolve URL.* \(connection\); the next try is at \d{4}-/,
    ),
  });
});

test('keys are readable by root alone, and the process that asks the authority sees none', async () => {
  const { stdout } = await sandbox.run(['find', TLS, '-printf', '%U %m %y %f\n']);
  const found = stdout
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
  const keys = found.filter(([, , , name]) => name === 'privkey.pem');
  expect(keys).toHaveLength(4);
  expect(new Set(keys.map(([uid, mode]) => `${uid} ${mode}`))).toEqual(new Set(['0 600']));
  const folders = found.filter(([, , type]) => type === 'd');
  expect(new Set(folders.map(([uid, mode]) => `${uid} ${mode}`))).toEqual(new Set(['0 700']));
  const { stdout: user } = await sandbox.run([
    'systemctl',
    'show',
    '--value',
    '--property=MainPID',
    'jopanel-acme',
  ]);
  const status = await sandbox.run([
    'grep',
    '-E',
    '^(Uid|CapEff|NoNewPrivs):',
    `/proc/${user.trim()}/status`,
  ]);
  expect(status.stdout).not.toMatch(/^Uid:\t0\b/m);
  expect(status.stdout).toMatch(/CapEff:\t0{16}\nNoNewPrivs:\t1/);
  const hidden = await sandbox.run(['ls', `/proc/${user.trim()}/root/var/lib/jopanel/tls`], {
    allowFailure: true,
  });
  expect(hidden.exitCode).not.toBe(0);
});

test('an alias joins by a new certificate, and the one before goes once the new one is loaded', async () => {
  const before = await servedCertificate('acmeone.example');
  await editAccount('acmeone', 'domains', (domains) => ({
    ...domains,
    alias_domains: ['www.acmeone.example', 'shop-acmeone.example'],
  }));
  await converge();
  expect(await namesServed('shop-acmeone.example')).toBe(
    'acmeone.example shop-acmeone.example www.acmeone.example',
  );
  expect(await servedCertificate('acmeone.example')).not.toBe(before);
  const { stdout } = await sandbox.run(['ls', `${TLS}/acmeone.example`]);
  expect(stdout.trim().split('\n')).toHaveLength(3);
});

test('the certificates are listed with what comes next, and one is renewed at once when a person asks', async () => {
  await startDaemon();
  const { value: listed } = await jopanelJson(['certificate', 'list', 'acmetwo']);
  expect(listed).toMatchObject({
    certificates: [
      {
        site: 'acmetwo.example',
        without: ['www.acmetwo.example'],
        source: 'authority',
        issuer: expect.stringContaining('Pebble'),
        // A slow machine has come to the next try by now.
        failures: expect.toSatisfy((tries: number) => tries >= 1),
        last_error: expect.stringContaining('could not resolve'),
      },
    ],
  });
  const before = await servedCertificate('acmetwo.example');
  await breakName('www.acmetwo.example', false);
  expect((await sandbox.run(['jopanel', 'certificate', 'renew', 'www.acmetwo.example'])).stdout).toBe(
    '1 certificate renewed.\n',
  );
  await waitFor('the new certificate to be served', async () => {
    return (
      (await servedCertificate('www.acmetwo.example')) !== '' &&
      (await servedCertificate('acmetwo.example')) !== before
    );
  });
  expect(await namesServed('www.acmetwo.example')).toBe('acmetwo.example www.acmetwo.example');
  const metrics = await sandbox.run([
    'curl',
    '--silent',
    '--unix-socket',
    '/run/jopanel/status.sock',
    'http://localhost/metrics',
  ]);
  expect(metrics.stdout).toMatch(
    /^jopanel_certificate_expiry_seconds\{account="acmetwo",site="acmetwo.example"\} \d{7,}$/m,
  );
});

test('a certificate is renewed in the window of the authority, and the order says which one it replaces', async () => {
  await behave({ window: { start: -7200, end: -3600 } });
  const before = await servedCertificate('acmeone.example');
  await sandbox.run(['bash', '-c', `rm --force ${TLS}/acmeone.example/*/renewal.json`]);
  await sandbox.run(['systemctl', 'restart', 'jopaneld']);
  await waitFor(
    'the renewed certificate',
    async () => (await servedCertificate('acmeone.example')) !== before,
    60_000,
  );
  await behave({});
  expect((await ordersSeen()).at(-1)?.replaces).toMatch(/^[\w-]+\.[\w-]+$/);
});

test('the process that asks the authority may be killed in the middle of an order', async () => {
  await behave({ isSilent: true });
  const asked = (await ordersSeen()).length;
  const renewing = jopanel(['certificate', 'renew', 'acmeone.example']);
  await waitFor('the order', async () => (await ordersSeen()).length > asked, 60_000);
  await sandbox.run(['systemctl', 'kill', '--signal=KILL', 'jopanel-acme']);
  expect(await renewing).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('did not answer') });
  await behave({});
  expect(await jopanel(['certificate', 'renew', 'acmeone.example'])).toMatchObject({ exitCode: 0 });
});

test('an account that is purged takes its certificate along, and is served with it once it is restored', async () => {
  const before = await servedCertificate('acmetwo.example');
  const asked = (await ordersSeen()).length;
  await removeAccount('acmetwo');
  await jopanel(['retire', '--confirm', 'acmetwo']);
  expect(await jopanel(['purge', 'acmetwo', '--confirm', 'acmetwo'])).toMatchObject({ exitCode: 0 });
  expect((await sandbox.run(['ls', TLS])).stdout).toBe('acmeone.example\n');
  expect(await jopanelJson(['user', 'restore', 'acmetwo', '--wait'])).toMatchObject({
    exitCode: 0,
    value: { certificates: ['acmetwo.example'] },
  });
  expect(await servedCertificate('acmetwo.example')).toBe(before);
  expect(await ordersSeen()).toHaveLength(asked);
  await stopDaemon();
});

test('an authority that takes no more orders is left alone for as long as it says, and nothing is lost', async () => {
  const text = JSON.stringify({ type: 'urn:ietf:params:acme:error:rateLimited', detail: 'too many orders' });
  await behave({ refuse: { status: 429, retryAfter: '7200', text } });
  await editAccount('acmetwo', 'domains', (domains) => ({
    ...domains,
    alias_domains: ['www.acmetwo.example', 'late-acmetwo.example'],
  }));
  await converge();
  expect(await namesServed('acmetwo.example')).toBe('acmetwo.example www.acmetwo.example');
  const { message } = await resourceState('acmetwo', 'certificate');
  expect(message).toContain('too many orders (rateLimited); the next try is at');
  const at = Date.parse(/the next try is at (\S+)/.exec(message)?.[1] ?? '');
  expect(at - Date.now()).toBeGreaterThan(7_000_000);
  await behave({});
});

test('a suspended account keeps its certificate, and challenges are answered', async () => {
  const set = (status: string) => editAccount('acmeone', 'account', (account) => ({ ...account, status }));
  await set('suspended');
  await converge();
  expect((await secureRequest('acmeone.example')).stdout).toBe('503 2');
  await sandbox.writeFile('/var/lib/jopanel/acme/.well-known/acme-challenge/a', 'answer');
  const challenge = await request('acmeone.example', '/.well-known/acme-challenge/a');
  expect(challenge).toMatchObject({ status: 200, body: 'answer' });
  await set('active');
  await converge();
});

test("the operator's own certificate wins, and ends the one of the authority", async () => {
  const names = ['acmeone.example', 'www.acmeone.example', 'shop-acmeone.example'];
  await putCertificate('acmeone.example', { names });
  await converge();
  expect(await servedCertificate('acmeone.example')).toContain('acmeone.example');
  const { stdout } = await sandbox.run(['find', `${TLS}/acmeone.example`, '-mindepth', '1', '-type', 'd']);
  expect(stdout).toBe('');
});

/** Those in the certificate that a name is served with, in alphabetical order. */
async function namesServed(name: string): Promise<string> {
  const { stdout } = await sandbox.run([
    'bash',
    '-c',
    'openssl s_client -connect 127.0.0.1:443 -servername "$1" </dev/null 2>/dev/null | openssl x509 -noout -ext subjectAltName',
    'bash',
    name,
  ]);
  return [...stdout.matchAll(/DNS:([^,\s]+)/g)]
    .map(([, found]) => found)
    .sort()
    .join(' ');
}
