// PHP as visitors and neighbours meet it: who runs it, what it reaches, and how it moves between versions.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PHP } from './account-set.ts';
import { converge } from './converge.ts';
import { dropSleepers, firstAnswers } from './first-requests.ts';
import { forgetAccounts } from './forget-accounts.ts';
import { dropAccount, editAccount, request, sandbox } from './harness.ts';
import { resourceState } from './resource-state.ts';
import { installSecondPhp, removeSecondPhp, SECOND } from './second-php.ts';
import { statusesWhile } from './statuses-while.ts';
import { writeAs } from './web.ts';

const USERS = ['phpone', 'phptwo'];
/** Their PHP sleeps until the last test. */
let asleep: readonly string[] = [];
/** Created by a test. */
const LATER = 'phpthree';
const rootOf = (user: string) => `/home/${user}/domains/${user}.example/public_html`;

/** Runs what it is sent, as the account's own PHP would run whatever the account writes. */
const RUN = '<?php $say = fn ($value) => print(json_encode($value)); eval(file_get_contents("php://input"));';

beforeAll(async () => {
  await installSecondPhp();
  for (const username of USERS) {
    await dropAccount(username, { limits: { memory_limit_mb: 256 } });
  }
  asleep = await dropSleepers(40);
  await converge();
  for (const username of USERS) await writeAs(username, `${rootOf(username)}/run.php`, RUN);
});

afterAll(async () => {
  await removeSecondPhp();
  await forgetAccounts([...USERS, LATER, ...asleep]);
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

/** The units of the PHP-FPMs that run for an account. */
async function fpms(user: string): Promise<string[]> {
  const argv = ['systemctl', 'list-units', '--plain', '--no-legend', `jopanel-php-${user}-*.service`];
  return (await sandbox.run(argv)).stdout.split('\n').flatMap((line) => line.split(' ')[0] || []);
}

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

  test('runs in no more processes than its memory allows: of three requests at once, two at a time', async () => {
    const turns = '/home/phpone/tmp/turns';
    const note = (letter: string) => `file_put_contents('${turns}', '${letter}', FILE_APPEND | LOCK_EX);`;
    // The first waits for the second; then both leave the third, if it may run too, the time to begin.
    const wait = `while (substr_count(file_get_contents('${turns}'), 'b') < 2) usleep(10000); usleep(700000);`;
    await Promise.all([1, 2, 3].map(() => php('phpone', `${note('b')} ${wait} ${note('e')} $say(1);`)));
    const { stdout } = await sandbox.run(['cat', turns]);
    expect(stdout).toMatch(/^bbe(?:be|eb)e$/);
  });

  test('answers nginx alone', async () => {
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
    '/var/lib/jopanel/php/phpone.json',
    '/run/jopanel/php/control.sock',
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
        `PHP 7.4 is not installed: set services.php.version to ${PHP} or ${SECOND}, or install php7.4-fpm`,
      ),
    });
    expect(await php('phpone', '$say(1);')).toBe(1);
    await setPhp('phpone', { version: PHP });
  });

  test('takes over without a failed request, and touches no other account', async () => {
    expect(await php('phptwo', '$say(1);')).toBe(1);
    const others = await fpms('phptwo');
    for (const version of [SECOND, PHP]) {
      const statuses = await statusesWhile('phpone.example', '/run.php', () => setPhp('phpone', { version }));
      expect(statuses.get('200')).toBeGreaterThan(5);
      expect([...statuses.keys()]).toEqual(['200']);
      expect(await fpms('phpone')).toContainEqual(expect.stringContaining(`-phpone-${version}-`));
      expect(await fpms('phptwo')).toEqual(others);
    }
    const { stdout } = await sandbox.run(['stat', '--format=%a %U:%G', socketOf('phpone')]);
    expect(stdout).toBe('660 www-data:www-data\n');
  });

  test('does not listen where another process does', async () => {
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
    expect(log).toContain(`another program listens on /run/php/${taken}`);
    holder.kill();
    await holder.ended;
    await converge();
    expect(await php('phptwo', '$say(1);')).toBe(1);
  });
});

test('a request that runs is finished when the settings of its PHP change, and no other account is touched', async () => {
  const [began, go] = ['/home/phpone/tmp/began', '/home/phpone/tmp/go'];
  await sandbox.run(['rm', '--force', began, go]);
  expect(await php('phptwo', '$say(1);')).toBe(1);
  const others = await fpms('phptwo');
  const slow = php(
    'phpone',
    `touch('${began}'); while (!file_exists('${go}')) { usleep(20000); clearstatcache(); } $say(ini_get('max_input_vars'));`,
  );
  await sandbox.waitFor('the request to run', async () => {
    return (await sandbox.run(['test', '-e', began], { allowFailure: true })).exitCode === 0;
  });
  await setPhp('phpone', { settings: { max_input_vars: 1234 } });
  expect(await php('phpone', `$say(ini_get('max_input_vars'));`)).toBe('1234');
  await sandbox.run(['touch', go]);
  expect(await slow).toBe('1000');
  expect(await fpms('phptwo')).toEqual(others);
  await setPhp('phpone', { settings: {} });
});

