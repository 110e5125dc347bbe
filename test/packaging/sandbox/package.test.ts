// The life of the package on a host of its own that never saw a checkout: installed, used, upgraded under load, removed, purged.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dropSet, formatJson, readSetFile, setFiles, waitApplied } from '../../../sandbox/account-sets.ts';
import { bootSandbox, type Sandbox } from '../../../sandbox/sandbox.ts';
import { waitFor } from '../../../sandbox/wait-for.ts';
import { accountSet } from '../../sandbox/account-set.ts';
import { startLoad } from '../load.ts';
import { PackageHost } from '../package-host.ts';
import { NEXT_VERSION, packagesOf } from '../packages.ts';
import { restrictions, succeed } from '../probe-unit.ts';

/** `npm run test:package` takes as many as a large host has. */
const ACCOUNTS = Number(process.env.JOPANEL_PACKAGE_ACCOUNTS ?? 12);
const usernames = Array.from({ length: ACCOUNTS }, (_, index) => `pkg${index}`);
const place = mkdtempSync(join(tmpdir(), 'jopanel-packages-'));
let sandbox: Sandbox;
let admin: PackageHost;

beforeAll(async () => {
  const [booted, current, next] = await Promise.all([
    bootSandbox({ hasProduct: false }),
    packagesOf('this', `${place}/this`),
    packagesOf('next', `${place}/next`),
  ]);
  sandbox = booted;
  admin = new PackageHost(sandbox);
  // The index of all manuals takes longer than the rest of an installation.
  await sandbox.run(['rm', '--force', '/var/lib/man-db/auto-update']);
  await admin.bring(current, '/root/this');
  await admin.bring(next, '/root/next');
}, 300_000);

afterAll(async () => {
  await sandbox?.destroy();
  rmSync(place, { recursive: true });
});

const pid = (unit: string) => admin.says('systemctl', 'show', '--property=MainPID', '--value', unit);
/** How the metrics answer over TCP. */
const scrape = async () => {
  const argv = ['curl', '--silent', '--output', '/dev/null', '--write-out', '%{http_code}'];
  return (await sandbox.run([...argv, 'http://127.0.0.1:9710/metrics'], { allowFailure: true })).stdout;
};
const exists = async (path: string) =>
  (await sandbox.run(['test', '-e', path], { allowFailure: true })).exitCode === 0;

test('one command installs it: the daemon runs, and nothing is left to do but what the operator decides', async () => {
  expect(await exists('/usr/lib/jopanel')).toBe(false);
  await admin.apt('install', await admin.file('/root/this'));
  expect(
    await admin.says(
      'systemctl',
      'is-active',
      'jopaneld',
      'jopanel-php',
      'jopaneld.socket',
      'jopanel-php.socket',
    ),
  ).toBe('active\nactive\nactive\nactive');
  const completed = `source /usr/share/bash-completion/completions/jopanel
    COMP_WORDS=(jopanel doc) COMP_CWORD=1; _jopanel; echo "\${COMPREPLY[@]}"`;
  expect(await admin.says('bash', '-c', completed)).toBe('doctor');
  const { stdout } = await sandbox.run(['jopanel', '--json', 'doctor'], { allowFailure: true });
  const bad = JSON.parse(stdout).checks.filter(({ state }: { state: string }) => state !== 'ok');
  const ofTheMachine = [
    'quota /home',
    'nosuid',
    'fs.protected_symlinks',
    'fs.protected_hardlinks',
    'SSH environment',
    'FTP sessions',
    'FTP users',
    'limits',
  ];
  expect(
    bad.map(({ name }: { name: string }) => name).filter((name: string) => !ofTheMachine.includes(name)),
  ).toEqual(['nginx default server']);
}, 300_000);

test('debian/copyright names each package of which something is in the bundle', async () => {
  // The source maps say what the bundle was made of.
  const read = `const { globSync, readFileSync } = require('node:fs');
    globSync('/usr/lib/jopanel/*/*.js.map').flatMap((map) => JSON.parse(readFileSync(map, 'utf8')).sources).join('\\n')`;
  const sources = (await admin.says('/usr/lib/jopanel/node', '--print', read)).split('\n');
  const folders = sources.flatMap((path) => /.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path) ?? []);
  const bundled = [...new Set(folders.map((path) => path.slice(path.indexOf('node_modules/'))))];
  const named = await admin.says('sed', '--quiet', 's/^Files: //p', '/usr/share/doc/jopanel/copyright');
  expect(bundled.length).toBeGreaterThan(20);
  expect(bundled.filter((name) => !named.includes(`${name}/*`))).toEqual([]);
});

