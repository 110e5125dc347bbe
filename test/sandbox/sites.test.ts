// What domains.json says of single sites, and what accounts do in their homes, as visitors get it.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../sandbox/account-sets.ts';
import { converge } from './converge.ts';
import { forgetAccounts } from './forget-accounts.ts';
import { dropAccount, editAccount, request, sandbox, startDaemon, stopDaemon } from './harness.ts';
import { resourceState } from './resource-state.ts';
import { putCertificate, secureRequest, writeAs } from './web.ts';

const HOME = '/home/siteone';
const PRIMARY = 'siteone.example';
const SHOP = 'siteone-shop.example.com';
const SETTINGS = '/etc/jopanel/jopaneld.json';
/** Of the word `secret`, by bcrypt with cost 5. */
let hash = '';

async function say(sites: JsonObject): Promise<void> {
  await editAccount('siteone', 'domains', (domains) => ({ ...domains, sites }));
  await converge();
}

/** Status and target of a redirect, asked with more of curl's flags. */
async function ask(name: string, path: string, ...flags: string[]): Promise<string> {
  const { stdout } = await sandbox.run([
    ...['curl', '--silent', '--insecure', '--max-time', '20', '--output', '/dev/null'],
    ...['--write-out', '%{http_code} %{redirect_url}', '--resolve', `${name}:443:127.0.0.1`],
    ...['--resolve', `${name}:80:127.0.0.1`, ...flags, `http://${name}${path}`],
  ]);
  return stdout.trim();
}

beforeAll(async () => {
  await dropAccount('siteone', {
    domains: {
      addon_domains: [{ domain: SHOP, docroot: `${HOME}/domains/shop` }],
      alias_domains: ['www.siteone.example', '*.siteone.example', 'old.siteone.example'],
    },
    limits: { max_alias_domains: 0, max_addon_domains: 0 },
  });
  await dropAccount('sitetwo');
  await converge();
  const script = '<?php echo "script ", $_SERVER["HTTPS"] ?? "off", " ", $_SERVER["REMOTE_ADDR"];';
  await writeAs('siteone', `${HOME}/domains/${PRIMARY}/public_html/index.php`, script);
  await writeAs('siteone', `${HOME}/domains/shop/index.html`, 'shop\n');
  await writeAs('siteone', `${HOME}/domains/shop/private/x.html`, 'private\n');
  await writeAs('siteone', `${HOME}/domains/shop/gone.html`, 'gone, sorry\n');
  await writeAs('siteone', `${HOME}/domains/shop/x.php`, script);
  hash = (await sandbox.run(['openssl', 'passwd', '-6', 'secret'])).stdout.trim();
});

afterAll(async () => {
  await forgetAccounts(['siteone', 'sitetwo']);
  await sandbox.run(['rm', '--recursive', '--force', '/etc/jopanel/tls', SETTINGS]);
});