test('settings are in force by the answers of PHP itself and of nginx', async () => {
  const settings = {
    memory_limit: '64M',
    upload_max_filesize: '70M',
    max_execution_time: 400,
    'date.timezone': 'Europe/Berlin',
    display_errors: true,
    error_reporting: 'E_ALL & ~E_DEPRECATED',
    'opcache.memory_consumption': 24,
    'zend.assertions': 1,
    environment: { PLAIN: 'a b', QUOTED: `it's "x" \\ ; $HOME # =`, UMLAUT: 'ü' },
  };
  await setPhp('phpone', { settings });
  const names = Object.keys(settings).filter((name) => name !== 'environment');
  const code = `$say([array_map('ini_get', json_decode('${JSON.stringify(names)}')), getenv('PLAIN'), getenv('QUOTED'), getenv('UMLAUT')]);`;
  expect(await php('phpone', code)).toEqual([
    ['64M', '70M', '400', 'Europe/Berlin', '1', String(32767 & ~8192), '24', '1'],
    'a b',
    settings.environment.QUOTED,
    'ü',
  ]);
  const vhost = await sandbox.readFile('/etc/nginx/jopanel/phpone.conf');
  expect(vhost).toContain('client_max_body_size 71m;');
  expect(vhost).toContain('fastcgi_read_timeout 400s;');
  // Secrets among them are for the account alone.
  const { stdout } = await sandbox.run([
    'bash',
    '-c',
    'stat --format="%a %U:%G" /run/jopanel/php/config/*phpone*',
  ]);
  expect(new Set(stdout.trim().split('\n'))).toEqual(new Set(['640 root:phpone']));
  await setPhp('phpone', { settings: {} });
});

test('an order that a hand has removed or changed is put right', async () => {
  const order = '/var/lib/jopanel/php/phptwo.json';
  const damages = [
    ['rm', order],
    ['sed', '--in-place', 's/pm.max_requests = 1000/pm.max_requests = 1/', order],
    // Without its header it still is what the journal says was made here.
    ['sed', '--in-place', '1d', order],
  ];
  const before = await sandbox.readFile(order);
  for (const damage of damages) {
    await sandbox.run(damage);
    await converge();
    expect(await php('phptwo', '$say(posix_getpwuid(posix_geteuid())["name"]);')).toBe('phptwo');
    expect(await sandbox.readFile(order)).toBe(before);
  }
});

test('an installation with pools in a shared PHP-FPM is converted without a failed request', async () => {
  const username = 'phpold';
  const pool = `/etc/php/${PHP}/fpm/pool.d/jopanel-${username}.conf`;
  await dropAccount(username);
  await converge();
  await writeAs(username, `${rootOf(username)}/run.php`, RUN);
  // As it was before: the shared PHP-FPM has the pool, nginx asks its socket, and there is no order.
  await sandbox.run(['systemctl', 'stop', 'jopanel-php', 'jopanel-php.socket']);
  await sandbox.run([
    'bash',
    '-c',
    `systemctl stop 'jopanel-php-${username}-*'; rm --force ${socketOf(username)} /var/lib/jopanel/php/${username}.json`,
  ]);
  const header = (what: string) => `; Made by jopaneld ${what}. Edits are overwritten.\n`;
  await sandbox.writeFile(
    pool,
    `${header(`for the account ${username}`)}[jopanel-${username}]\nuser = ${username}\ngroup = ${username}\nlisten = ${socketOf(username)}\nlisten.owner = www-data\npm = ondemand\npm.max_children = 4\n`,
  );
  const idle = `/etc/php/${PHP}/fpm/pool.d/jopanel.conf`;
  await sandbox.writeFile(
    idle,
    `${header('to keep this PHP-FPM running')}[jopanel]\nuser = nobody\ngroup = nogroup\nlisten = /run/php/jopanel-${PHP}.sock\npm = ondemand\npm.max_children = 1\n`,
  );
  const vhost = `/etc/nginx/jopanel/${username}.conf`;
  const text = await sandbox.readFile(vhost);
  await sandbox.writeFile(
    vhost,
    text
      .replace(/\nupstream[^}]*}\n/, '')
      .replaceAll(/fastcgi_pass [^;]*;/g, `fastcgi_pass unix:${socketOf(username)};`),
  );
  await sandbox.run(['systemctl', 'reload', 'nginx']);
  await sandbox.run(['systemctl', 'restart', `php${PHP}-fpm`]);
  expect(
    await php(username, '$say(basename(PHP_BINARY) . " " . file_get_contents("/proc/self/cgroup"));'),
  ).toContain(`php${PHP}-fpm.service`);

  const statuses = await statusesWhile(`${username}.example`, '/run.php', async () => {
    await converge();
    // What it has loaded still has the name of the account's socket in it, and takes that away as it ends.
    await sandbox.run(['systemctl', 'restart', `php${PHP}-fpm`]);
  });
  expect([...statuses.keys()]).toEqual(['200']);
  expect(await php(username, '$say(1);')).toBe(1);
  expect(await fpms(username)).toHaveLength(1);
  expect((await sandbox.run(['bash', '-c', `ls /etc/php/${PHP}/fpm/pool.d`])).stdout).not.toContain(
    'jopanel',
  );
  expect((await sandbox.run(['systemctl', 'is-active', `php${PHP}-fpm`])).stdout).toBe('active\n');
  await forgetAccounts([username]);
});

