// Values that no check would let through, pushed straight into the renderers: nginx and PHP-FPM read the result
// themselves, and find no directive that a value brought along.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { renderNginxShared } from '../../renderers/nginx-shared.ts';
import { renderVhost } from '../../renderers/nginx-vhost.ts';
import { renderPool } from '../../renderers/php-pool.ts';
import { UnrepresentableError } from '../../renderers/unrepresentable-error.ts';
import type { Account } from '../../src/model/account.ts';
import { FIELDS, fullAccount, hostileAccount } from '../renderers/hostile-account.ts';
import { HOSTILE_TEXTS } from '../renderers/hostile-texts.ts';
import { PHP } from './account-set.ts';
import { sandbox } from './harness.ts';

const FOLDER = '/run/hostile';
const PHP_LOG = `${FOLDER}/php.log`;
const SITES = `${FOLDER}/sites`;

beforeAll(async () => {
  const shared = renderNginxShared({
    ipv6: true,
    http3: false,
    nameCount: 10_000,
    longestName: 250,
    defaultServerTaken: false,
    refuseUnknownTls: false,
    trustedProxies: [],
    alreadySet: new Set(),
  });
  await sandbox.run(['useradd', 'joko']);
  await sandbox.writeFile(
    `${FOLDER}/nginx.conf`,
    `user www-data;\nevents {}\nhttp {\n${shared.replace('include fastcgi.conf', 'include /etc/nginx/fastcgi.conf').replace('/etc/nginx/jopanel/*.conf', `${SITES}/*.conf`)}\n}\n`,
  );
});

afterAll(async () => {
  await sandbox.run(['userdel', 'joko'], { allowFailure: true });
  await sandbox.run(['rm', '--recursive', '--force', FOLDER]);
});

/** Every different text that comes out of the hostile values which the encoders let pass. */
function renderings(render: (account: Account) => string): Set<string> {
  const texts = new Set<string>();
  for (const field of FIELDS) {
    for (const text of HOSTILE_TEXTS) {
      try {
        texts.add(render(hostileAccount('joko', field, text)));
      } catch (error) {
        if (!(error instanceof UnrepresentableError)) throw error;
      }
    }
  }
  return texts;
}

async function nginxSays(texts: Iterable<string>): Promise<string> {
  await sandbox.run(['rm', '--recursive', '--force', SITES]);
  await sandbox.run(['mkdir', '--parents', SITES]);
  let count = 0;
  for (const text of texts) {
    // Each file is of an account of its own, whose name an upstream of it has.
    await sandbox.writeFile(
      `${SITES}/${count}.conf`,
      text.replaceAll('jopanel-joko', `jopanel-joko${count}`),
    );
    count += 1;
  }
  const { stderr } = await sandbox.run(['nginx', '-t', '-c', `${FOLDER}/nginx.conf`], { allowFailure: true });
  return stderr;
}

async function phpSays(text: string): Promise<string> {
  // As root, PHP-FPM needs the user of the workers in its configuration, and it writes what it read to its log.
  await sandbox.run(['rm', '--force', PHP_LOG]);
  const config = `${text.replace('error_log = syslog', `error_log = ${PHP_LOG}`)}user = nobody\n`;
  await sandbox.writeFile(`${FOLDER}/fpm.conf`, config);
  const argv = [`php-fpm${PHP}`, '--test', '--test', '--fpm-config', `${FOLDER}/fpm.conf`];
  const { stdout, stderr } = await sandbox.run(argv, { allowFailure: true });
  const log = (await sandbox.run(['cat', PHP_LOG], { allowFailure: true })).stdout;
  return stdout + stderr + log;
}

const vhost = (refuseWith: 503 | 509 | undefined) => (account: Account) =>
  renderVhost(account, {
    ipv6: true,
    http2: 'parameter',
    http3: false,
    logDir: FOLDER,
    acmeRoot: '/var/lib/jopanel/acme',
    certificateOf: () => undefined,
    snippets: undefined,
    refuseWith,
    trustedProxies: ['192.0.2.0/24'],
  });
const pool = (account: Account) => `${renderPool(account, 'jopanel-joko').config.join('\n')}\n`;

test('nginx finds a directive that stands in a file, so that what follows has a meaning', async () => {
  const text = vhost(undefined)(fullAccount('joko')).replace(
    'server_tokens off;',
    '$&\n    jopanel_canary on;',
  );
  expect(await nginxSays([text])).toContain('unknown directive "jopanel_canary"');
});

test('nginx finds none in any rendering of a hostile value', async () => {
  const texts = [undefined, 503 as const, 509 as const].flatMap((refuseWith) => [
    ...renderings(vhost(refuseWith)),
  ]);
  expect(texts.length).toBeGreaterThan(0);
  const said = await nginxSays(texts);
  expect(said).toContain('syntax is ok');
  expect(said).not.toMatch(/canary|\[emerg\]/);
});

test('PHP-FPM finds an entry that stands in a file', async () => {
  expect(await phpSays(`${pool(fullAccount('joko'))}jopanel_canary = 1\n`)).toContain(
    "unknown entry 'jopanel_canary'",
  );
});

test('PHP-FPM finds none in any rendering of a hostile value, and the same entries as in a plain one', async () => {
  const entries = (said: string) => [...said.matchAll(/NOTICE: \t(\S+) = /g)].map(([, name]) => name);
  const plain = entries(await phpSays(pool(fullAccount('joko'))));
  expect(plain.length).toBeGreaterThan(15);
  const texts = renderings(pool);
  expect(texts.size).toBeGreaterThan(0);
  for (const text of texts) {
    const said = await phpSays(text);
    expect(said).toContain('test is successful');
    expect(entries(said)).toEqual(plain);
  }
});