test('an account is made by one command, and its PHP is served', async () => {
  await admin.withLog(
    admin.says(
      'jopanel',
      'user',
      'create',
      'first',
      '--domain',
      'first.example',
      '--email',
      'a@first.example',
      '--wait',
    ),
  );
  const page = '/home/first/domains/first.example/public_html/index.php';
  await sandbox.writeFile(page, '<?php echo posix_getuid();', { owner: 'first' });
  const uid = await admin.says('id', '--user', 'first');
  expect(await admin.fetch('first.example')).toBe(`${uid} 200`);
});

const MAY_GAIN = "grep -q 'NoNewPrivs:.0' /proc/self/status";
const TRACE = "perl -e 'syscall(101, 0, 0, 0, 0) == 0 or exit 1'";
const AGAINST = [
  ['jopaneld.service', 'RestrictNamespaces', 'unshare --uts true'],
  ['jopaneld.service', 'LockPersonality', 'setarch --addr-no-randomize true'],
  ['jopaneld.service', 'NoNewPrivileges', MAY_GAIN],
  ['jopaneld.service', 'CapabilityBoundingSet', 'ip link set lo mtu 1400'],
  ['jopaneld.service', 'SystemCallFilter', TRACE],
  ['jopanel-php.service', 'ProtectHome', 'test -e /home/first'],
  ['jopanel-php.service', 'ProtectSystem', 'touch /etc/probe'],
  ['jopanel-php.service', 'PrivateTmp', 'test -e /tmp/of-others'],
  ['jopanel-php.service', 'RestrictAddressFamilies', "perl -e 'socket(my $s, 2, 1, 0) or exit 1'"],
  ['jopanel-php.service', 'RestrictSUIDSGID', 'touch /run/probe && chmod u+s /run/probe'],
  ['jopanel-php.service', 'CapabilityBoundingSet', 'setpriv --reuid=1 true'],
  ['jopanel-php.service', 'NoNewPrivileges', MAY_GAIN],
  ['jopanel-php.service', 'LockPersonality', 'setarch --addr-no-randomize true'],
  ['jopanel-php.service', 'SystemCallFilter', TRACE],
  ['jopanel-php.service', 'RestrictNamespaces', 'unshare --user true'],
  ['jopanel-acme.service', 'InaccessiblePaths', 'ls /etc/jopanel/users'],
  ['jopanel-acme.service', 'ProtectHome', 'test -e /home/first'],
  ['jopanel-acme.service', 'ProtectSystem', 'touch /etc/probe'],
  ['jopanel-acme.service', 'PrivateTmp', 'test -e /tmp/of-others'],
  ['jopanel-acme.service', 'PrivateUsers', 'grep -q 4294967295 /proc/self/uid_map'],
  ['jopanel-acme.service', 'ProcSubset', 'test -e /proc/uptime'],
  ['jopanel-acme.service', 'NoNewPrivileges', MAY_GAIN],
  ['jopanel-acme.service', 'LockPersonality', 'setarch --addr-no-randomize true'],
  ['jopanel-acme.service', 'RestrictNamespaces', 'unshare --user true'],
  ['jopanel-acme.service', 'SystemCallFilter', TRACE],
] as const;

test('no service can do what one of its directives is there against', async () => {
  await sandbox.run(['touch', '/tmp/of-others']);
  const probes = [];
  for (const [unit, directive, command] of AGAINST) {
    const all = await restrictions(sandbox, unit);
    const without = all.filter((line) => !line.startsWith(`${directive}=`));
    probes.push({ lines: all, command }, { lines: without, command });
  }
  const can = await succeed(sandbox, probes);
  const expected = AGAINST.map(([unit, directive]) => [unit, directive, false, true]);
  expect(
    AGAINST.map(([unit, directive], index) => [unit, directive, can[2 * index], can[2 * index + 1]]),
  ).toEqual(expected);
});

