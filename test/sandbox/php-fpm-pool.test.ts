// PHP as visitors and neighbours meet it: who runs it, what it reaches, and how it moves between versions.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { converge } from './converge.ts';
import { forgetAccounts } from './forget-accounts.ts';
import { dropAccount, editAccount, sandbox } from './harness.ts';
import { reloadPhpFpm } from './reload-php-fpm.ts';
import { resourceState } from './resource-state.ts';
import { installSecondPhp, removeSecondPhp, SECOND } from './second-php.ts';
import { writeAs } from './web.ts';

const USERS = ['phpone', 'phptwo'];
const rootOf = (user: string) => `/home/${user}/domains/${user}.example/public_html`;

/** Runs what it is sent, as the account's own PHP would run whatever the account writes. */
const RUN = '<?php $say = fn ($value) => print(json_encode($value)); eval(file_get_contents("php://input"));';

beforeAll(async () => {
  await installSecondPhp();
  for (const username of USERS) {
    await dropAccount(username, { limits: { memory_limit_mb: 256 } });
  }
  await converge();
  for (const username of USERS) await writeAs(username, `${rootOf(username)}/run.php`, RUN);
});

afterAll(async () => {
  await removeSecondPhp();
  await forgetAccounts(USERS);
});

/** What the account's PHP says to a piece of code. */
async function php(user: string, code: string): Promise<unknown> {
  const { stdout } = await sandbox.run([
    ...['curl', '--silent', '--max-time', '60', '--header', `Host: ${user}.example`],
    ...['--data-raw', code, 'http://127.0.0.1/run.php'],
  ]);
  try {
    return JSON.parse(stdout);
  } catch {
    return stdout;
  }
}

async function setPhp(user: string, change: object, expected = 0): Promise<string> {
  await editAccount(user, 'services', (services) => ({
    ...services,
    php: { ...Object(services.php), ...change },
  }));
  return converge(expected);
}

const socketOf = (user: string) => `/run/php/jopanel-${user}.sock`;
const mainPids = async () =>
  (await sandbox.run(['systemctl', 'show', '--property=MainPID', 'php8.2-fpm', `php${SECOND}-fpm`])).stdout;

describe('the PHP of an account', () => {
  test('runs as its user, within its limits, with folders of its own', async () => {
    const { stdout } = await sandbox.run(['id', '--user', 'phpone']);
    const uid = Number(stdout);
    const said = await php(
      'phpone',
      `$say([posix_geteuid(), ini_get('memory_limit'), ini_get('open_basedir'), session_save_path(), sys_get_temp_dir(),
        ini_get('upload_tmp_dir'), ini_set('open_basedir', '/'), ini_set('memory_limit', '1G')]);`,
    );
    const home = '/home/phpone';
    expect(said).toEqual([
      uid,
      '128M',
      `${home}:/tmp`,
      `${home}/tmp/sessions`,
      `${home}/tmp`,
      `${home}/tmp/uploads`,
      false,
      false,
    ]);
  });

  test('keeps sessions and uploads in the home', async () => {
    expect(await php('phpone', `session_start(); $_SESSION['a'] = 1; $say(session_id());`)).toMatch(/^\w+$/);
    const { stdout } = await sandbox.run([
      'find',
      '/home/phpone/tmp/sessions',
      '-name',
      'sess_*',
      '-printf',
      '%u %m\n',
    ]);
    expect(stdout).toBe('phpone 600\n');
  });

  test('is not run from more processes than its memory allows', async () => {
    // Two children of 128 MB: a third request waits for one of them.
    const began = performance.now();
    await Promise.all([1, 2, 3].map(() => php('phpone', 'usleep(700000); $say(1);')));
    expect(performance.now() - began).toBeGreaterThan(1400);
  });

  test('does not answer anybody but nginx', async () => {
    const { stdout } = await sandbox.run(['stat', '--format=%a %U:%G', socketOf('phpone')]);
    expect(stdout).toBe('660 www-data:www-data\n');
    expect(
      await php(
        'phptwo',
        `$say(@stream_socket_client('unix://${socketOf('phpone')}', $no, $why) ? 'open' : $why);`,
      ),
    ).toBe('Permission denied');
    const direct = [
      'php',
      '-r',
      `echo @stream_socket_client('unix://${socketOf('phpone')}', $no, $why) ? 'open' : $why;`,
    ];
    expect((await sandbox.run(direct, { user: 'phptwo' })).stdout).toBe('Permission denied');
  });

  test.each([
    `${rootOf('phpone')}/secret.php`,
    '/home/phpone',
    '/etc/passwd',
    '/etc/php/8.2/fpm/pool.d/jopanel-phpone.conf',
    '/var/lib/jopanel/journal.db',
    '/var/log/jopanel/sites/phpone/access.log',
  ])('of another account cannot read %s', async (path) => {
    await writeAs('phpone', `${rootOf('phpone')}/secret.php`, '<?php return "secret";');
    expect(
      await php(
        'phptwo',
        `$say([@file_get_contents('${path}'), @scandir('${path}'), @fopen('${path}', 'a')]);`,
      ),
    ).toEqual([false, false, false]);
    const copy = `/home/phptwo/link`;
    expect(await php('phptwo', `@symlink('${path}', '${copy}'); $say(@file_get_contents('${copy}'));`)).toBe(
      false,
    );
  });

  test('shares no compiled script with another account, and no look at what is compiled', async () => {
    // Run by its owner, so that the shared memory holds it.
    expect(await php('phpone', `$say(include '${rootOf('phpone')}/secret.php');`)).toBe('secret');
    expect(await php('phpone', `$say(include '${rootOf('phpone')}/secret.php');`)).toBe('secret');
    expect(await php('phptwo', `$say(@include '${rootOf('phpone')}/secret.php');`)).toBe(false);
    expect(await php('phptwo', '$say([@opcache_get_status(), @opcache_reset()]);')).toEqual([false, false]);
  });
});

