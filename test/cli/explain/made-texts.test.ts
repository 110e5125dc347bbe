// Every field of databases, FTP accounts and cron jobs must be found behind the statements and lines that it makes.
import { expect, test } from 'vitest';
import type { ResourceController } from '../../../controllers/controller.ts';
import { cronJob } from '../../../controllers/cron-job/controller.ts';
import { ftpAccount } from '../../../controllers/ftp-account/controller.ts';
import { mariaDb } from '../../../controllers/mariadb/controller.ts';
import { FTP_PASSWORDS, ftpLoginPath } from '../../../renderers/ftp-accounts.ts';
import { originOf } from '../../../src/cli/explain/explain-line.ts';
import { renderFile } from '../../../src/cli/explain/rendered-files.ts';
import { bench, contextOf } from '../../controllers/conformance.ts';
import { sampleAccount } from '../../controllers/sample-account.ts';
import { ftpAndDatabases, HASH, HOME } from './sample-services.ts';

const account = sampleAccount('anna', {
  services: {
    php: { enabled: false, version: '8.2', fpm_pool: 'jopanel-anna', open_basedir: [HOME] },
    cron: {
      enabled: true,
      jobs: [{ name: 'nightly', schedule: '5 3 * * *', command: 'php -v', status: 'active' }],
    },
    ...ftpAndDatabases('read_only'),
  },
});

/** Each line, with the fields that it comes from, and the fields without which there would be none. */
async function explained(controller: ResourceController, path: string) {
  const on = bench();
  const rendering = { host: on.host, context: await contextOf(on, account) };
  const text = await renderFile(rendering, controller, account, path);
  if (typeof text !== 'string') throw new Error(`nothing makes ${path}`);
  const lines = text.replace(/\n$/, '').split('\n');
  const { shapedBy, neededBy } = await originOf(rendering, controller, account, { path, lines });
  const names = (fields: typeof neededBy) => fields.map(({ path: place }) => place.join('/'));
  return {
    lines: lines.map((line, at) => [line, names(shapedBy[at] ?? [])] as const),
    needed: names(neededBy),
  };
}

test('each statement for databases names the fields that it comes from', async () => {
  const { lines, needed } = await explained(mariaDb, 'mariadb');
  const from = (part: string) => lines.find(([line]) => line.includes(part))?.[1];
  expect(from('CREATE DATABASE `anna_shop`')).toContain('mariadb/databases/0/name');
  expect(from("CREATE USER 'anna_wp'")).toEqual(['mariadb/users/0/name', 'mariadb/users/0/password_hash']);
  expect(from('GRANT Select')).toEqual(['mariadb/users/0/name', 'mariadb/users/0/databases/anna_shop']);
  expect(needed).toContain('mariadb/enabled');
});

test('each line of an FTP login names the fields that it comes from', async () => {
  const login = await explained(ftpAccount, ftpLoginPath('anna_dev'));
  expect(login.lines.find(([line]) => line.startsWith('local_root='))?.[1]).toEqual([
    'ftp/accounts/0/directory',
  ]);
  expect(login.needed).toEqual(expect.arrayContaining(['ftp/enabled', 'ftp/accounts/0/name']));
  const passwords = await explained(ftpAccount, FTP_PASSWORDS);
  expect(passwords.lines).toEqual([
    [`anna_dev:${HASH}`, ['ftp/accounts/0/name', 'ftp/accounts/0/password_hash']],
  ]);
});

test('each line of a cron job names the fields that it comes from', async () => {
  const { lines } = await explained(cronJob, '/etc/cron.d/jopanel-anna');
  expect(lines.find(([line]) => line.startsWith('5 3 * * *'))?.[1]).toContain('cron/jobs/0/schedule');
});
