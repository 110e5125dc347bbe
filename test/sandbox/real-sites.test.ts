// Programs that people run on their sites, as Debian packs them, used as a browser uses them.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PHP } from './account-set.ts';
import { converge } from './converge.ts';
import { forgetAccounts } from './forget-accounts.ts';
import { dropAccount, request, sandbox } from './harness.ts';
import { startMariaDb, stopMariaDb } from './mariadb.ts';
import { putCertificate, writeAs } from './web.ts';

const USER = 'realone';
const HOME = `/home/${USER}`;
const BLOG = `${USER}.example`;
const BLOG_ROOT = `${HOME}/domains/${BLOG}/public_html`;
const TOOL = `db.${BLOG}`;
const TOOL_ROOT = `${HOME}/domains/db`;
const SHOP = `shop.${BLOG}`;
const SHOP_ROOT = `${HOME}/domains/shop/current/public`;
const SETTINGS = '/etc/jopanel/jopaneld.json';

/** A script of the account's own; `$1` and so on are the arguments. */
const asUser = (script: string, ...argv: readonly string[]) =>
  sandbox.run(['bash', '-e', '-c', script, 'bash', ...argv], { user: USER });

/** What a browser that keeps its cookies gets. @returns status and body, after redirects */
async function browse(name: string, path: string, ...flags: readonly string[]): Promise<string> {
  const { stdout } = await sandbox.run([
    ...['curl', '--silent', '--location', '--max-time', '120', '--cookie', '/root/cookies'],
    ...[
      '--cookie-jar',
      '/root/cookies',
      '--resolve',
      `${name}:80:127.0.0.1`,
      '--write-out',
      '\n%{http_code}',
    ],
    ...flags,
    `http://${name}${path}`,
  ]);
  return stdout;
}

const form = (fields: Readonly<Record<string, string>>) =>
  Object.entries(fields).flatMap(([name, value]) => ['--data-urlencode', `${name}=${value}`]);

/** The word that WordPress wants back, so that no other site can send a form. */
function nonce(page: string): string {
  const [, found] = /name="_wpnonce" value="(\w+)"/.exec(page) ?? [];
  if (found === undefined) throw new Error(`no nonce in ${page.slice(0, 2000)}`);
  return found;
}

beforeAll(async () => {
  await startMariaDb();
  const subdomain = (name: string, docroot: string) => ({ subdomain: name, parent: BLOG, docroot });
  await dropAccount(USER, {
    domains: { subdomains: [subdomain('db', TOOL_ROOT), subdomain('shop', SHOP_ROOT)] },
    services: {
      php: {
        enabled: true,
        version: PHP,
        fpm_pool: `jopanel-${USER}`,
        open_basedir: [HOME, '/tmp'],
        settings: { upload_max_filesize: '64M', post_max_size: '64M' },
      },
      mariadb: { enabled: true, databases: [{ name: `${USER}_blog` }], users: [] },
    },
  });
  await dropAccount('realtwo', {
    services: { mariadb: { enabled: true, databases: [{ name: 'realtwo_secret' }], users: [] } },
  });
  await converge();
});

afterAll(async () => {
  await forgetAccounts([USER, 'realtwo']);
  await sandbox.run(['mariadb', '--execute', `DROP DATABASE ${USER}_blog; DROP DATABASE realtwo_secret`], {
    allowFailure: true,
  });
  await stopMariaDb();
  await sandbox.run(['rm', '--recursive', '--force', '/etc/letsencrypt', '/etc/jopanel/tls', SETTINGS]);
});