test.each([
  ['jopaneld.service', 59],
  ['jopanel-php.service', 26],
  ['jopanel-acme.service', 20],
])('systemd says of %s that its exposure is not above %d tenths', async (unit, tenths) => {
  const argv = ['systemd-analyze', 'security', '--no-pager', '--offline=true', `--threshold=${tenths}`];
  const { exitCode, stdout } = await sandbox.run([...argv, `/lib/systemd/system/${unit}`], {
    allowFailure: true,
  });
  process.stdout.write(`${stdout.trim().split('\n').at(-1)}\n`);
  expect(exitCode).toBe(0);
});

test('metrics are served by a process without rights', async () => {
  await sandbox.writeFile('/etc/jopanel/jopaneld.json', JSON.stringify({ metrics_listen: '127.0.0.1:9710' }));
  await admin.withLog(admin.says('systemctl', 'reload', 'jopaneld'));
  await admin.withLog(waitFor('the port', async () => (await scrape()) === '200'));
  expect(await admin.says('systemctl', 'is-active', 'jopanel-metrics')).toBe('active');
  await admin.says('systemd-analyze', 'security', '--no-pager', '--threshold=20', 'jopanel-metrics.service');
});

test('an upgrade under load misses no edit and loses no request, and PHP that is awake stays as it is', async () => {
  const { php } = await readSetFile(sandbox, 'first', 'services');
  for (const username of usernames) {
    const set = accountSet(username);
    set.services.php = { ...Object(set.services.php), version: Object(php).version };
    await dropSet(
      sandbox,
      username,
      Object.fromEntries(setFiles.map((file) => [`${file}.json`, formatJson(set[file])])),
    );
  }
  await admin.fetch('first.example');
  const fpm = await admin.says('pgrep', '--uid', 'first', '--full', 'master process');
  const before = { daemon: await pid('jopaneld'), activator: await pid('jopanel-php') };
  const load = await startLoad(sandbox, 'first.example', usernames);

  // apt does the same, one after the other. In between all of the old version is gone from the disk.
  await sandbox.run(['dpkg', '--unpack', await admin.file('/root/next')], { timeoutMs: 120_000 });
  expect(await admin.says('ls', '/usr/lib/jopanel')).toMatch(new RegExp(`^${NEXT_VERSION}\n`));
  expect(await pid('jopaneld')).toBe(before.daemon);
  // A reload loads more of the program, and starts its threads again: all of it is of the version that runs.
  await admin.withLog(admin.says('systemctl', 'reload', 'jopaneld'));
  const status = [
    'curl',
    '--silent',
    '--unix-socket',
    '/run/jopanel/status.sock',
    'http://localhost/v1/status',
  ];
  expect(JSON.parse(await admin.says(...status)).version).not.toBe(NEXT_VERSION);

  await sandbox.run(['dpkg', '--configure', 'jopanel'], { timeoutMs: 120_000 });
  expect(JSON.parse(await admin.says(...status)).version).toBe(NEXT_VERSION);
  expect(await pid('jopaneld')).not.toBe(before.daemon);
  expect(await pid('jopanel-php')).not.toBe(before.activator);
  const { requests, status: answers, slowestStatusMs, edits, revisions } = await load.end();
  process.stdout.write(
    `upgrade: ${edits} edits, ${requests.length} requests, ${answers.length} questions, the slowest ${slowestStatusMs} ms\n`,
  );
  for (const [username, revision] of revisions)
    await admin.withLog(waitApplied(sandbox, username, revision, 60_000));
  expect(revisions.size).toBeGreaterThan(0);
  expect(requests.filter((code) => code !== '200')).toEqual([]);
  expect(answers.filter((code) => code !== '200')).toEqual([]);
  expect(await admin.says('pgrep', '--uid', 'first', '--full', 'master process')).toBe(fpm);
  await admin.withLog(waitFor('the metrics', async () => (await scrape()) === '200'));
}, 600_000);

