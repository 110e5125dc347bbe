// Sites as visitors see them: what is served, what is never served, and what no account can do to another.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { converge } from './converge.ts';
import { forgetAccounts } from './forget-accounts.ts';
import { dropAccount, editAccount, request, sandbox } from './harness.ts';
import { writeAs } from './web.ts';

const USERS = ['webone', 'webtwo'];
const HOME = '/home/webone';
const ROOT = `${HOME}/domains/webone.example/public_html`;
const OTHER_ROOT = '/home/webtwo/domains/webtwo.example/public_html';
const PHP = '<?php echo "ran as ", posix_geteuid(), " with ", strlen("secret");';

beforeAll(async () => {
  await dropAccount('webone', {
    domains: {
      addon_domains: [{ domain: 'webone-shop.example.com', docroot: `${HOME}/domains/shop/web` }],
      subdomains: [{ subdomain: 'blog', parent: 'webone.example', docroot: `${HOME}/domains/blog` }],
      alias_domains: ['www.webone.example', '*.webone.example'],
    },
  });
  await dropAccount('webtwo');
  await converge();
  await writeAs('webone', `${ROOT}/index.html`, 'primary\n');
  await writeAs('webone', `${HOME}/domains/shop/web/index.html`, 'shop\n');
  await writeAs('webone', `${HOME}/domains/blog/index.html`, 'blog\n');
  await writeAs('webone', `${ROOT}/run.php`, PHP);
  await writeAs('webtwo', `${OTHER_ROOT}/index.html`, 'of another\n');
  await writeAs('webtwo', `${OTHER_ROOT}/private.txt`, 'private\n');
});

afterAll(() => forgetAccounts(USERS));