describe('another PHP version', () => {
  test('that is not installed is said with those that are, and what runs goes on', async () => {
    await setPhp('phpone', { version: '7.4' }, 1);
    expect(await resourceState('phpone', 'php-fpm-pool')).toMatchObject({
      message: expect.stringContaining(
        `PHP 7.4 is not installed (installed: 8.2, ${SECOND}); run: apt install php7.4-fpm`,
      ),
    });
    expect(await php('phpone', '$say(1);')).toBe(1);
    await setPhp('phpone', { version: '8.2' });
  });

  test('takes over without a failed request, and neither FPM ends', async () => {
    const pids = await mainPids();
    for (const version of [SECOND, '8.2']) {
      const statuses = await whileRequesting(() => setPhp('phpone', { version }));
      expect(statuses.get('200')).toBeGreaterThan(20);
      expect([...statuses.keys()]).toEqual(['200']);
      expect(await runningVersion()).toBe(version);
      expect(await mainPids()).toBe(pids);
    }
    const { stdout } = await sandbox.run(['stat', '--format=%a %U:%G', socketOf('phpone')]);
    expect(stdout).toBe('660 www-data:www-data\n');
    expect((await sandbox.run(['bash', '-c', 'ls /run/php | grep jopanel-phpone'])).stdout).toBe(
      'jopanel-phpone.sock\n',
    );
  });

  test('takes over also when the way there was cut short', async () => {
    // As after a crash when the new pool had arrived and nginx had not heard of it.
    const pool = (version: string) => `/etc/php/${version}/fpm/pool.d/jopanel-phpone.conf`;
    const arrived = (await sandbox.readFile(pool('8.2'))).replace('phpone.sock', `phpone-${SECOND}.sock`);
    await sandbox.writeFile(pool(SECOND), arrived);
    await reloadPhpFpm(SECOND);
    const statuses = await whileRequesting(() => setPhp('phpone', { version: SECOND }));
    expect([...statuses.keys()]).toEqual(['200']);
    expect(await runningVersion()).toBe(SECOND);
  });

  test('keeps running when its last account leaves', async () => {
    const pids = await mainPids();
    await sandbox.run(['rm', '--force', `/etc/php/${SECOND}/fpm/pool.d/www.conf`]);
    await setPhp('phpone', { version: '8.2' });
    expect((await sandbox.run(['bash', '-c', `ls /etc/php/${SECOND}/fpm/pool.d`])).stdout).toBe(
      'jopanel.conf\n',
    );
    expect(await mainPids()).toBe(pids);
    expect((await sandbox.run(['systemctl', 'is-active', `php${SECOND}-fpm`])).stdout).toBe('active\n');
    // It would not start without any pool.
    await sandbox.run(['systemctl', 'restart', `php${SECOND}-fpm`]);
    expect(await runningVersion()).toBe('8.2');
  });

  test('is not told to listen where another process does', async () => {
    const taken = 'jopanel-phptwo.sock';
    await setPhp('phptwo', { enabled: false });
    const holder = sandbox.spawn([
      'php',
      '-r',
      `$s = stream_socket_server('unix:///run/php/${taken}'); echo 'ready'; sleep(60);`,
    ]);
    await sandbox.waitFor('the socket', async () =>
      (await sandbox.run(['ls', '/run/php'])).stdout.includes(taken),
    );
    const log = await setPhp('phptwo', { enabled: true }, 1);
    expect(log).toContain(`another process listens on /run/php/${taken}`);
    expect((await sandbox.run(['systemctl', 'is-active', 'php8.2-fpm'])).stdout).toBe('active\n');
    holder.kill();
    await holder.ended;
    await converge();
    expect(await php('phptwo', '$say(1);')).toBe(1);
  });
});

