/** Debian's pebble as the certificate authority of a booted host, with a DNS of its own for every name. */

import { waitFor } from '../../sandbox/wait-for.ts';
import { sandbox } from './harness.ts';

const FOLDER = '/etc/test-authority';
const CA_FILE = `${FOLDER}/ca.pem`;
const MANAGEMENT = 'http://127.0.0.1:8055';

const FRONT = '/usr/lib/jopanel/test/sandbox/inside/authority-front.ts';
const DIRECTORY = 'https://127.0.0.1:14001/dir';

/** What goes into the settings so that sites get their certificates from it. */
export const pebbleSettings = { directory: DIRECTORY, email: 'host@panel.example', ca_file: CA_FILE };

const KEY_ID = 'kid-1';
const HMAC_KEY = 'zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W';
const HMAC_KEY_FILE = `${FOLDER}/hmac.key`;

/** The same of an authority that wants accounts to be bound to those of its customers, by one of its profiles. */
export const boundSettings = {
  ...pebbleSettings,
  profile: 'shortlived',
  eab: { kid: KEY_ID, hmac_key_file: HMAC_KEY_FILE },
};

/**
 * Every name leads to this host, unless it is broken.
 *
 * @param isBound whether accounts have to be bound
 */
export async function startPebble(
  environment: Readonly<Record<string, string>> = {},
  isBound = false,
): Promise<void> {
  await makeIdentity();
  await sandbox.writeFile(HMAC_KEY_FILE, `${HMAC_KEY}\n`);
  const config = {
    pebble: {
      listenAddress: '127.0.0.1:14000',
      managementListenAddress: '127.0.0.1:15000',
      certificate: `${FOLDER}/cert.pem`,
      privateKey: `${FOLDER}/key.pem`,
      httpPort: 80,
      tlsPort: 443,
      ocspResponderURL: '',
      externalAccountBindingRequired: isBound,
      externalAccountMACKeys: { [KEY_ID]: HMAC_KEY },
    },
  };
  await sandbox.writeFile(`${FOLDER}/pebble.json`, JSON.stringify(config));
  await sandbox.writeFile('/etc/resolv.conf', 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n');
  await start('test-names', {}, [
    ...['pebble-challtestsrv', '-dns01', '127.0.0.1:53', '-defaultIPv4', '127.0.0.1', '-defaultIPv6', ''],
    ...['-http01', '', '-https01', '', '-tlsalpn01', '', '-management', '127.0.0.1:8055'],
  ]);
  await start('test-authority', { PEBBLE_VA_NOSLEEP: '1', ...environment }, [
    ...['pebble', '-config', `${FOLDER}/pebble.json`, '-dnsserver', '127.0.0.1:53'],
  ]);
  await start('test-front', {}, ['/usr/lib/jopanel/node_modules/.bin/node', FRONT]);
  await waitFor('pebble to answer', async () => {
    const { exitCode } = await sandbox.run(['curl', '--silent', '--fail', '--cacert', CA_FILE, DIRECTORY], {
      allowFailure: true,
    });
    return exitCode === 0;
  });
}

export async function stopPebble(): Promise<void> {
  await sandbox.run(['systemctl', 'stop', 'test-front', 'test-authority', 'test-names'], {
    allowFailure: true,
  });
  await sandbox.run(['rm', '--recursive', '--force', FOLDER]);
}

/** The DNS fails for this name, or no longer does. */
export async function breakName(name: string, isBroken = true): Promise<void> {
  const path = isBroken ? 'set-servfail' : 'clear-servfail';
  await sandbox.run([
    'curl',
    '--silent',
    '--fail',
    '--data',
    JSON.stringify({ host: `${name}.` }),
    `${MANAGEMENT}/${path}`,
  ]);
}

/** What the authority does with renewals and orders from now on; `refuse: undefined` for nothing. */
export async function behave(behaviour: {
  readonly window?: { readonly start: number; readonly end: number };
  readonly refuse?: { readonly status: number; readonly retryAfter?: string; readonly text: string };
  readonly isSilent?: boolean;
}): Promise<void> {
  await sandbox.writeFile(`${FOLDER}/behaviour.json`, JSON.stringify(behaviour));
}

/** The orders that it got, the newest last. */
export async function ordersSeen(): Promise<
  readonly { readonly replaces?: string; readonly profile?: string }[]
> {
  const { stdout } = await sandbox.run(['cat', `${FOLDER}/orders.log`]);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

async function start(
  unit: string,
  environment: Readonly<Record<string, string>>,
  argv: readonly string[],
): Promise<void> {
  const variables = Object.entries(environment).map(([name, value]) => `--setenv=${name}=${value}`);
  await sandbox.run(['systemd-run', '--quiet', '--collect', `--unit=${unit}`, ...variables, '--', ...argv]);
}

/** What pebble speaks TLS with; its own root, which signs for sites, is another one each time. */
async function makeIdentity(): Promise<void> {
  await sandbox.run(['install', '--directory', '--mode=0755', FOLDER]);
  await sandbox.run([
    ...['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...['-keyout', `${FOLDER}/key.pem`, '-out', `${FOLDER}/cert.pem`, '-days', '30', '-subj', '/CN=pebble'],
    ...['-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'],
  ]);
  await sandbox.run(['cp', `${FOLDER}/cert.pem`, CA_FILE]);
}
