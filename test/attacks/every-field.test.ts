// A marker in every field that may hold a secret, by right and by mistake: nothing that comes out of the host has it.

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mayHoldSecret } from '../../src/model/secret-fields.ts';
import { fileNameOf, REVISION_FILES } from '../../src/model/set-files.ts';
import type { ValuePath } from '../../src/model/value-path.ts';
import { textPlaces, withTextAt } from '../model/text-places.ts';
import { forgetAccounts } from '../sandbox/forget-accounts.ts';
import {
  dropAccount,
  editAccount,
  readSetFile,
  sandbox,
  startDaemon,
  stopDaemon,
  waitApplied,
} from '../sandbox/harness.ts';
import { jopanel, phaseOf } from '../sandbox/jopanel.ts';
import { administer, SERVER_SOCKET, startMariaDb, stopMariaDb } from '../sandbox/mariadb.ts';
import { PASSWORD } from '../sandbox/mirrored.ts';

const USER = 'markann';
const MARKER = 'hunter2marker';
const DATABASE = 'mirror_marker';
const SETTINGS = '/etc/jopanel/jopaneld.json';
const PASSWORD_FILE = '/etc/jopanel/mariadb.password';
const JOURNAL = '/var/lib/jopanel/journal.db';
const HASH = `$6$rounds=5000$${MARKER}$${'x'.repeat(86)}`;