test('an account that is suspended while its PHP starts has none, whatever was under way', async () => {
  await setPhp('phptwo', { settings: { max_input_vars: 999 } });
  const asked = Promise.all([1, 2, 3, 4].map(() => php('phptwo', 'sleep(20); $say(1);')));
  await editAccount('phptwo', 'account', (account) => ({ ...account, status: 'suspended' }));
  await converge();
  await asked;
  expect(await fpms('phptwo')).toEqual([]);
  expect((await sandbox.run(['ls', '/run/php'])).stdout).not.toContain('phptwo');
  const left = await sandbox.run(['pgrep', '--uid', 'phptwo'], { allowFailure: true });
  expect(left.stdout).toBe('');
  await editAccount('phptwo', 'account', (account) => ({ ...account, status: 'active' }));
  await converge();
  expect(await php('phptwo', '$say(1);')).toBe(1);
});

test('a site with a version of its own has a second PHP-FPM in the same slice, for as long as it asks for one', async () => {
  const root = '/home/phpone/domains/second.example';
  const setSites = (sites: object) =>
    editAccount('phpone', 'domains', (domains) => ({
      ...domains,
      addon_domains: [{ domain: 'second.example', docroot: root }],
      sites: JSON.parse(JSON.stringify(sites)),
    }));
  await setSites({ 'second.example': { php_version: SECOND } });
  await converge();
  const PAGE = '<?php echo getmypid();';
  await writeAs('phpone', `${root}/index.php`, PAGE);
  await writeAs('phpone', `${rootOf('phpone')}/index.php`, PAGE);
  const uid = (await sandbox.run(['id', '--user', 'phpone'])).stdout.trim();
  const second = `/user-${uid}.slice/jopanel-php-phpone-${SECOND}-`;
  const own = `/user-${uid}.slice/jopanel-php-phpone-${PHP}-`;
  // A worker lives for ten seconds after its request.
  const cgroupOf = async (name: string) =>
    (await sandbox.run(['cat', `/proc/${(await request(name)).body}/cgroup`])).stdout;
  expect(await cgroupOf('second.example')).toContain(second);
  expect(await cgroupOf('phpone.example')).toContain(own);
  await setSites({});
  await converge();
  expect(await cgroupOf('second.example')).toContain(own);
  await sandbox.waitFor('the second PHP-FPM to end', async () =>
    (await fpms('phpone')).every((unit) => !unit.includes(`-${SECOND}-`)),
  );
});

/** Says that it began, and is answered 12 s later. */
const SLOW =
  '<?php file_put_contents(__DIR__ . "/began", ".", FILE_APPEND | LOCK_EX); sleep(12); echo "whole";';

test('ten requests of 12 s see nothing of an account that is edited, created, suspended and given another PHP', async () => {
  await setPhp('phpone', { settings: { max_children: 10, memory_limit: '16M' } });
  await writeAs('phpone', `${rootOf('phpone')}/slow.php`, SLOW);
  const slow = [
    ...['curl', '--silent', '--max-time', '60', '--header', 'Host: phpone.example'],
    'http://127.0.0.1/slow.php',
  ];
  const requests = Array.from({ length: 10 }, () => sandbox.run(slow));
  await sandbox.waitFor('ten requests to run', async () => {
    const began = ['stat', '--format=%s', `${rootOf('phpone')}/began`];
    return Number((await sandbox.run(began, { allowFailure: true })).stdout) >= 10;
  });
  await editAccount('phptwo', 'domains', (domains) => ({
    ...domains,
    alias_domains: ['phptwo.example.net'],
  }));
  await dropAccount(LATER, { limits: { memory_limit_mb: 256 } });
  await converge();
  await editAccount('phptwo', 'account', (account) => ({ ...account, status: 'suspended' }));
  await setPhp(LATER, { version: SECOND });
  const answers = (await Promise.all(requests)).map(({ stdout }) => stdout);
  expect(answers).toEqual(answers.map(() => 'whole'));
  expect((await request('phptwo.example')).status).toBe(503);
});

test('forty first requests at the same moment for forty accounts that sleep are all answered', async () => {
  expect(await firstAnswers(asleep)).toEqual(Object.fromEntries(asleep.map((name) => [name, name])));
});