test('a request that runs is finished when the pools are loaded anew', async () => {
  const [began, go] = ['/home/phpone/tmp/began', '/home/phpone/tmp/go'];
  const reloads = async () =>
    Number(
      (await sandbox.run(['grep', '--count', 'Reloading in progress', '/var/log/php8.2-fpm.log'])).stdout,
    );
  const before = await reloads();
  const slow = php(
    'phpone',
    `touch('${began}'); while (!file_exists('${go}')) { usleep(20000); clearstatcache(); } $say('finished');`,
  );
  await sandbox.waitFor('the request to run', async () => {
    return (await sandbox.run(['test', '-e', began], { allowFailure: true })).exitCode === 0;
  });
  const applied = setPhp('phptwo', { open_basedir: ['/home/phptwo', '/tmp', '/usr/share/php'] });
  await sandbox.waitFor('the reload', async () => (await reloads()) > before, 30_000);
  await sandbox.run(['touch', go]);
  expect(await slow).toBe('finished');
  await applied;
});

test('a pool that a hand has removed or changed is put right', async () => {
  const pool = '/etc/php/8.2/fpm/pool.d/jopanel-phptwo.conf';
  const damages = [
    ['rm', pool],
    ['sed', '--in-place', 's/^user = .*/user = root/', pool],
    // Without its header it still is what the journal says was made here.
    ['sed', '--in-place', '1d', pool],
  ];
  for (const damage of damages) {
    await sandbox.run(damage);
    await converge();
    expect(await php('phptwo', '$say(posix_getpwuid(posix_geteuid())["name"]);')).toBe('phptwo');
    expect(await sandbox.readFile(pool)).toMatch(/^; Made by jopaneld [\s\S]*\nuser = phptwo\n/);
  }
});

async function runningVersion(): Promise<string | undefined> {
  const { stdout } = await sandbox.run(['bash', '-c', 'cd /etc/php; ls */fpm/pool.d/jopanel-phpone.conf']);
  const [version, ...more] = stdout
    .trim()
    .split('\n')
    .map((path) => path.split('/')[0]);
  return more.length === 0 && (await php('phpone', '$say(1);')) === 1 ? version : undefined;
}

/** How often each status was answered by PHP from before `work` was begun until after it was done. */
async function whileRequesting(work: () => Promise<unknown>): Promise<Map<string, number>> {
  const loop = sandbox.spawn([
    'bash',
    '-c',
    `while [[ ! -e /run/stop-asking ]]; do
       curl --silent --output /dev/null --write-out '%{http_code}\\n' --header 'Host: phpone.example' --data '$say(1);' http://127.0.0.1/run.php; sleep 0.01
     done`,
  ]);
  let answered = 0;
  loop.stdout.on('data', () => {
    answered += 1;
  });
  const oneMore = (seen = answered) => sandbox.waitFor('an answer', () => answered > seen);
  try {
    await oneMore();
    await work();
    await oneMore();
  } finally {
    await sandbox.run(['touch', '/run/stop-asking']);
  }
  const { stdout } = await loop.ended;
  await sandbox.run(['rm', '/run/stop-asking']);
  const statuses = new Map<string, number>();
  for (const status of stdout.trim().split('\n')) statuses.set(status, (statuses.get(status) ?? 0) + 1);
  return statuses;
}