beforeAll(async () => {
  await startMariaDb();
  await sandbox.writeFile(PASSWORD_FILE, `${PASSWORD}\n`, { mode: '0600' });
  const mariadb = {
    socket: SERVER_SOCKET,
    user: 'jopaneld',
    password_file: PASSWORD_FILE,
    database: DATABASE,
  };
  await sandbox.writeFile(SETTINGS, JSON.stringify({ mariadb }));
  const { stdout } = await jopanel(['mirror', 'setup']);
  await sandbox.run(['mariadb'], { input: stdout.replace(/'the password in [^']*'/, `'${PASSWORD}'`) });
  await dropAccount(USER);
  await startDaemon();
  await waitApplied(USER);
});

afterAll(async () => {
  await stopDaemon();
  await sandbox.run(['rm', '--force', SETTINGS, PASSWORD_FILE]);
  await forgetAccounts([USER]);
  await startMariaDb();
  await administer(`DROP DATABASE ${DATABASE}`, 'DROP USER IF EXISTS jopaneld@localhost');
  await stopMariaDb();
});

async function ask(path: string): Promise<string> {
  const socket = ['--silent', '--unix-socket', '/run/jopanel/status.sock'];
  return (await sandbox.run(['curl', ...socket, `http://localhost${path}`])).stdout;
}

async function mirrorInStep(): Promise<void> {
  await sandbox.waitFor('the mirror to be in step', async () => {
    const { mirror } = JSON.parse(await ask('/v1/status'));
    return mirror.state === 'in_step' && mirror.lag.events === 0;
  });
}

/** By where it comes out. The contents of sets in the journal are root's, and whole on purpose. */
async function outputs(): Promise<Readonly<Record<string, string>>> {
  await mirrorInStep();
  const said: Record<string, string> = {};
  const user = `/v1/users/${USER}`;
  for (const path of [
    '/v1/status',
    '/v1/users',
    `/v1/search?q=${USER}`,
    ...['', '/config', '/plan', '/stats', '/history', '/events?limit=1000'].map((rest) => user + rest),
    '/v1/events?limit=1000',
    '/metrics',
  ])
    said[path] = await ask(path);
  const commands = ['status', 'explain', 'plan', 'history', 'diff', 'events'].map((name) => [name, USER]);
  for (const words of [...commands, ['validate'], ['--json', 'plan', USER], ['user', 'show', USER]]) {
    const { stdout, stderr } = await jopanel(words);
    said[`jopanel ${words.join(' ')}`] = stdout + stderr;
  }
  await sandbox.run(['journalctl', '--sync']);
  said['the log of the host'] = (await sandbox.run(['journalctl', '--unit=jopaneld', '--output=cat'])).stdout;
  const script = `const { DatabaseSync } = require('node:sqlite');
    const db = new DatabaseSync('${JOURNAL}', { readOnly: true });
    const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('contents', 'revisions')").all();
    for (const { name } of tables) for (const row of db.prepare('SELECT * FROM "' + name + '"').all()) console.log(JSON.stringify(row));`;
  said['the journal'] = (await sandbox.run(['node', '-e', script])).stdout;
  said.MariaDB = (await sandbox.run(['mariadb-dump', '--skip-lock-tables', '--databases', DATABASE])).stdout;
  return said;
}

async function expectNowhere(marker: string): Promise<void> {
  const said = await outputs();
  for (const [where, text] of Object.entries(said)) {
    expect([where, text.length > 0]).toEqual([where, true]);
    expect([where, text.toLowerCase().includes(marker)]).toEqual([where, false]);
  }
}

/** Secrets in their right places. */
async function plantAccepted(): Promise<void> {
  await editAccount(USER, 'account', (account) => ({ ...account, password_hash: HASH }));
  await editAccount(USER, 'services', (services) => ({
    ...services,
    php: {
      ...Object(services.php),
      settings: { environment: { DB_DSN: `value ${MARKER}` } },
    },
    nodejs: {
      enabled: true,
      apps: [
        {
          name: 'api',
          root: `/home/${USER}/api`,
          start_command: 'sleep infinity',
          port: 4231,
          env: { ANY_NAME: `${MARKER} in env` },
          status: 'running',
        },
      ],
    },
  }));
  await sandbox.waitFor('the set to be accepted', async () => (await phaseOf(USER)) !== 'invalid');
  await sandbox.waitFor('a pass', async () => ['applied', 'failed'].includes(await phaseOf(USER)));
}

const secretPlaces = REVISION_FILES.flatMap((file) =>
  textPlaces(JSON.parse(readFileSync(new URL(`../../schemas/${file}.schema.json`, import.meta.url), 'utf8')))
    .filter((path) => mayHoldSecret(fileNameOf(file), path))
    .map((path) => [file, path] as const),
);

test(`of an accepted and of a refused value nothing comes out, from any of the ${secretPlaces.length} fields that may hold a secret`, async () => {
  expect(secretPlaces.length).toBeGreaterThan(10);
  await plantAccepted();
  // One edit for each file and shape, with a marker in all its fields at once.
  for (const value of [`${MARKER}\u0007`, [`-----BEGIN ${MARKER}`, MARKER]]) {
    for (const file of REVISION_FILES) {
      const paths: ValuePath[] = secretPlaces.flatMap(([in_, path]) => (in_ === file ? [path] : []));
      if (paths.length === 0) continue;
      const whole = await readSetFile(USER, file);
      await editAccount(USER, file, (content) =>
        Object(paths.reduce<unknown>((value_, path) => withTextAt(value_, path, value), content)),
      );
      await sandbox.waitFor('the refusal', async () => (await phaseOf(USER)) === 'invalid');
      await editAccount(USER, file, () => whole);
      await sandbox.waitFor('another look', async () => (await phaseOf(USER)) !== 'invalid');
    }
  }
  await expectNowhere(MARKER);
});

test('files that only root has to read are read by root alone', async () => {
  const { stdout } = await sandbox.run([
    'find',
    '/etc/nginx/jopanel',
    '/var/lib/jopanel',
    '/etc/jopanel/users',
    '-type',
    'f',
    '-perm',
    '/077',
    // What nginx answers to certificate authorities and to probes is public.
    '-not',
    '-path',
    '/var/lib/jopanel/acme/*',
  ]);
  expect(stdout).toBe('');
});

test('a secret that got into the journal is expunged from it, and the chain is sound', async () => {
  const leaked = 'correct-horse-battery-staple-marker';
  await editAccount(USER, 'meta', (meta) => ({ ...meta, notes: 'x' }));
  await editAccount(USER, 'account', (account) => ({ ...account, package: `pkg-${leaked}` }));
  await sandbox.waitFor('the journal to have it', async () =>
    (await ask(`/v1/users/${USER}/events?limit=1000`)).includes(leaked),
  );
  await editAccount(USER, 'account', (account) => ({ ...account, package: 'basic' }));
  await sandbox.waitFor('the package to be gone', async () =>
    ['applied', 'failed'].includes(await phaseOf(USER)),
  );
  await waitApplied(USER).catch(() => undefined);
  await stopDaemon();
  await sandbox.writeFile('/root/leaked.txt', `${leaked}\n`, { mode: '0600' });
  const expunged = await jopanel(['journal', 'expunge', '/root/leaked.txt']);
  expect(expunged).toMatchObject({ exitCode: 0, stderr: '' });
  const { stdout } = await sandbox.run(['grep', '--count', '--text', leaked, JOURNAL], {
    allowFailure: true,
  });
  expect(stdout.trim()).toBe('0');
  expect((await jopanel(['journal', 'verify'])).stdout).not.toContain('chain');
  await startDaemon();
  expect(await phaseOf(USER)).toBe('applied');
});