describe('a site', () => {
  test('has a root, names and a canonical name of its own', async () => {
    await writeAs('siteone', `${HOME}/domains/app/public/index.html`, 'app\n');
    await writeAs('siteone', `${HOME}/domains/all/index.html`, 'all\n');
    await say({
      [PRIMARY]: { docroot: `${HOME}/domains/app/public`, canonical: 'www.siteone.example' },
      '*.siteone.example': { docroot: `${HOME}/domains/all` },
      'old.siteone.example': { redirect_to: 'https://new.example/base/' },
      [SHOP]: { aliases: [`www.${SHOP}`, `*.${SHOP}`] },
    });
    expect((await request('www.siteone.example')).body).toBe('app\n');
    expect(await ask(PRIMARY, '/a?b=1')).toBe('301 http://www.siteone.example/a?b=1');
    expect((await request('any.siteone.example')).body).toBe('all\n');
    expect(await ask('old.siteone.example', '/a?b=1')).toBe('301 https://new.example/base/a?b=1');
    for (const name of [SHOP, `www.${SHOP}`, `any.${SHOP}`])
      expect((await request(name)).body).toBe('shop\n');
  });

  test('has headers, error pages and paths that are denied', async () => {
    await say({
      [SHOP]: {
        headers: { 'X-Frame-Options': 'DENY', 'X-Quoted': 'a "b" \\c; d' },
        error_pages: { '404': '/gone.html' },
        deny: ['/private/', '/x.php'],
        front_controller: null,
      },
    });
    const answer = await request(SHOP, '/missing');
    expect(answer).toMatchObject({ status: 404, body: 'gone, sorry\n' });
    expect(answer.headers.get('x-frame-options')).toBe('DENY');
    expect(answer.headers.get('x-quoted')).toBe('a "b" \\c; d');
    for (const path of [
      '/private/x.html',
      '/private',
      '/private/',
      '//private/x.html',
      '/x.php',
      '/x.php/a',
    ]) {
      expect(await request(SHOP, path)).toMatchObject({ status: 404 });
    }
  });

  test('without PHP serves static files only, and a front controller that is a page', async () => {
    await say({ [SHOP]: { php: false, front_controller: 'index.html' } });
    expect(await request(SHOP, '/some/route')).toMatchObject({ status: 200, body: 'shop\n' });
    expect(await request(SHOP, '/x.php')).toMatchObject({ status: 404 });
    await say({ [SHOP]: { php: false, front_controller: 'none.html' } });
    expect(await request(SHOP, '/some/route')).toMatchObject({ status: 404 });
  });

  test('asks for a password, for all of it or for paths, whatever answers them', async () => {
    const password = { realm: 'Members', users: { ann: hash } };
    await say({
      [SHOP]: { password },
      [PRIMARY]: { password: { ...password, paths: ['/members/'] } },
    });
    expect(await ask(SHOP, '/')).toBe('401');
    expect(await ask(SHOP, '/', '--user', 'ann:wrong')).toBe('401');
    expect(await ask(SHOP, '/', '--user', 'ann:secret')).toBe('200');
    expect(await ask(SHOP, '/.well-known/acme-challenge/x')).toBe('404');
    expect(await ask(PRIMARY, '/')).toBe('200');
    for (const path of [
      '/members',
      '/members/',
      '/members/any',
      '//members/x',
      '/members/x.php',
      '/%6dembers/',
    ]) {
      expect(await ask(PRIMARY, path)).toBe('401');
    }
    expect(await ask(PRIMARY, '/members/any', '--user', 'ann:secret')).toBe('200');
    expect(
      (await sandbox.run(['bash', '-c', 'stat --format "%a %U %G" /etc/nginx/jopanel/siteone.*.passwords']))
        .stdout,
    ).toBe('640 root www-data\n640 root www-data\n');
    await say({});
    expect((await sandbox.run(['ls', '/etc/nginx/jopanel'])).stdout).not.toContain('passwords');
    expect(await ask(SHOP, '/')).toBe('200');
  });

  test('takes bodies as large as it says', async () => {
    await say({ [SHOP]: { max_body_mb: 1 }, [PRIMARY]: { max_body_mb: 0 } });
    const send = 'head --bytes "$1" /dev/zero >/tmp/body.bin';
    await sandbox.run(['bash', '-c', send, 'send', String(2 * 1024 * 1024)]);
    expect(await ask(SHOP, '/x.php', '--data-binary', '@/tmp/body.bin')).toBe('413');
    await sandbox.run(['bash', '-c', send, 'send', String(70 * 1024 * 1024)]);
    expect(await ask(PRIMARY, '/', '--data-binary', '@/tmp/body.bin')).toBe('200');
  });

  test('with a certificate redirects, serves both or has no TLS, as it says', async () => {
    await putCertificate('any-folder', { names: [PRIMARY, 'www.siteone.example', SHOP] });
    await say({
      [PRIMARY]: { https: 'both', hsts_seconds: 300 },
      [SHOP]: { certificate: 'none' },
      'www.siteone.example': { canonical: 'www.siteone.example' },
    });
    expect(await ask(PRIMARY, '/')).toBe('200');
    expect((await request(PRIMARY)).headers.get('strict-transport-security')).toBeUndefined();
    const secure = '%{http_code} %header{strict-transport-security}';
    expect((await secureRequest(PRIMARY, '/', secure)).stdout).toBe('200 max-age=300');
    expect(await ask(SHOP, '/')).toBe('200');
    expect((await secureRequest(SHOP)).exitCode).toBe(35);
    expect(await ask('www.siteone.example', '/x')).toBe('301 https://www.siteone.example/x');
  });

  test('behind a trusted proxy that ends TLS is served without a redirect, and other clients are not believed', async () => {
    await say({});
    const forwarded = ['--header', 'X-Forwarded-Proto: https', '--header', 'X-Forwarded-For: 203.0.113.9'];
    expect(await ask(PRIMARY, '/', ...forwarded)).toBe(`301 https://${PRIMARY}/`);
    await sandbox.writeFile(SETTINGS, JSON.stringify({ trusted_proxies: ['127.0.0.1', '2001:db8::/32'] }));
    await converge();
    expect(await ask(PRIMARY, '/', ...forwarded)).toBe('200');
    const { stdout } = await sandbox.run([
      ...['curl', '--silent', '--header', `Host: ${PRIMARY}`, ...forwarded, 'http://127.0.0.1/'],
    ]);
    expect(stdout).toBe('script on 203.0.113.9');
    expect(await ask(PRIMARY, '/', '--header', 'X-Forwarded-Proto: http')).toBe(`301 https://${PRIMARY}/`);
    await sandbox.run(['rm', '--recursive', SETTINGS, '/etc/jopanel/tls']);
    await converge();
  });
});

