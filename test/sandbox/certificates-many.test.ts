// Two hundred sites of fifty accounts: all get their certificates from an authority with hardly any reloads, one dead name
// costs only itself, and all are renewed in the windows of the authority.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { waitFor } from '../../sandbox/wait-for.ts';
import { PHP } from './account-set.ts';
import { forgetAccounts } from './forget-accounts.ts';
import { dropAccount, sandbox, startDaemon, stopDaemon } from './harness.ts';
import { jopanelJson } from './jopanel.ts';
import { behave, breakName, ordersSeen, pebbleSettings, startPebble, stopPebble } from './pebble.ts';

const CONFIG = '/etc/jopanel/jopaneld.json';
const USERS = Array.from({ length: 50 }, (_, index) => `many${String(index).padStart(2, '0')}`);
const DEAD = 'many07-b.example.net';
const PATIENCE_MS = 600_000;

interface Listed {
  readonly certificates: readonly {
    readonly site: string;
    readonly file: string | null;
    readonly source: string | null;
    readonly last_error: string | null;
  }[];
}

beforeAll(async () => {
  await startPebble();
  await sandbox.writeFile(CONFIG, JSON.stringify({ acme: pebbleSettings }));
  await breakName(DEAD);
  for (const user of USERS) {
    const addons = ['a', 'b', 'c'].map((letter) => ({
      domain: `${user}-${letter}.example.net`,
      docroot: `/home/${user}/domains/${letter}`,
    }));
    await dropAccount(user, {
      domains: { addon_domains: addons },
      services: {
        php: { enabled: false, version: PHP, fpm_pool: `jopanel-${user}`, open_basedir: [`/home/${user}`] },
      },
    });
  }
}, PATIENCE_MS);

afterAll(async () => {
  await stopDaemon();
  await stopPebble();
  await forgetAccounts(USERS);
  await sandbox.run(['rm', '--force', CONFIG]);
});

test('200 sites cost two reloads at most, and the dead one among them costs only itself', {
  timeout: PATIENCE_MS,
}, async () => {
  await startDaemon();
  const begun = performance.now();
  await waitFor('all certificates but one', async () => (await files()).length === 199, PATIENCE_MS);
  await waitFor('nginx to serve them', async () => (await servedByNginx()) === 199, PATIENCE_MS);
  console.log(`199 certificates in ${Math.round((performance.now() - begun) / 1000)} s`);
  expect(await reloads()).toBeLessThanOrEqual(2);
  const missing = (await listed()).filter(({ source }) => source === null);
  expect(missing).toMatchObject([{ site: DEAD, last_error: expect.stringContaining('could not resolve') }]);
});

test('no key can be read by any user but root', async () => {
  const { stdout } = await sandbox.run([
    ...['find', '/var/lib/jopanel/tls', '-name', 'privkey.pem'],
    ...['(', '-perm', '/077', '-o', '!', '-user', 'root', ')'],
  ]);
  expect(stdout).toBe('');
  const { exitCode } = await sandbox.run(['ls', '/var/lib/jopanel/tls'], {
    user: 'many00',
    allowFailure: true,
  });
  expect(exitCode).not.toBe(0);
});

test('all are renewed once their windows have come, each by an order that says what it replaces', {
  timeout: PATIENCE_MS,
}, async () => {
  const before = new Set(await files());
  await behave({ window: { start: -7200, end: -3600 } });
  await sandbox.run(['bash', '-c', 'rm --force /var/lib/jopanel/tls/*/*/renewal.json']);
  const ordered = (await ordersSeen()).length;
  await sandbox.run(['systemctl', 'restart', 'jopaneld']);
  await waitFor(
    'all certificates to be others',
    async () => {
      const now = await files();
      return now.length === 199 && now.every((file) => !before.has(file));
    },
    PATIENCE_MS,
  );
  await behave({});
  console.log(`renewed with ${await reloads()} reloads`);
  const replaced = (await ordersSeen()).slice(ordered).filter(({ replaces }) => replaces !== undefined);
  expect(replaced.length).toBeGreaterThanOrEqual(199);
});

async function listed(): Promise<Listed['certificates']> {
  const { value } = await jopanelJson(['certificate', 'list']);
  return (value as Listed).certificates;
}

/** The certificates that are there, with their older ones as long as these are served. */
async function files(): Promise<string[]> {
  const { stdout } = await sandbox.run([
    ...['find', '/var/lib/jopanel/tls', '-mindepth', '3', '-name', 'fullchain.pem'],
  ]);
  return stdout.trim().split('\n').filter(Boolean);
}

async function servedByNginx(): Promise<number> {
  const { stdout } = await sandbox.run([
    'bash',
    '-c',
    "cat /etc/nginx/jopanel/*.conf | grep --only-matching 'tls/[^/]*/' | sort --unique | wc --lines",
  ]);
  return Number(stdout);
}

/** Of nginx, since the daemon was started. */
async function reloads(): Promise<number> {
  const { stdout } = await sandbox.run([
    ...['curl', '--silent', '--unix-socket', '/run/jopanel/root.sock', 'http://localhost/metrics'],
  ]);
  return Number(
    /^jopanel_service_reload_duration_seconds_count\{service="nginx"\} (\d+)$/m.exec(stdout)?.[1] ??
      Number.NaN,
  );
}