describe('a site', () => {
  test.each([
    ['webone.example', 'primary\n'],
    ['www.webone.example', 'primary\n'],
    ['anything.webone.example', 'primary\n'],
    ['webone-shop.example.com', 'shop\n'],
    ['blog.webone.example', 'blog\n'],
    ['BLOG.webone.example', 'blog\n'],
    ['webtwo.example', 'of another\n'],
  ])('is served under %s', async (name, body) => {
    expect(await request(name)).toMatchObject({ status: 200, body });
  });

  test('is served over IPv6', async () => {
    const { stdout } = await sandbox.run([
      'curl',
      '--silent',
      '--header',
      'Host: webone.example',
      'http://[::1]/',
    ]);
    expect(stdout).toBe('primary\n');
  });

  test('says nothing of what it runs on', async () => {
    for (const path of ['/', '/none', '/run.php', '/none.php', '/.env']) {
      const { headers, body } = await request('webone.example', path);
      expect(headers.get('server')).toBe('nginx');
      expect(headers.has('x-powered-by')).toBe(false);
      expect(body).not.toMatch(/nginx\/|PHP\/|Debian|\/home\//);
    }
  });
});

describe('on a host that leaves all other names to jopanel', () => {
  const operators = '/etc/nginx/sites-enabled/default';

  beforeAll(async () => {
    await sandbox.run(['mv', operators, '/run/default']);
    await converge();
  });

  afterAll(async () => {
    await sandbox.run(['mv', '/run/default', operators]);
    await converge();
  });

  test.each([
    ['without a name', 'GET / HTTP/1.1\r\n\r\n'],
    ['that is none', 'NONSENSE\r\n\r\n'],
    ['with a name that is none', 'GET / HTTP/1.1\r\nHost: a b\r\n\r\n'],
  ])('a request %s gets no answer that names what it was sent to', async (_, input) => {
    // Sent at once: nginx answers at the first line that is wrong, and a line that came after would reset
    // the connection, with the answer unread. The shell's printf sends line by line.
    const ask = 'exec 3<>/dev/tcp/127.0.0.1/80; cat >&3; timeout 5 cat <&3';
    const { stdout } = await sandbox.run(['bash', '-c', ask], { input });
    expect(stdout).toMatch(/^HTTP\/1.1 400 /);
    expect(stdout).not.toMatch(/nginx\/|Debian/);
  });
});

describe('what is not for visitors', () => {
  test.each([
    '/.env',
    '/.git/config',
    '/.git/run.php',
    '/down/.htpasswd',
    '/.well-known/.secret',
    '/old.php~',
    '/old.phtml',
    '/old.PHP',
    '/old.php5',
    '/old.phar',
    '/old.phps',
  ])('answers 404: %s', async (path) => {
    await writeAs('webone', `${ROOT}${path}`, PHP);
    const { status, body } = await request('webone.example', path);
    expect(status).toBe(404);
    expect(body).not.toContain('secret');
  });

  test('is not what lies in .well-known', async () => {
    await writeAs('webone', `${ROOT}/.well-known/security.txt`, 'write to us\n');
    expect(await request('webone.example', '/.well-known/security.txt')).toMatchObject({ status: 200 });
  });

  test.each([
    '/picture.png/x.php',
    '/picture.png/x.php/y',
    '/../../../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
  ])('is not run or shown by way of %s', async (path) => {
    await writeAs('webone', `${ROOT}/picture.png`, PHP);
    const { status, body } = await request('webone.example', path);
    expect([400, 404]).toContain(status);
    expect(body).not.toMatch(/secret|ran as|root:/);
  });
});

describe('PHP', () => {
  test('runs as the account', async () => {
    const { stdout } = await sandbox.run(['id', '--user', 'webone']);
    expect(await request('webone.example', '/run.php')).toMatchObject({
      status: 200,
      body: `ran as ${stdout.trim()} with 6`,
    });
  });

  test('is never shown as text while it is off, and comes back', async () => {
    const set = async (enabled: boolean) => {
      await editAccount('webone', 'services', (services) => ({
        ...services,
        php: { ...Object(services.php), enabled },
      }));
      await converge();
    };
    await writeAs('webone', `${HOME}/domains/blog/sub/index.php`, PHP);
    await set(false);
    for (const [name, path] of [
      ['webone.example', '/run.php'],
      ['webone.example', '/run.php?x=1'],
      ['blog.webone.example', '/sub/index.php'],
      ['blog.webone.example', '/sub/'],
    ] as const) {
      const { status, body } = await request(name, path);
      expect([403, 404]).toContain(status);
      expect(body).not.toMatch(/secret|ran as/);
    }
    expect(await request('webone.example')).toMatchObject({ status: 200, body: 'primary\n' });
    await set(true);
    expect((await request('blog.webone.example', '/sub/')).body).toMatch(/^ran as/);
  });
});

describe('a link', () => {
  const link = (target: string, name: string) =>
    sandbox.run(['ln', '--symbolic', '--force', '--no-dereference', '--', target, name], { user: 'webone' });

  test.each([
    ['to a file of another account', `${OTHER_ROOT}/private.txt`, '/stolen.txt', '/stolen.txt'],
    ['to a folder of another account', OTHER_ROOT, '/stolen', '/stolen/private.txt'],
    [
      'to the home of another account',
      '/home/webtwo',
      '/home2',
      '/home2/domains/webtwo.example/public_html/private.txt',
    ],
    ['to a file of the system', '/etc/passwd', '/passwd.txt', '/passwd.txt'],
    ['to a folder of the system', '/etc', '/etc', '/etc/passwd'],
  ])('%s leads nowhere', async (_, target, name, path) => {
    await link(target, `${ROOT}${name}`);
    const { status, body } = await request('webone.example', path);
    expect([403, 404]).toContain(status);
    expect(body).not.toMatch(/private|root:/);
  });

  test('in place of a document root leads nowhere', async () => {
    const blog = `${HOME}/domains/blog`;
    await sandbox.run(['mv', blog, `${blog}-away`], { user: 'webone' });
    await link(OTHER_ROOT, blog);
    const { status, body } = await request('blog.webone.example', '/private.txt');
    expect([403, 404]).toContain(status);
    expect(body).not.toContain('private');
    await sandbox.run(['rm', blog], { user: 'webone' });
    await sandbox.run(['mv', `${blog}-away`, blog], { user: 'webone' });
    expect((await request('blog.webone.example')).body).toBe('blog\n');
  });

  test('to a file of its own is followed', async () => {
    await link(`${HOME}/domains/blog/index.html`, `${ROOT}/own.html`);
    expect(await request('webone.example', '/own.html')).toMatchObject({ status: 200, body: 'blog\n' });
  });
});

describe('a challenge of a certificate authority', () => {
  const CHALLENGE = '/.well-known/acme-challenge/token';

  beforeAll(() => sandbox.writeFile(`/var/lib/jopanel/acme${CHALLENGE}`, 'answer'));

  test('is answered from the place that is root’s, under every name', async () => {
    await writeAs('webone', `${ROOT}${CHALLENGE}`, 'of the account');
    await writeAs('webone', `${ROOT}/.well-known/acme-challenge/own`, 'of the account');
    for (const name of [
      'webone.example',
      'other.webone.example',
      'webone-shop.example.com',
      'blog.webone.example',
    ]) {
      expect(await request(name, CHALLENGE)).toMatchObject({ status: 200, body: 'answer' });
    }
    expect((await request('webone.example', '/.well-known/acme-challenge/own')).status).toBe(404);
  });

  test('opens nothing else of that place', async () => {
    await sandbox.run(['stat', '/var/lib/jopanel/journal.db']);
    for (const file of ['/var/lib/jopanel/journal.db', '/var/lib/jopanel/traffic.db']) {
      expect((await sandbox.run(['cat', file], { user: 'webone', allowFailure: true })).exitCode).toBe(1);
    }
    expect(
      (await request('webone.example', '/.well-known/acme-challenge/../../../journal.db')).status,
    ).not.toBe(200);
  });

  test('is answered while the account is suspended, and nothing else is', async () => {
    const set = (status: string) => editAccount('webone', 'account', (account) => ({ ...account, status }));
    await set('suspended');
    await converge();
    for (const name of ['webone.example', 'blog.webone.example', 'webone-shop.example.com']) {
      for (const path of [
        '/',
        '/index.html',
        '/run.php',
        '/none',
        '/.env',
        '/.well-known/acme-challenge/none',
      ]) {
        expect([name, path, (await request(name, path)).status]).toEqual([name, path, 503]);
      }
      expect(await request(name, CHALLENGE)).toMatchObject({ status: 200, body: 'answer' });
    }
    expect((await request('webone.example')).body).not.toMatch(/nginx\//);
    expect(await request('webtwo.example')).toMatchObject({ status: 200 });
    await set('active');
    await converge();
    expect((await request('blog.webone.example')).body).toBe('blog\n');
    expect((await request('webone.example', '/run.php')).body).toMatch(/^ran as/);
  });
});

describe("the host's own copy", () => {
  const VHOST = '/etc/nginx/jopanel/webone.conf';

  test.each([
    ['is changed', ['sed', '--in-place', 's/webone.example/stolen.example/', VHOST]],
    ['is gone', ['rm', VHOST]],
    ['has another mode', ['chmod', '0644', VHOST]],
  ])('is put right when it %s', async (_, damage) => {
    await sandbox.run(damage);
    await sandbox.run(['nginx', '-s', 'reload']);
    await converge();
    expect(await request('webone.example')).toMatchObject({ status: 200, body: 'primary\n' });
    expect((await request('stolen.example')).body).not.toBe('primary\n');
    expect((await sandbox.run(['stat', '--format=%a %U:%G', VHOST])).stdout).toBe('600 root:root\n');
  });

  test('is left alone, and its account too, when jopanel did not make it', async () => {
    await dropAccount('webtwo', { account: { package: 'other' } });
    await sandbox.run(['mv', '/etc/nginx/jopanel/webtwo.conf', '/root/webtwo.conf']);
    await sandbox.run(['ln', '--symbolic', '/root/webtwo.conf', '/etc/nginx/jopanel/webtwo.conf']);
    expect(await converge(1)).toContain('/etc/nginx/jopanel/webtwo.conf is a symbolic link; move it away');
    await sandbox.run(['rm', '/etc/nginx/jopanel/webtwo.conf']);
    await converge();
    expect(await request('webtwo.example')).toMatchObject({ status: 200, body: 'of another\n' });
  });
});

test.each(['nginx'])(
  '%s may open as many files as a thousand accounts need, and after a restart too',
  async (unit) => {
    const limits = async () => {
      const { stdout } = await sandbox.run(['systemctl', 'show', '--property=MainPID', '--value', unit]);
      const found = /Max open files\s+(\d+)\s+(\d+)/.exec(
        await sandbox.readFile(`/proc/${stdout.trim()}/limits`),
      );
      return { soft: Number(found?.[1]), hard: Number(found?.[2]) };
    };
    for (const restart of [false, true]) {
      if (restart) await sandbox.run(['systemctl', 'restart', unit]);
      const { soft, hard } = await limits();
      expect(soft).toBe(hard);
      expect(soft).toBeGreaterThan(4096);
    }
  },
);