describe('a page in place of the site', () => {
  const OWN = '/etc/jopanel/pages';
  const answer = async (path: string, ...flags: string[]) =>
    (
      await sandbox.run([
        ...[
          'curl',
          '--silent',
          '--include',
          '--max-time',
          '20',
          '--header',
          'Host: sitetwo.example',
          ...flags,
        ],
        `http://127.0.0.1${path}`,
      ])
    ).stdout;
  const status = async (value: string) => {
    await editAccount('sitetwo', 'account', (account) => ({ ...account, status: value }));
    await converge();
  };

  test('is shown while nothing is there yet, in place of the start page alone', async () => {
    expect(await answer('/')).toMatch(/^HTTP\/1.1 403 [\s\S]*text\/html[\s\S]*This site is new/);
    expect(await answer('/other')).toMatch(/^HTTP\/1.1 404 /);
    expect(await answer('/.jopanel/refused')).toMatch(/^HTTP\/1.1 404 /);
    await writeAs('sitetwo', '/home/sitetwo/domains/sitetwo.example/public_html/index.html', 'here\n');
    expect(await answer('/')).toMatch(/^HTTP\/1.1 200 [\s\S]*here/);
    await sandbox.run(['rm', '/home/sitetwo/domains/sitetwo.example/public_html/index.html']);
  });

  test('is shown of a suspended site for every request, with a time to come again', async () => {
    await status('suspended');
    for (const flags of [[], ['--request', 'POST', '--data', 'x'], ['--request', 'DELETE']]) {
      const page = await answer('/any?x=1', ...flags);
      expect(page).toMatch(/^HTTP\/1.1 503 [\s\S]*Retry-After: 3600\r[\s\S]*This site is suspended/);
    }
    expect(await answer('/.jopanel/refused')).toMatch(/^HTTP\/1.1 503 /);
  });

  test('is that of the operator where there is one', async () => {
    await sandbox.run(['install', '--directory', '--mode=0700', OWN]);
    await sandbox.writeFile(`${OWN}/suspended.html`, '<p>Pay, please: $100; {"a": 1}</p>\n', {
      mode: '0600',
    });
    await converge();
    expect(await answer('/')).toMatch(/^HTTP\/1.1 503 [\s\S]*Retry-After[\s\S]*Pay, please: \$100; {"a": 1}/);
    await sandbox.run(['rm', '--recursive', OWN]);
    await converge();
    expect(await answer('/')).toContain('This site is suspended');
    await status('active');
  });
});

describe('what is seen from outside', () => {
  // Met before the file that includes those of accounts.
  const TAKING = '/etc/nginx/conf.d/a-taking.conf';

  interface Condition {
    readonly type: string;
    readonly status: string;
    readonly message: string;
  }

  /** The condition of this type, once it has this status. */
  async function served(status: string): Promise<Condition> {
    let found: Condition | undefined;
    await sandbox.waitFor(`Served to be ${status}`, async () => {
      const { stdout } = await sandbox.run(['jopanel', '--json', 'status', 'siteone'], {
        allowFailure: true,
      });
      const match = /\{[^{}]*"type": *"Served"[^{}]*\}/.exec(stdout);
      found = match === null ? undefined : JSON.parse(match[0]);
      return found?.status === status;
    });
    if (found === undefined) throw new Error('no such condition');
    return found;
  }

  test('a name and an address that sites of the operator take are said, and a home that was closed is open again', async () => {
    await sandbox.run(['ip', 'address', 'add', '192.0.2.10/32', 'dev', 'lo']);
    await putCertificate(SHOP, { names: [SHOP] });
    await putCertificate('taking', { names: ['taking.example'], place: '/root/tls' });
    await startDaemon();
    try {
      await served('true');
      const tls =
        'ssl_certificate /root/tls/taking/fullchain.pem; ssl_certificate_key /root/tls/taking/privkey.pem;';
      await sandbox.writeFile(
        TAKING,
        `server { listen 192.0.2.10:443 ssl; ${tls} return 200 mine; }
        server { listen 80; server_name www.${PRIMARY}; return 200 old; }`,
      );
      // As a copy that knows no ACLs leaves a home.
      await sandbox.run(['setfacl', '--remove-all', '/home/sitetwo']);
      await sandbox.run(['nginx', '-s', 'reload']);
      const { message } = await served('false');
      expect(message).toContain(`${SHOP} at 192.0.2.10 by https: another site`);
      expect(message).toContain(`www.${PRIMARY} at`);
      await sandbox.waitFor('the home to be open', async () =>
        (await sandbox.run(['getfacl', '--absolute-names', '/home/sitetwo'])).stdout.includes(
          'user:www-data:--x',
        ),
      );
      await sandbox.run(['rm', TAKING]);
      await sandbox.run(['nginx', '-s', 'reload']);
      await served('true');
    } finally {
      await stopDaemon();
      await sandbox.run(['rm', '--recursive', '--force', TAKING, '/root/tls', '/etc/jopanel/tls']);
      await sandbox.run(['ip', 'address', 'del', '192.0.2.10/32', 'dev', 'lo']);
    }
  });
});

