// The activator alone, with real PHP-FPMs and nginx in front: no request is lost, whatever happens to it.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { PHP } from './account-set.ts';
import { sandbox } from './harness.ts';
import { poolOf, poolSocket, removeOrder, takeUp, writeOrder } from './php-orders.ts';
import { reinstallPackage } from './reinstall-package.ts';
import { installSecondPhp, removeSecondPhp, SECOND } from './second-php.ts';
import { statusesWhile } from './statuses-while.ts';

const USERS = [
  { username: 'acta', uid: 40601 },
  { username: 'actb', uid: 40602 },
] as const;
const [A, B] = USERS;

const SCRIPT = `<?php
  if (isset($_GET['began'])) touch($_GET['began']);
  while (isset($_GET['until']) && !file_exists($_GET['until'])) { usleep(20000); clearstatcache(); }
  echo json_encode([posix_geteuid(), getenv('MARKER'), file_get_contents('/proc/self/cgroup')]);`;

function vhost(username: string): string {
  return `upstream t-${username} { server unix:${poolSocket(username)} max_fails=0; server unix:/run/jopanel-php.sock max_fails=0 backup; }
    server { listen 80; server_name ${username}.test; location / {
      fastcgi_pass t-${username}; fastcgi_next_upstream error; fastcgi_read_timeout 300s;
      fastcgi_param SCRIPT_FILENAME /home/${username}/t.php; fastcgi_param QUERY_STRING $query_string;
      fastcgi_param REQUEST_METHOD $request_method; fastcgi_param JOPANEL_PHP_POOL jopanel-${username}; } }\n`;
}

beforeAll(async () => {
  await installSecondPhp();
  for (const { username, uid } of USERS) {
    await sandbox.run(['useradd', '--uid', String(uid), '--create-home', username]);
    await sandbox.writeFile(`/home/${username}/t.php`, SCRIPT);
    await sandbox.run(['chmod', '755', `/home/${username}`]);
    await sandbox.writeFile(`/etc/nginx/conf.d/t-${username}.conf`, vhost(username));
    await writeOrder({ username, uid });
  }
  await sandbox.run(['systemctl', 'reload', 'nginx']);
  await sandbox.run(['systemctl', 'start', 'jopanel-php']);
});

afterEach(async () => {
  for (const user of USERS) await writeOrder(user);
  await takeUp('acta', 'actb');
});

afterAll(async () => {
  for (const { username } of USERS) await removeOrder(username);
  await takeUp('acta', 'actb');
  await sandbox.run(['systemctl', 'stop', 'jopanel-php', 'jopanel-php.socket']);
  for (const { username } of USERS) {
    await sandbox.run(['rm', `/etc/nginx/conf.d/t-${username}.conf`]);
    await sandbox.run(['userdel', '--remove', username], { allowFailure: true });
  }
  await sandbox.run(['systemctl', 'reload', 'nginx']);
  await removeSecondPhp();
});

async function ask(username: string, query = ''): Promise<{ status: string; body: unknown[] }> {
  const { stdout } = await sandbox.run([
    ...['curl', '--silent', '--max-time', '120', '--write-out', '\n%{http_code}'],
    ...['--header', `Host: ${username}.test`, `http://127.0.0.1/?${query}`],
  ]);
  const end = stdout.lastIndexOf('\n');
  const status = stdout.slice(end + 1);
  return { status, body: status === '200' ? JSON.parse(stdout.slice(0, end)) : [] };
}

async function units(username: string): Promise<string[]> {
  const argv = ['systemctl', 'list-units', '--plain', '--no-legend', `jopanel-php-${username}-*.service`];
  return (await sandbox.run(argv)).stdout.split('\n').flatMap((line) => line.split(' ')[0] || []);
}

