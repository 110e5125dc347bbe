// A V1 database in which every column of every table has every odd value once, each in the rows of a user of its own.

import { PANEL_HASH, type Row, type V1Database } from './v1-database.ts';

/** No constraint keeps anything out, as in panels whose tables were changed by hand. */
export const LOOSE_SCHEMA: readonly string[] = [
  `CREATE TABLE packages (id BIGINT NULL, name TEXT NULL, disk_quota_mb BIGINT NULL, bandwidth_mb DECIMAL(30,2) NULL,
    max_domains BIGINT NULL, max_databases INT NULL, max_ftp DOUBLE NULL, max_emails BIGINT NULL)`,
  `CREATE TABLE users (id BIGINT NULL, username VARCHAR(300) NULL, email TEXT NULL, password_hash TEXT NULL,
    role VARCHAR(20) NULL, package_id BIGINT NULL, status VARCHAR(20) NULL, created_at DATETIME NULL,
    updated_at DATETIME NULL, deleted_at DATETIME NULL)`,
  `CREATE TABLE domains (id INT PRIMARY KEY AUTO_INCREMENT, user_id BIGINT NULL, domain_name TEXT NULL,
    document_root TEXT NULL, type VARCHAR(20) NULL, is_ssl_active BIGINT NULL, php_version VARCHAR(100) NULL)`,
  'CREATE TABLE `databases` (user_id BIGINT NULL, db_name TEXT NULL, db_user TEXT NULL)',
  'CREATE TABLE ftp_accounts (user_id BIGINT NULL, username TEXT NULL, home_dir TEXT NULL)',
  'CREATE TABLE settings (name VARCHAR(64) PRIMARY KEY, value TEXT NULL)',
];

/** Lets zero dates in, and makes one of a day that no month has. */
export const LOOSE_MODE = '';

/** Above what a double holds exactly, and the largest that MariaDB holds. */
const LARGE = ['9007199254740993', '9223372036854775807'];
const NUMBERS = [null, 0, -1, 999_999, ...LARGE];
const TIMES = [
  ...[null, '0000-00-00 00:00:00', '2023-00-12 00:00:00', '2023-02-31 10:00:00'],
  // The hour that summer time leaves out, the first and the last that MariaDB knows.
  ...['2021-03-28 02:30:00', '1000-01-01 00:00:00', '9999-12-31 23:59:59'],
];
const TEXTS = [
  null,
  '',
  ' ',
  'ünïcödé 🦊',
  "x'; DROP TABLE users; --",
  '<script>alert(1)</script>',
  'a\u0000b\u001b[31m',
  '\n',
  'x'.repeat(290),
];

const ODD: Readonly<Record<keyof V1Database, Readonly<Record<string, readonly (string | number | null)[]>>>> =
  {
    users: {
      id: NUMBERS,
      username: [...TEXTS, 'Bad_Name', 'root', '../etc', 'twice', 'twice'],
      email: [...TEXTS, 'nobody', 'a@b@c.example'],
      password_hash: [...TEXTS, '5f4dcc3b5aa765d61d8327deb882cf99', '$1$old$md5'],
      role: [null, '', 'boss', 'reseller', 'admin'],
      package_id: NUMBERS,
      status: [null, '', 'deleted', 'pending', 'suspended'],
      created_at: TIMES,
      updated_at: TIMES,
      deleted_at: TIMES,
    },
    packages: {
      id: NUMBERS,
      name: TEXTS,
      disk_quota_mb: NUMBERS,
      bandwidth_mb: [...NUMBERS, '10.50'],
      max_domains: [...NUMBERS, 1_000_001],
      max_databases: [null, 0, -1, 2_000_000_000],
      max_ftp: [null, 0, -1, '1e300', '2.5'],
      max_emails: NUMBERS,
    },
    domains: {
      user_id: NUMBERS,
      domain_name: [
        ...[
          ...TEXTS,
          'MiXed.Example',
          'münze.example',
          'dot.example.',
          '192.0.2.1',
          '*.star.example',
          'single',
        ],
        ...['..', 'two words.example', 'usual.example', 'shop.usual.example'],
      ],
      document_root: [
        ...[...TEXTS, '/', '/etc', 'public_html', '../../etc', '{home}', '{home}/', '{home}//a//b/'],
        ...['{home}/.hidden', '{home}/../other', '/var/www/html', '{home}/public_html'],
      ],
      type: [null, '', 'parked', 'addon', 'subdomain', 'alias'],
      is_ssl_active: NUMBERS,
      php_version: [null, '', '5.6', 'php8.2', '8.2.14', '9.9', 'latest', '8.2; rm -rf /'],
    },
    databases: { user_id: NUMBERS, db_name: TEXTS, db_user: TEXTS },
    ftp_accounts: { user_id: NUMBERS, username: TEXTS, home_dir: [...TEXTS, '/', '/etc'] },
  };

/** The user that has nothing odd about it. */
export const USUAL = 'usual';

export function oddDatabase(): V1Database {
  const tables: Record<keyof V1Database, Row[]> = {
    users: [],
    packages: [],
    domains: [],
    databases: [],
    ftp_accounts: [],
  };
  let id = 0;
  const add = (username: string, odd: Partial<Record<keyof V1Database, Row>> = {}) => {
    id += 1;
    const home = `/home/${username}`;
    const own = Object.fromEntries(
      Object.entries(odd.domains ?? {}).map(([column, value]) => [
        column,
        typeof value === 'string' ? value.replace('{home}', home) : value,
      ]),
    );
    tables.packages.push({ ...packageRow(id), ...odd.packages });
    tables.users.push({ ...userRow(id, username), ...odd.users });
    tables.domains.push({ ...domainRow(id, username, home), ...own });
    tables.databases.push({ user_id: id, db_name: `${username}_db`, db_user: username, ...odd.databases });
    tables.ftp_accounts.push({ user_id: id, username, home_dir: home, ...odd.ftp_accounts });
  };
  add(USUAL);
  for (const [table, columns] of Object.entries(ODD))
    for (const [column, values] of Object.entries(columns))
      for (const value of values)
        add(`u${String(id + 1).padStart(3, '0')}${column.replaceAll('_', '').slice(0, 8)}`, {
          [table]: { [column]: value },
        });
  return tables;
}

function packageRow(id: number): Row {
  const name = `Package ${id}`;
  return {
    id,
    name,
    disk_quota_mb: 4096,
    bandwidth_mb: 50_000,
    max_domains: 3,
    max_databases: 5,
    max_ftp: 2,
    max_emails: 0,
  };
}

function userRow(id: number, username: string): Row {
  return {
    ...{
      id,
      username,
      email: `owner@${id}.example.com`,
      password_hash: PANEL_HASH,
      role: 'user',
      package_id: id,
    },
    ...{
      status: 'active',
      created_at: '2021-03-04 10:20:30',
      updated_at: '2022-01-01 00:00:00',
      deleted_at: null,
    },
  };
}

function domainRow(user_id: number, username: string, home: string): Row {
  const domain_name = `${username}.example`;
  const document_root = `${home}/domains/${domain_name}/public_html`;
  return { user_id, domain_name, document_root, type: 'primary', is_ssl_active: 0, php_version: '8.2' };
}
