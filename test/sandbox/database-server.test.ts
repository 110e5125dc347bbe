// A MariaDB that has no room, and one that is restarted, as by an upgrade, while databases are asked for.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { attempt, declare, mariadb, servicesOf, sql } from './account-databases.ts';
import { converge } from './converge.ts';
import { forgetAccounts } from './forget-accounts.ts';
import { dropAccount, editAccount, sandbox, startDaemon, stopDaemon } from './harness.ts';
import { startMariaDb, stopMariaDb } from './mariadb.ts';
import { resourceState } from './resource-state.ts';

const USER = 'dbserv';
const DATA = '/var/lib/mysql';
const SMALL = '/mnt/small';

beforeAll(async () => {
  await startMariaDb();
  await dropAccount(USER, {
    limits: { max_databases: 0 },
    services: { ...servicesOf(USER), mariadb: mariadb({ databases: [`${USER}_a`] }) },
  });
  await converge();
});

afterAll(async () => {
  await stopDaemon();
  for (const [name = ''] of await sql(`SHOW DATABASES LIKE '${USER}%'`)) await sql(`DROP DATABASE ${name}`);
  await sql(`DROP USER '${USER}'@'localhost'`);
  await stopMariaDb();
  await forgetAccounts([USER]);
});

async function hasAll(names: readonly string[]): Promise<boolean> {
  const found = await attempt(USER, 'SHOW DATABASES');
  return Array.isArray(found) && names.every((name) => found.includes(name));
}

test('a server whose disk is full holds up nothing else, and goes on once there is room', async () => {
  // A few fit into what the server has taken for itself already.
  const many = Array.from({ length: 100 }, (_, index) => `${USER}_full${index}`);
  const used = (await sandbox.run(['du', '--summarize', '--block-size=1M', DATA])).stdout;
  const size = `size=${Number.parseInt(used, 10) + 8}m,mode=0755`;
  await stopMariaDb();
  await sandbox.run(['mkdir', '--parents', SMALL]);
  await sandbox.run(['mount', '--types', 'tmpfs', '--options', size, 'tmpfs', SMALL]);
  try {
    await sandbox.run(['cp', '--archive', DATA, SMALL]);
    await sandbox.run(['mount', '--bind', `${SMALL}/mysql`, DATA]);
    await startMariaDb();
    await sandbox.run(['dd', 'if=/dev/zero', `of=${SMALL}/full`, 'bs=4k'], { allowFailure: true });
    await editAccount(USER, 'domains', (domains) => ({ ...domains, alias_domains: ['full.example'] }));
    await declare(USER, { databases: many });
    await converge(1);
    expect(await resourceState(USER, 'mariadb')).toMatchObject({
      state: 'failed',
      message: expect.stringContaining(`df ${DATA}`),
    });
    expect(await sandbox.readFile(`/etc/nginx/jopanel/${USER}.conf`)).toContain('full.example');
    await sandbox.run(['rm', `${SMALL}/full`]);
    // The server looks for room once a minute, and what it was asked last holds its locks until then.
    await startDaemon();
    await sandbox.waitFor('all databases to be there', () => hasAll(many), 150_000);
    await stopDaemon();
  } finally {
    await stopMariaDb();
    await sandbox.run(['umount', DATA], { allowFailure: true });
    await sandbox.run(['umount', SMALL]);
    await startMariaDb();
  }
});

test('a server that is restarted in the middle ends with all that was asked for', async () => {
  const many = Array.from({ length: 40 }, (_, index) => `${USER}_${index}`);
  await startDaemon();
  for (const databases of [many.slice(0, 20), many]) {
    await declare(USER, { databases });
    await sandbox.run(['systemctl', 'restart', 'mariadb']);
  }
  await sandbox.waitFor('all databases to be there', () => hasAll(many));
});