/** Runs a request that goes on until `finish`. */
async function longRequest(username: string) {
  const [began, until] = [`/home/${username}/began`, `/home/${username}/until`];
  await sandbox.run(['rm', '--force', began, until]);
  const answer = ask(username, `began=${began}&until=${until}`);
  await sandbox.waitFor('the request to run', async () => {
    return (await sandbox.run(['test', '-e', began], { allowFailure: true })).exitCode === 0;
  });
  return {
    async finish() {
      await sandbox.run(['touch', until]);
      return answer;
    },
  };
}

async function untilAsleep(username: string): Promise<void> {
  await sandbox.waitFor(
    'the account to sleep',
    async () => {
      const pool = await poolOf(username);
      return pool?.state === 'asleep' && pool.draining === 0 && (await units(username)).length === 0;
    },
    60_000,
  );
}

describe('an account that sleeps', () => {
  test('is woken by its first request, as its own user and in its own slice', async () => {
    const { status, body } = await ask('acta');
    expect(status).toBe('200');
    expect(body[0]).toBe(A.uid);
    expect(body[2]).toContain(`/user.slice/user-${A.uid}.slice/jopanel-php-acta-${PHP}-`);
    expect(await poolOf('acta')).toMatchObject({ state: 'awake', is_current: true, why: '' });
    const { stdout } = await sandbox.run(['stat', '--format=%a %U:%G', poolSocket('acta')]);
    expect(stdout).toBe('660 www-data:www-data\n');
  });

  test('goes to sleep again, and no request is lost on either way', async () => {
    await writeOrder({ ...A, idleMinutes: 0.001 });
    await takeUp('acta');
    const statuses = await statusesWhile(
      'acta.test',
      '/',
      async () => {
        for (let turn = 0; turn < 2; turn += 1) {
          await sandbox.waitFor(
            'it to sleep',
            async () => (await poolOf('acta'))?.state === 'asleep',
            60_000,
          );
          await sandbox.waitFor('it to wake', async () => (await poolOf('acta'))?.state === 'awake', 60_000);
        }
      },
      4,
    );
    expect([...statuses.keys()]).toEqual(['200']);
    await untilAsleep('acta');
  });

  test('is not woken by an order', async () => {
    await writeOrder({ ...B, marker: 'quiet' });
    expect(await takeUp('actb')).toMatchObject([{ state: 'asleep', is_current: true }]);
    expect(await units('actb')).toEqual([]);
  });
});

describe('an edit', () => {
  test('of an account starts a new FPM, and the running request ends in the old one', async () => {
    await ask('actb');
    const other = await units('actb');
    const long = await longRequest('acta');
    await sandbox.waitFor('it to count', async () => (await poolOf('acta'))?.busy === 1);
    await writeOrder({ ...A, marker: 'after' });
    expect(await takeUp('acta')).toMatchObject([{ state: 'awake', is_current: true, draining: 1 }]);
    expect((await ask('acta')).body[1]).toBe('after');
    expect((await long.finish()).body[1]).toBe('none');
    await sandbox.waitFor('the old one to end', async () => (await units('acta')).length === 1, 60_000);
    expect(await units('actb')).toEqual(other);
  });

  test('of the version is another program, and no request is lost', async () => {
    await ask('acta');
    const statuses = await statusesWhile('acta.test', '/', async () => {
      for (const version of [SECOND, PHP, SECOND]) {
        await writeOrder({ ...A, version });
        expect(await takeUp('acta')).toMatchObject([{ state: 'awake', is_current: true }]);
      }
    });
    expect([...statuses.keys()]).toEqual(['200']);
    expect(await units('acta')).toContainEqual(expect.stringContaining(`-acta-${SECOND}-`));
  });

  test('that takes PHP away ends a request that runs, and what is being started', async () => {
    const long = await longRequest('acta');
    await removeOrder('acta');
    expect(await takeUp('acta')).toEqual([]);
    expect((await long.finish()).status).toBe('502');
    expect(await units('acta')).toEqual([]);
    expect((await sandbox.run(['ls', '/run/php'])).stdout).not.toContain('acta');
    expect((await ask('acta')).status).toBe('502');
  });

  test('to what does not start leaves the old FPM in place, and says why', async () => {
    await ask('acta');
    await writeOrder({ ...A, config: ['[global]', 'no_such_thing = 1'] });
    const [pool] = await takeUp('acta');
    expect(pool).toMatchObject({ state: 'awake', is_current: false });
    expect(pool?.why).toContain('no_such_thing');
    expect((await ask('acta')).status).toBe('200');
  });
});

