// Typical mistakes of a day, one after the other: each is seen by a person who only looks at `systemctl status` and
// `jopanel status`, and is over once it is undone.

import { performance } from 'node:perf_hooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgetAccounts } from './forget-accounts.ts';
import { dropAccount, readSetFile, sandbox, startDaemon, stopDaemon, waitApplied } from './harness.ts';
import { jopanel, phaseOf } from './jopanel.ts';
import { putCertificate } from './web.ts';

const [ANN, BOB] = ['misann', 'misbob'];
const USERS = [ANN, BOB];
const FOLDER = `/etc/jopanel/users/${ANN}`;
const APP = {
  name: 'app',
  root: `/home/${ANN}/tmp`,
  start_command: 'sleep infinity',
  port: 3911,
  env: {},
  status: 'running',
};

interface Mistake {
  readonly name: string;
  /** What the row of the account shows. */
  readonly phase: string;
  readonly message: RegExp;
  make(): Promise<unknown>;
  undo(): Promise<unknown>;
}

const texts = new Map<string, string>();
/** Milliseconds from the mistake until both showed it, with the starts of the commands that look: for the reader, no test. */
const seenAfter = new Map<string, number>();
type Json = Record<string, unknown>;

/** The content of a file as an editor may leave it. */
function spoiled(
  file: string,
  phase: string,
  message: RegExp,
  change: (text: string) => string,
): Omit<Mistake, 'name'> {
  return {
    phase,
    message,
    make: () => save(file, change(texts.get(file) ?? '')),
    undo: () => save(file, texts.get(file) ?? ''),
  };
}

function values(file: string, message: RegExp, change: (value: Json) => Json, phase = 'invalid') {
  return spoiled(file, phase, message, (text) => JSON.stringify(change(JSON.parse(text)), null, 2));
}

/** As sed does it: a new file in the place of the old one. */
async function save(file: string, text: string): Promise<void> {
  await sandbox.writeFile(`${FOLDER}/.new`, text, { mode: '0600' });
  await sandbox.run(['mv', `${FOLDER}/.new`, `${FOLDER}/${file}.json`]);
}

const run = (...argv: string[]) => sandbox.run(argv);
const services = (change: Json) => (value: Json) => ({ ...value, ...change });
const apps = (...all: Json[]) => services({ nodejs: { enabled: true, apps: all } });

const MISTAKES: readonly Mistake[] = [
  {
    name: 'a missing comma',
    ...spoiled('domains', 'invalid', /domains\.json:\d+.*comma/, (text) => text.replace(',', '')),
  },
  { name: 'an empty file', ...spoiled('limits', 'invalid', /limits\.json/, () => '') },
  {
    name: 'a cut file',
    ...spoiled('services', 'invalid', /services\.json:\d+/, (text) => text.slice(0, 60)),
  },
  {
    name: 'a file in Latin-1',
    ...spoiled('account', 'invalid', /account\.json/, (text) => text.replace('starter', 'st\u0000arter')),
  },
  {
    name: 'a mistyped key',
    ...values('domains', /addon_domain.*did you mean/, (value) => ({ ...value, addon_domain: [] })),
  },
  {
    name: 'text for a number',
    ...values('limits', /disk_quota_mb/, (value) => ({ ...value, disk_quota_mb: '10 GB' })),
  },
  {
    name: 'a negative limit',
    ...values('limits', /max_databases/, (value) => ({ ...value, max_databases: -1 })),
  },
  {
    name: 'a name that is none',
    ...values('domains', /alias_domains/, (value) => ({ ...value, alias_domains: ['my_shop.example'] })),
  },
  {
    name: 'a name of another account',
    ...values('domains', /belongs to the account misbob/, (value) => ({
      ...value,
      alias_domains: ['misbob.example'],
    })),
  },
  {
    name: 'a document root outside of the home',
    ...values('domains', /docroot/, (value) => ({
      ...value,
      addon_domains: [{ domain: 'mis.example', docroot: '/srv/www' }],
    })),
  },
  {
    name: 'two primary domains',
    ...values('account', /primary/, (value) => ({ ...value, primary_domain: 'other.example' })),
  },
  {
    name: 'another username',
    ...values('account', /username/, (value) => ({ ...value, username: 'misother' })),
  },
  {
    name: 'another uid',
    ...values('account', /which never changes/, (value) => ({ ...value, uid: 23456, gid: 23456 })),
  },
  {
    name: 'another home',
    ...values('account', /which never changes|home_dir/, (value) => ({
      ...value,
      home_dir: '/home/elsewhere',
    })),
  },
  {
    name: 'a shell that is none',
    ...values('account', /shell/, (value) => ({ ...value, shell: '/bin/nosuch' })),
  },
  {
    name: 'a key that is none',
    ...values('ssh', /authorized_keys/, (value) => ({ ...value, authorized_keys: ['ssh-rsa xyz'] })),
  },
  {
    name: 'a private key',
    ...values('ssh', /authorized_keys/, (value) => ({
      ...value,
      authorized_keys: ['-----BEGIN OPENSSH PRIVATE KEY-----'],
    })),
  },
  { name: 'a mode that is none', ...values('ssh', /mode/, (value) => ({ ...value, mode: 'sftp-chroot' })) },
  {
    name: 'a cron schedule that is none',
    ...values(
      'services',
      /schedule/,
      services({
        cron: { enabled: true, jobs: [{ name: 'a', schedule: 'daily', command: 'true', status: 'active' }] },
      }),
    ),
  },
  { name: 'two apps on a port', ...values('services', /port/, apps(APP, { ...APP, name: 'other' })) },
  {
    name: 'a PHP version that is not installed',
    ...values(
      'services',
      /PHP 5\.6 is not installed/,
      (value) => ({ ...value, php: { ...Object(value.php), version: '5.6' } }),
      'failed',
    ),
  },
  {
    name: 'an app that ends',
    ...values('services', /keeps ending/, apps({ ...APP, start_command: 'false' }), 'degraded'),
  },
  {
    name: 'an app without its folder',
    ...values('services', /root/, apps({ ...APP, root: `/home/${ANN}/apps/none` }), 'degraded'),
  },
  {
    name: 'a file of another user',
    phase: 'invalid',
    message: /belongs to uid/,
    make: () => run('chown', 'www-data', `${FOLDER}/limits.json`),
    undo: () => run('chown', 'root', `${FOLDER}/limits.json`),
  },
  {
    name: 'a file that all can write',
    phase: 'invalid',
    message: /can be written by others/,
    make: () => run('chmod', '0666', `${FOLDER}/limits.json`),
    undo: () => run('chmod', '0600', `${FOLDER}/limits.json`),
  },
  {
    name: 'a link for a file',
    phase: 'invalid',
    message: /symbolic link/,
    make: async () => {
      await run('mv', `${FOLDER}/ssh.json`, '/root/ssh.json');
      await run('ln', '-s', '/root/ssh.json', `${FOLDER}/ssh.json`);
    },
    undo: () => run('mv', '/root/ssh.json', `${FOLDER}/ssh.json`),
  },
  {
    name: 'a file that is gone',
    phase: 'invalid',
    message: /limits\.json/,
    make: () => run('mv', `${FOLDER}/limits.json`, '/root/limits.json'),
    undo: () => run('mv', '/root/limits.json', `${FOLDER}/limits.json`),
  },
  {
    name: 'a renamed folder',
    phase: 'held',
    message: /renamed to misannold/,
    make: () => run('mv', FOLDER, `${FOLDER}old`),
    undo: () => run('mv', `${FOLDER}old`, FOLDER),
  },
  {
    name: 'a users folder of another user',
    phase: 'held',
    message: /belongs to uid 1234/,
    make: () => run('chown', '1234', '/etc/jopanel/users'),
    undo: () => run('chown', 'root', '/etc/jopanel/users'),
  },
  {
    name: 'lines that nginx refuses',
    phase: 'quarantined',
    message: /unknown directive .*\/overrides\/misann\/nginx\/[^/]+\.conf:1\b/,
    make: () => snippet('nonsense on;\n'),
    undo: () => run('rm', '-r', '/etc/jopanel/overrides'),
  },
  {
    name: 'a certificate that has expired',
    phase: 'degraded',
    message: /has expired/,
    make: expired,
    undo: () => run('rm', '-r', '/etc/jopanel/tls'),
  },
];