test('going back to the version before says what may come of it, and a journal too new is refused in words', async () => {
  const said = await admin.apt('install', '--allow-downgrades', await admin.file('/root/this'));
  expect(said).toContain(`jopanel: this goes back from ${NEXT_VERSION} to`);
  expect(await admin.says('systemctl', 'is-active', 'jopaneld')).toBe('active');

  await admin.says('systemctl', 'stop', 'jopaneld');
  const sql = (text: string) =>
    admin.says(
      '/usr/lib/jopanel/node',
      '--eval',
      `new (require('node:sqlite').DatabaseSync)('/var/lib/jopanel/journal.db').exec('${text}')`,
    );
  const version = Number(
    await admin.says(
      '/usr/lib/jopanel/node',
      '--print',
      `new (require('node:sqlite').DatabaseSync)('/var/lib/jopanel/journal.db').prepare('PRAGMA user_version').get().user_version`,
    ),
  );
  await sql(`PRAGMA user_version = ${version + 1}`);
  const { exitCode, stdout, stderr } = await sandbox.run(['jopaneld', '--once'], { allowFailure: true });
  expect([exitCode, stderr]).toEqual([1, '']);
  const refused = `the journal is of version ${version + 1} and this jopanel knows ${version}: start the jopanel that wrote it`;
  expect(stdout).toContain(refused);
  const start = await sandbox.run(['systemctl', 'start', 'jopaneld'], { allowFailure: true });
  expect(start.exitCode).toBe(1);
  // systemd does not try it again and again.
  expect(await admin.says('systemctl', 'show', '--property=ActiveState', '--value', 'jopaneld')).toBe(
    'failed',
  );
  expect(await admin.fetch('first.example')).toContain(' 200');
  await sql(`PRAGMA user_version = ${version}`);
  await admin.says('systemctl', 'start', 'jopaneld');
}, 300_000);

test('the migration comes with its own package, of the same version only', async () => {
  const without = await sandbox.run(['jopanel', 'migrate', 'v1', 'status'], { allowFailure: true });
  expect(without.stderr).toContain('not part of this installation');
  await sandbox.run(['dpkg', '--install', await admin.file('/root/this', 'jopanel-migrate-v1')]);
  const { stderr } = await sandbox.run(['jopanel', 'migrate', 'v1', 'status'], { allowFailure: true });
  expect(stderr).not.toContain('not part of this installation');
});

test('removing it leaves the sites as they are, sleeping ones too', async () => {
  const said = await admin.apt('remove', 'jopanel');
  expect(said).toContain('jopanel: sites stay as they are');
  expect(await exists('/usr/lib/jopanel')).toBe(false);
  expect(await exists('/run/jopanel/status.sock')).toBe(false);
  expect(await scrape()).toBe('000');
  expect(await admin.fetch('first.example')).toContain(' 200');
  // PHP of this account has not been asked for since it was made.
  const [asleep = ''] = usernames;
  await sandbox.writeFile(
    `/home/${asleep}/domains/${asleep}.example/public_html/index.php`,
    '<?php echo "awake";',
    { owner: asleep },
  );
  expect(await admin.fetch(`${asleep}.example`)).toBe('awake 200');
}, 120_000);

test('installed again, it takes the accounts up as they were', async () => {
  await admin.apt('install', await admin.file('/root/this'));
  await admin.withLog(admin.says('jopanel', 'apply', 'first'));
  expect(await admin.fetch('first.example')).toContain(' 200');
}, 300_000);

test('purging it takes its own state, and no set, home, archive or log', async () => {
  await sandbox.writeFile('/var/lib/jopanel/archive/old/home.tar.gz', 'an archive');
  await sandbox.writeFile('/etc/jopanel/jopaneld.json', '{}');
  await admin.apt('purge', 'jopanel');
  for (const gone of [
    '/var/lib/jopanel/journal.db',
    '/etc/jopanel/jopaneld.json',
    '/var/cache/jopanel',
    '/run/jopanel-code',
  ])
    expect([gone, await exists(gone)]).toEqual([gone, false]);
  for (const kept of [
    '/etc/jopanel/users/first/account.json',
    '/home/first/domains/first.example/public_html/index.php',
    '/var/lib/jopanel/archive/old/home.tar.gz',
    '/var/log/jopanel/sites/first',
  ])
    expect([kept, await exists(kept)]).toEqual([kept, true]);
  expect(await admin.says('nginx', '-t', '-q')).toBe('');
  expect(await admin.says('id', '--name', '--user', 'first')).toBe('first');
}, 300_000);