describe("Debian's WordPress, with the login over the socket of MariaDB and no password", () => {
  const CONFIG = `<?php
define('DB_NAME', '${USER}_blog'); define('DB_USER', '${USER}'); define('DB_PASSWORD', ''); define('DB_HOST', 'localhost');
define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', ''); define('WP_DEFAULT_THEME', 'plain'); define('DISABLE_WP_CRON', true);
define('WP_HTTP_BLOCK_EXTERNAL', true);
foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $what) { define($what . '_KEY', $what . 'k'); define($what . '_SALT', $what . 's'); }
$table_prefix = 'wp_'; define('ABSPATH', __DIR__ . '/'); require ABSPATH . 'wp-settings.php';
`;
  const THEME = '<?php while (have_posts()) { the_post(); the_title(); the_content(); }';
  // What is due runs when cron is asked for, and not before.
  const CRON = `<?php add_action('tick', fn() => file_put_contents(__DIR__ . '/ticked', 'yes'));
add_action('init', fn() => wp_next_scheduled('tick') || is_file(__DIR__ . '/ticked') || wp_schedule_single_event(time() - 1, 'tick'));`;

  test('installs itself', async () => {
    await asUser('cp -rL /usr/share/wordpress/. "$1"; rm "$1/wp-config.php" "$1/.htaccess"', BLOG_ROOT);
    await writeAs(USER, `${BLOG_ROOT}/wp-config.php`, CONFIG);
    await sandbox.run(['chmod', '0600', `${BLOG_ROOT}/wp-config.php`]);
    await writeAs(USER, `${BLOG_ROOT}/wp-content/themes/plain/index.php`, THEME);
    await writeAs(USER, `${BLOG_ROOT}/wp-content/themes/plain/style.css`, '/* Theme Name: Plain */');
    await writeAs(USER, `${BLOG_ROOT}/wp-content/mu-plugins/tick.php`, CRON);
    const secret = 'correct horse battery';
    const owner = { user_name: 'ann', admin_password: secret, admin_password2: secret, pw_weak: '1' };
    const filled = form({ ...owner, weblog_title: 'Blog', admin_email: 'ann@example.com', language: '' });
    expect(await browse(BLOG, '/wp-admin/install.php?step=2', ...filled)).toMatch(/Success!/);
    await browse(BLOG, '/wp-login.php');
    const login = form({ log: 'ann', pwd: secret, testcookie: '1', redirect_to: `http://${BLOG}/wp-admin/` });
    expect(await browse(BLOG, '/wp-login.php', ...login)).toMatch(/Dashboard[\s\S]*\n200$/);
  });

  test('serves permalinks that are saved in its administration, its REST interface and its cron', async () => {
    const page = await browse(BLOG, '/wp-admin/options-permalink.php');
    const structure = '/%year%/%postname%/';
    const saved = form({ _wpnonce: nonce(page), selection: structure, permalink_structure: structure });
    expect(await browse(BLOG, '/wp-admin/options-permalink.php', ...saved)).toContain(
      'Permalink structure updated',
    );
    const { stdout: year } = await sandbox.run(['date', '--utc', '+%Y']);
    expect(await browse(BLOG, `/${year.trim()}/hello-world/`)).toMatch(/Hello world![\s\S]*\n200$/);
    expect(await browse(BLOG, '/wp-json/wp/v2/posts')).toMatch(/^\[[\s\S]*"slug":"hello-world"[\s\S]*\n200$/);
    expect((await request(BLOG, '/none/at-all/')).status).toBe(404);
    expect((await request(BLOG, '/wp-cron.php?doing_wp_cron')).status).toBe(200);
    // WordPress answers before it does what is due.
    await sandbox.waitFor(
      'cron to run',
      async () =>
        (await sandbox.run(['cat', `${BLOG_ROOT}/wp-content/mu-plugins/ticked`], { allowFailure: true }))
          .stdout === 'yes',
    );
    expect((await request(BLOG, '/wp-config.php.bak')).status).toBe(404);
  });

  test('takes a plugin of 20 MB from a browser', async () => {
    const pack = `mkdir -p ~/tmp/large; cd ~/tmp; head --bytes 20M /dev/urandom >large/data.bin
      printf '<?php /* Plugin Name: Large */' >large/large.php
      php${PHP} -d memory_limit=1G -r 'require "$argv[1]/wp-admin/includes/class-pclzip.php"; (new PclZip("large.zip"))->create("large");' "$1"`;
    await asUser(pack, BLOG_ROOT);
    const page = await browse(BLOG, '/wp-admin/plugin-install.php?tab=upload');
    const upload = ['--form', `_wpnonce=${nonce(page)}`, '--form', `pluginzip=@${HOME}/tmp/large.zip`];
    expect(await browse(BLOG, '/wp-admin/update.php?action=upload-plugin', ...upload)).toContain(
      'Plugin installed successfully',
    );
    const { stdout } = await sandbox.run([
      'stat',
      '--format=%s %U',
      `${BLOG_ROOT}/wp-content/plugins/large/data.bin`,
    ]);
    expect(stdout).toBe(`${20 * 1024 * 1024} ${USER}\n`);
  });
});

test("Debian's phpMyAdmin shows the databases of the account, by the same login, and no others", async () => {
  const config = `<?php $cfg['blowfish_secret'] = '${'s'.repeat(32)}';
$cfg['Servers'][1] = ['auth_type' => 'config', 'host' => 'localhost', 'user' => '${USER}', 'password' => '', 'AllowNoPassword' => true];
`;
  const copy = `mkdir -p "$1" ~/domains/php ~/tmp/pma
    cp -rL /usr/share/phpmyadmin/. "$1"; cp -rL /usr/share/php/. ~/domains/php
    sed -i "s|/var/lib/phpmyadmin/tmp/|$HOME/tmp/pma/|; s|/etc/phpmyadmin/config.inc.php|$1/config.inc.php|" "$1/libraries/vendor_config.php"
    echo "include_path = .:$HOME/domains/php" >"$1/.user.ini"`;
  await asUser(copy, TOOL_ROOT);
  await writeAs(USER, `${TOOL_ROOT}/config.inc.php`, config);
  const page = await browse(TOOL, '/index.php?route=/server/databases');
  expect(page).toMatch(/realone_blog[\s\S]*\n200$/);
  expect(page).not.toContain('realtwo_secret');
  for (const hidden of ['/config.inc.php~', '/.user.ini', '/config.inc'])
    expect([hidden, (await request(TOOL, hidden)).status]).toEqual([hidden, 404]);
});

test('a tree of releases is served by its link, and the next request after a switch gets the new one', async () => {
  const front = '<?php echo require __DIR__ . "/../release.php", " ", $_SERVER["REQUEST_URI"];';
  for (const release of ['1', '2']) {
    await writeAs(USER, `${HOME}/domains/shop/releases/${release}/public/index.php`, front);
    await writeAs(USER, `${HOME}/domains/shop/releases/${release}/release.php`, `<?php return ${release};`);
  }
  const use = (release: string) =>
    asUser(
      'cd ~/domains/shop; rm -rf current/public; rmdir current 2>/dev/null || true; ln -sfn "releases/$1" current',
      release,
    );
  // As tools that unpack a release leave them: what has not changed is as old as before.
  await asUser('find ~/domains/shop/releases -type f -exec touch --date=2026-01-01 {} +');
  await use('1');
  await converge();
  expect((await request(SHOP, '/orders/7?x=1')).body).toBe('1 /orders/7?x=1');
  await asUser('cd ~/domains/shop; ln -sfn releases/2 next; mv -T next current');
  expect((await request(SHOP, '/orders/7')).body).toBe('2 /orders/7');
  expect((await request(SHOP, '/release.php')).status).toBe(404);
});

test('behind another nginx that ends TLS, in a network of its own, a site sees the visitor and does not redirect in a circle', async () => {
  await putCertificate('edge', { names: [BLOG], place: '/root/edge' });
  await putCertificate(`${SHOP}-0001`, { names: [SHOP], place: '/etc/letsencrypt/live' });
  const edge = `pid /run/edge.pid; error_log /dev/null; events {} http { access_log off; server {
    listen 443 ssl; ssl_certificate /root/edge/edge/fullchain.pem; ssl_certificate_key /root/edge/edge/privkey.pem;
    location / { proxy_pass http://10.99.0.1; proxy_set_header Host $host; proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header X-Forwarded-Proto $scheme; } } }`;
  await sandbox.writeFile('/root/edge.conf', edge);
  await sandbox.writeFile(SETTINGS, JSON.stringify({ trusted_proxies: ['10.99.0.2'] }));
  await writeAs(
    USER,
    `${HOME}/domains/shop/current/public/who.php`,
    '<?php echo $_SERVER["HTTPS"] ?? "off", " ", $_SERVER["REMOTE_ADDR"];',
  );
  await sandbox.run([
    ...['bash', '-e', '-c'],
    `ip netns add edge; ip link add edge0 type veth peer name edge1 netns edge; ip address add 10.99.0.1/24 dev edge0; ip link set edge0 up
    ip -n edge address add 10.99.0.2/24 dev edge1; ip -n edge link set edge1 up; ip -n edge link set lo up
    ip netns exec edge nginx -c /root/edge.conf`,
  ]);
  try {
    await converge();
    const from = (address: string, port: string) => [
      ...['ip', 'netns', 'exec', 'edge', 'curl', '--silent', '--insecure', '--location', '--max-redirs', '3'],
      ...['--max-time', '20', '--resolve', `${SHOP}:${port}:${address}`],
    ];
    const byEdge = await sandbox.run([...from('127.0.0.1', '443'), `https://${SHOP}/who.php`]);
    expect(byEdge.stdout).toBe('on 127.0.0.1');
    // A visitor who comes past the proxy is redirected, and one who says of himself what a proxy says is not believed.
    const direct = ['--silent', '--output', '/dev/null', '--write-out', '%{http_code} %{redirect_url}'];
    const lie = ['--header', 'X-Forwarded-Proto: https', '--header', `Host: ${SHOP}`];
    const past = await sandbox.run(['curl', ...direct, ...lie, 'http://127.0.0.1/who.php']);
    expect(past.stdout).toBe(`301 https://${SHOP}/who.php`);
  } finally {
    await sandbox.run(
      ['bash', '-c', 'kill "$(cat /run/edge.pid)"; ip netns delete edge; ip link delete edge0'],
      {
        allowFailure: true,
      },
    );
  }
});