async function snippet(text: string): Promise<void> {
  await sandbox.writeFile(`/etc/jopanel/overrides/${ANN}/nginx/own.conf`, text);
  await run('chmod', '--recursive', 'g-w', '/etc/jopanel/overrides');
}

async function expired(): Promise<void> {
  await putCertificate(`${ANN}.example`, { names: [`${ANN}.example`] });
  const script = `cd "$1"; openssl x509 -in fullchain.pem -signkey privkey.pem -days 0 -out expired.pem
    while openssl x509 -in expired.pem -noout -checkend 0 >/dev/null; do sleep 0.1; done
    mv expired.pem fullchain.pem`;
  await run('bash', '-c', script, 'sh', `/etc/jopanel/tls/${ANN}.example`);
}

beforeAll(async () => {
  await sandbox.writeFile('/etc/jopanel/jopaneld.json', JSON.stringify({ sweep_seconds: 1 }));
  for (const username of USERS) await dropAccount(username);
  await startDaemon();
  for (const username of USERS) await waitApplied(username);
  for (const file of ['account', 'limits', 'domains', 'services', 'ssh'] as const)
    texts.set(file, `${JSON.stringify(await readSetFile(ANN, file), null, 2)}\n`);
});

afterAll(async () => {
  const all = [...seenAfter].sort(([, a], [, b]) => b - a);
  const [slowest, median] = [all[0], all[Math.floor(all.length / 2)]];
  process.stdout.write(
    `mistakes: the median was seen after ${median?.[1]} ms, the last, ${slowest?.[0]}, after ${slowest?.[1]} ms\n`,
  );
  await stopDaemon();
  await forgetAccounts(USERS);
  await run('rm', '-rf', '/etc/jopanel/jopaneld.json', '/etc/jopanel/overrides', '/etc/jopanel/tls');
});

test('there are thirty of them', () => {
  expect(MISTAKES.length).toBeGreaterThanOrEqual(30);
});

test.each(MISTAKES)(
  '$name is seen, and is over once it is undone',
  async ({ name, phase, message, make, undo }) => {
    await make();
    const made = performance.now();
    try {
      await sandbox.waitFor(`${phase} and ${message} in the overview`, () => isSeen(phase, message), 40_000);
      await sandbox.waitFor('the line of systemctl status', async () => (await statusLine()).includes(phase));
      seenAfter.set(name, Math.round(performance.now() - made));
    } finally {
      await undo();
    }
    await sandbox.waitFor('the account to be well', async () => (await phaseOf(ANN)) === 'applied', 40_000);
  },
);

async function isSeen(phase: string, message: RegExp): Promise<boolean> {
  const { stdout } = await jopanel(['status']);
  const row = stdout.split('\n').find((line) => line.startsWith(`${ANN} `)) ?? '';
  if (new RegExp(`^${ANN} +${phase} .*${message.source}`).test(row)) return true;
  throw new Error(row);
}

async function statusLine(): Promise<string> {
  return (await run('systemctl', 'show', '--property=StatusText', '--value', 'jopaneld')).stdout;
}
