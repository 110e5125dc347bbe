// The document states the grants, the tables and the spelling that the program uses.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ACCOUNT_COLUMNS } from '../../src/mirror/account-row.ts';
import { TABLES } from '../../src/mirror/schema.ts';
import { passwordHash, setupFor, setupStatements } from '../../src/mirror/setup-sql.ts';
import { trigramsOf } from '../../src/mirror/trigrams.ts';

const text = readFileSync(new URL('../../docs/mariadb.md', import.meta.url), 'utf8');

test('docs/mariadb.md has the statements of the setup, word for word', () => {
  const settings = {
    socket: '/run/mysqld/mysqld.sock',
    user: 'jopanel',
    password_file: '/etc/jopanel/mariadb.password',
    database: 'panel',
  };
  expect(text).toContain(
    setupStatements(setupFor(settings, passwordHash('secret')))
      .map((statement) => `${statement};\n`)
      .join(''),
  );
});

test('docs/mariadb.md names every table and every column that a panel may want', () => {
  for (const name of [...Object.keys(TABLES), ...ACCOUNT_COLUMNS]) expect(text).toContain(`\`${name}\``);
});

test('docs/mariadb.md spells trigrams as they are spelled', () => {
  expect(text).toContain(trigramsOf('shop').join(' '));
});
