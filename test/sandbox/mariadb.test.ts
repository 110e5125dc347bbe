// The way to a real server: what the mirror stands on before it mirrors anything.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { openSession } from '../../src/mirror/session.ts';
import {
  access,
  administer,
  asAdministrator,
  freshDatabase,
  killMariaDb,
  look,
  startMariaDb,
  stopMariaDb,
} from './mariadb.ts';

const DATABASE = 'way_there';

beforeAll(async () => {
  await startMariaDb();
  await freshDatabase(DATABASE);
});

afterAll(async () => {
  await startMariaDb();
  await administer(`DROP DATABASE ${DATABASE}`, 'DROP USER IF EXISTS way_reader@localhost');
  await stopMariaDb();
});

test('values of any kind come back as they went in, and statements in them are no statements', async () => {
  const session = await asAdministrator(DATABASE);
  await session.run('CREATE TABLE kept (id BIGINT UNSIGNED PRIMARY KEY, word TEXT) ENGINE=InnoDB');
  const words = ["'; DROP TABLE kept; -- ", 'Größe \u{1f9ed}', '\\', '', '\0'];
  await session.batch(
    'INSERT INTO kept VALUES (?, ?)',
    words.map((word, id) => [id + 1, word]),
  );
  await session.run('INSERT INTO kept VALUES (?, ?)', [Number.MAX_SAFE_INTEGER, null]);
  const Kept = z.object({ id: z.int(), word: z.string().nullable() });
  expect(await session.rows(Kept, 'SELECT * FROM kept ORDER BY id')).toEqual([
    ...words.map((word, id) => ({ id: id + 1, word })),
    { id: Number.MAX_SAFE_INTEGER, word: null },
  ]);
  await session.close();
});

test('work that fails leaves nothing; a killed server leaves what was committed', async () => {
  const session = await asAdministrator(DATABASE);
  await session.run('CREATE TABLE done (id INT PRIMARY KEY) ENGINE=InnoDB');
  await session.atomically(() => session.run('INSERT INTO done VALUES (1)'));
  const twice = session.atomically(async () => {
    await session.run('INSERT INTO done VALUES (2)');
    await session.run('INSERT INTO done VALUES (1)');
  });
  await expect(twice).rejects.toMatchObject({ code: 'ER_DUP_ENTRY' });
  const cut = session.atomically(async () => {
    await session.run('INSERT INTO done VALUES (3)');
    await killMariaDb();
    await session.run('INSERT INTO done VALUES (4)');
  });
  await expect(cut).rejects.toMatchObject({ fatal: true });
  await startMariaDb();
  const after = await asAdministrator(DATABASE);
  expect(await look(after, 'SELECT id FROM done')).toEqual([{ id: 1 }]);
  await after.close();
});

test('a password opens, a wrong one does not, and neither is in the error', async () => {
  await administer(
    "CREATE USER way_reader@localhost IDENTIFIED BY 'sesame-0815'",
    `GRANT SELECT ON ${DATABASE}.* TO way_reader@localhost`,
  );
  const session = await openSession(access('way_reader', DATABASE, 'sesame-0815'));
  await session.close();
  const refused = await openSession(access('way_reader', DATABASE, 'open-sesame')).catch(
    (error: unknown) => error,
  );
  expect(refused).toMatchObject({ code: 'ER_ACCESS_DENIED_ERROR' });
  expect(String(refused)).not.toContain('sesame');
});

test('a server that says nothing more is given up', async () => {
  const session = await openSession(access('root', DATABASE), { connectMs: 2000, answerMs: 200 });
  await expect(session.rows(z.unknown(), 'SELECT SLEEP(20) FROM done')).rejects.toThrow(
    /max_statement_time|interrupted/,
  );
  await session.close();
});