describe('an FPM that does not start', () => {
  test('is refused and tried again later and later, and no other account notices', async () => {
    await removeOrder('actb');
    await takeUp('actb');
    await writeOrder({ ...B, config: ['[global]', 'no_such_thing = 1'] });
    await takeUp('actb');
    expect((await ask('actb')).status).toBe('502');
    const pool = await poolOf('actb');
    expect(pool).toMatchObject({ state: 'failed' });
    expect(pool?.why).toContain('no_such_thing');
    expect((await ask('acta')).status).toBe('200');
    await writeOrder(B);
    await takeUp('actb');
    expect((await ask('actb')).status).toBe('200');
  });

  test('because it ends at once, or for want of disk, is said and comes up once that is over', async () => {
    await removeOrder('actb');
    await takeUp('actb');
    await writeOrder({ ...B, ini: ['opcache.enable=1', 'opcache.preload=/nowhere.php'] });
    await takeUp('actb');
    expect((await ask('actb')).status).toBe('502');
    expect(await poolOf('actb')).toMatchObject({ state: 'failed', why: expect.stringMatching(/./) });
    await removeOrder('actb');
    await takeUp('actb');

    const folder = '/run/jopanel/php/config';
    await sandbox.run(['mount', '-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', folder]);
    try {
      await sandbox.run(['bash', '-c', `yes | head --bytes=4096 >${folder}/full`]);
      await writeOrder({ ...B, marker: 'disk' });
      await takeUp('actb');
      expect((await ask('actb')).status).toBe('502');
      expect(await poolOf('actb')).toMatchObject({ state: 'failed', why: expect.stringContaining('ENOSPC') });
      expect((await ask('acta')).status).toBe('200');
    } finally {
      await sandbox.run(['umount', folder]);
    }
    await writeOrder({ ...B, marker: 'room again' });
    await takeUp('actb');
    expect((await ask('actb')).status).toBe('200');
  });

  test('because it hangs holds up no other account, and ends with its order', async () => {
    const script = '/home/actb/hang.php';
    await sandbox.writeFile(script, '<?php touch("/home/actb/hangs"); sleep(600);');
    await removeOrder('actb');
    await takeUp('actb');
    const preload = ['opcache.enable=1', `opcache.preload=${script}`];
    await writeOrder({ ...B, ini: preload });
    await takeUp('actb');
    const answer = ask('actb');
    await sandbox.waitFor('it to hang', async () => {
      const { exitCode } = await sandbox.run(['test', '-e', '/home/actb/hangs'], { allowFailure: true });
      return exitCode === 0;
    });
    await writeOrder({ ...A, marker: 'meanwhile' });
    expect(await takeUp('acta')).toMatchObject([{ is_current: true }]);
    expect((await ask('acta')).body[1]).toBe('meanwhile');
    await removeOrder('actb');
    expect(await takeUp('actb')).toEqual([]);
    expect((await answer).status).toBe('502');
    expect(await units('actb')).toEqual([]);
  });

  test('with an extension that is not there starts without it', async () => {
    const broken = `/etc/php/${PHP}/fpm/conf.d/99-broken.ini`;
    await sandbox.writeFile(broken, 'extension=no-such-extension\n');
    await removeOrder('actb');
    await takeUp('actb');
    await writeOrder(B);
    await takeUp('actb');
    expect((await ask('actb')).status).toBe('200');
    await sandbox.run(['rm', broken]);
  });

  test('because another program has its socket is said, and that program is left alone', async () => {
    await removeOrder('actb');
    await takeUp('actb');
    const holder = sandbox.spawn([
      ...['php', '-r'],
      `$s = stream_socket_server('unix://${poolSocket('actb')}'); echo 'ready'; sleep(600);`,
    ]);
    await sandbox.waitFor('the socket', async () =>
      (await sandbox.run(['ls', '/run/php'])).stdout.includes('actb'),
    );
    await writeOrder(B);
    expect(await takeUp('actb')).toMatchObject([{ state: 'refused' }]);
    holder.kill();
    await holder.ended;
    expect(await takeUp('actb')).toMatchObject([{ state: 'asleep' }]);
    expect((await ask('actb')).status).toBe('200');
  });
});