describe('what an account does in its home holds nothing back', () => {
  const root = '/home/sitetwo/domains/sitetwo.example/public_html';
  const own = (script: string) => sandbox.run(['bash', '-c', script], { user: 'sitetwo' });
  const alias = async (name: string) => {
    await editAccount('sitetwo', 'domains', (domains) => ({ ...domains, alias_domains: [name] }));
    await converge();
  };

  test('a root that is a link into the home is served, and its target can be switched', async () => {
    await own(
      `cd ${root}/..; rmdir public_html; mkdir -p r/1/public r/2/public; echo 1 >r/1/public/index.html; echo 2 >r/2/public/index.html; ln -s r/1 current; ln -s current/public public_html`,
    );
    await alias('www1.sitetwo.example');
    expect(await request('www1.sitetwo.example')).toMatchObject({ status: 200, body: '1\n' });
    expect(await resourceState('sitetwo', 'home')).toMatchObject({ state: 'in_sync', message: '' });
    await own(`cd ${root}/..; ln -sfn r/2 current`);
    expect((await request('www1.sitetwo.example')).body).toBe('2\n');
  });

  test('a file for Apache in a document root is noted by doctor, whose exit code stays the same', async () => {
    const shop = `${HOME}/domains/shop`;
    const doctor = () => sandbox.run(['jopanel', 'doctor'], { allowFailure: true });
    const before = await doctor();
    expect(before.stdout).not.toContain('.htaccess');
    await writeAs('siteone', `${shop}/.htaccess`, 'deny from all\n');
    const { stdout, exitCode } = await doctor();
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(`1 document root has one: ${shop}/.htaccess`);
    // It is the account's, so that it makes the host no less ready.
    expect(stdout).toMatch(/, 1 note\.\n$/);
    expect(exitCode).toBe(before.exitCode);
    await sandbox.run(['rm', `${shop}/.htaccess`]);
  });

  test.each<[string, string, string]>([
    [
      'a temporary folder that is a link out of the home',
      'rm -rf ~/tmp/sessions; ln -s /tmp ~/tmp/sessions',
      'leads out of the home',
    ],
    ['a file in place of the root', `rm ${root}; touch ${root}`, 'leads to no folder'],
    [
      'a root that is a link to another account',
      `rm ${root}; ln -s /home/siteone/domains ${root}`,
      'leads out of the home',
    ],
    ['a root that is a link to itself', `rm ${root}; ln -s public_html ${root}`, 'too many links'],
  ])('%s is said, and the rest is applied', async (what, script, said) => {
    await own(script);
    const name = `${what.replaceAll(/[^a-z]/g, '').slice(0, 40)}.sitetwo.example`;
    await alias(name);
    expect((await sandbox.run(['cat', '/etc/nginx/jopanel/sitetwo.conf'])).stdout).toContain(name);
    expect(await resourceState('sitetwo', 'home')).toMatchObject({
      state: 'unavailable',
      message: expect.stringContaining(said),
    });
    await editAccount('sitetwo', 'account', (account) => ({ ...account, status: 'suspended' }));
    await converge();
    expect((await request(name)).status).toBe(503);
    await editAccount('sitetwo', 'account', (account) => ({ ...account, status: 'active' }));
    await converge();
    expect((await request(name)).status).not.toBe(503);
  });
});