describe('the end of the activator', () => {
  test.each(['kill', 'restart'])(
    'by %s leaves what is awake alone, and what sleeps waits for it',
    async (how) => {
      await ask('acta');
      await removeOrder('actb');
      await takeUp('actb');
      await writeOrder(B);
      await takeUp('actb');
      const before = await units('acta');
      const long = await longRequest('acta');
      const end =
        how === 'kill'
          ? ['systemctl', 'kill', '--signal=KILL', 'jopanel-php.service']
          : ['systemctl', 'restart', 'jopanel-php'];
      const ended = sandbox.run(end);
      const answers = await Promise.all(['acta', 'actb', 'actb', 'actb'].map((username) => ask(username)));
      expect(answers.map(({ status }) => status)).toEqual(['200', '200', '200', '200']);
      await ended;
      expect((await long.finish()).status).toBe('200');
      expect(await units('acta')).toEqual(before);
      expect(await poolOf('acta')).toMatchObject({ state: 'awake', is_current: true });
    },
  );

  test('at any moment of a start loses no request', async () => {
    for (const step of ['request', 'config', 'socket', 'unit']) {
      await removeOrder('actb');
      await takeUp('actb');
      await writeOrder({ ...B, marker: step });
      await takeUp('actb');
      // Each is there a little later than the one before.
      const isThere = {
        request: 'true',
        config: 'compgen -G "/run/jopanel/php/config/*actb*"',
        socket: 'compgen -G "/run/jopanel/php/awake/*actb*"',
        unit: 'systemctl list-units --plain --no-legend "jopanel-php-actb-*.service" | grep -q .',
      }[step];
      const kill = `until ${isThere} >/dev/null; do :; done; systemctl kill --signal=KILL jopanel-php.service`;
      const [{ status, body }] = await Promise.all([ask('actb'), sandbox.run(['bash', '-c', kill])]);
      expect({ step, status, marker: body[1] }).toEqual({ step, status: '200', marker: step });
    }
  });

  test('does not matter to a name that was taken away', async () => {
    await ask('acta');
    await sandbox.run(['rm', poolSocket('acta')]);
    expect((await ask('acta')).status).toBe('200');
    await sandbox.waitFor('the name', async () =>
      (await sandbox.run(['ls', '/run/php'])).stdout.includes('acta'),
    );
  });
});

test("an upgrade of Debian's PHP replaces each FPM that is awake, and no request is lost", async () => {
  await ask('acta');
  await ask('actb');
  const before = [...(await units('acta')), ...(await units('actb'))];
  const long = await longRequest('actb');
  const statuses = await statusesWhile('acta.test', '/', async () => {
    await reinstallPackage(`php${PHP}-fpm`);
    for (const { username } of USERS) {
      await sandbox.waitFor(
        `another FPM of ${username}`,
        async () => (await units(username)).some((unit) => !before.includes(unit)),
        120_000,
      );
    }
  });
  expect([...statuses.keys()]).toEqual(['200']);
  expect((await long.finish()).status).toBe('200');
  expect((await ask('actb')).status).toBe('200');
});

test('an FPM that is killed is replaced, and what waited for it is answered', async () => {
  await ask('acta');
  for (let time = 0; time < 6; time += 1) {
    await sandbox.run(['pkill', '-KILL', '--uid', String(A.uid)], { allowFailure: true });
    expect((await ask('acta')).status).toMatch(/^(200|502)$/);
  }
  await sandbox.waitFor('PHP again', async () => (await ask('acta')).status === '200', 60_000);
});
