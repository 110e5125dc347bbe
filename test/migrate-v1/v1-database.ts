// A V1 panel's database as one would be found: many users like any other, and every awkward case by name.

export type Row = Readonly<Record<string, string | number | null>>;

export interface V1Database {
  readonly users: readonly Row[];
  readonly packages: readonly Row[];
  readonly domains: readonly Row[];
  readonly databases: readonly Row[];
  readonly ftp_accounts: readonly Row[];
}

/** As the old panel's installer made them. */
export const V1_SCHEMA: readonly string[] = [
  `CREATE TABLE packages (id INT UNSIGNED PRIMARY KEY AUTO_INCREMENT, name VARCHAR(100) NOT NULL,
    disk_quota_mb INT NOT NULL, bandwidth_mb INT NOT NULL, max_domains INT NOT NULL,
    max_databases INT NOT NULL, max_ftp INT NOT NULL, max_emails INT NOT NULL) ENGINE=InnoDB`,
  `CREATE TABLE users (id INT UNSIGNED PRIMARY KEY AUTO_INCREMENT, username VARCHAR(64) NOT NULL,
    email VARCHAR(190) NULL, password_hash VARCHAR(255) NOT NULL,
    role ENUM('admin','reseller','user') NOT NULL DEFAULT 'user', package_id INT UNSIGNED NULL,
    status ENUM('active','suspended','pending') NOT NULL DEFAULT 'active',
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
    deleted_at TIMESTAMP NULL, UNIQUE KEY (username), KEY (email),
    CONSTRAINT users_package FOREIGN KEY (package_id) REFERENCES packages (id)) ENGINE=InnoDB`,
  `CREATE TABLE domains (user_id INT UNSIGNED NOT NULL, domain_name VARCHAR(255) NOT NULL,
    document_root VARCHAR(255) NULL, type VARCHAR(20) NOT NULL, is_ssl_active TINYINT(1) NOT NULL DEFAULT 0,
    php_version VARCHAR(10) NULL, KEY (user_id)) ENGINE=InnoDB`,
  `CREATE TABLE \`databases\` (user_id INT UNSIGNED NOT NULL, db_name VARCHAR(64) NOT NULL,
    db_user VARCHAR(64) NULL) ENGINE=InnoDB`,
  `CREATE TABLE ftp_accounts (user_id INT UNSIGNED NOT NULL, username VARCHAR(64) NOT NULL,
    home_dir VARCHAR(255) NULL) ENGINE=InnoDB`,
  `CREATE TABLE settings (name VARCHAR(64) PRIMARY KEY, value TEXT NULL) ENGINE=InnoDB`,
];

/** bcrypt of `panel-password`, with PHP's prefix. */
export const PANEL_HASH = '$2y$10$abcdefghijklmnopqrstuuS8Vd5mZ1c3N0VbQyGmYw5vXk6Oe7RqS';

/** All of them, in the order of their ids. */
export const AWKWARD_NAMES = [
  'Bad_Name',
  'twoprimary',
  'noprimary',
  'nodomain',
  'outside',
  'flatroot',
  'mixedphp',
  'orphansub',
  'ownalias',
  'nopack',
  'badmail',
  'toomany',
  'waiting',
  'rival',
  'lowuid',
  'otherhome',
  'squat',
  'hasset',
  'parked',
  '"><script>',
] as const;

const usualDomains = (name: string): readonly Site[] => [
  { name: `${name}.example`, type: 'primary', root: `/home/${name}/domains/${name}.example/public_html` },
  {
    name: `${name}-shop.example`,
    type: 'addon',
    root: `/home/${name}/domains/${name}-shop.example/public_html/`,
  },
  { name: `blog.${name}.example`, type: 'subdomain', root: `/home/${name}/blog` },
  { name: `${name}-alias.example`, type: 'alias', root: null },
];

interface Site {
  readonly name: string;
  readonly type: string;
  readonly root: string | null;
  readonly more?: Row;
}

interface Person {
  readonly username: string;
  readonly row?: Row;
  readonly domains?: readonly Site[];
}

/** @param usual how many users have nothing awkward about them */
export function v1Database(usual: number): V1Database {
  const people: Person[] = [
    ...Array.from({ length: usual }, (_, index): Person => {
      const username = `usual${String(index + 1).padStart(4, '0')}`;
      // As on most hosts, few have more than one site.
      return index % 5 === 0 ? { username } : { username, domains: [primary(username)] };
    }),
    ...SPECIAL,
  ];
  const users: Row[] = [];
  const domains: Row[] = [];
  const databases: Row[] = [];
  const ftp_accounts: Row[] = [];
  people.forEach(({ username, row = {}, domains: own = usualDomains(username) }, index) => {
    const id = index + 1;
    users.push({
      id,
      username,
      email: `owner@${id}.example.com`,
      password_hash: PANEL_HASH,
      role: 'user',
      package_id: 1 + (index % 2),
      status: 'active',
      created_at: `2021-03-${String(1 + (index % 28)).padStart(2, '0')} 10:20:30`,
      deleted_at: null,
      ...row,
    });
    for (const { name, type, root, more = {} } of own)
      domains.push({
        user_id: id,
        domain_name: name,
        document_root: root,
        type,
        is_ssl_active: 0,
        php_version: '8.2',
        ...more,
      });
    if (index % 3 === 0) databases.push({ user_id: id, db_name: `${id}_wp`, db_user: `${id}_wp` });
    if (index % 4 === 0) ftp_accounts.push({ user_id: id, username, home_dir: `/home/${username}/` });
    if (username === 'extraftp') {
      ftp_accounts.push({ user_id: id, username: 'extraftp_dev', home_dir: '/home/extraftp/dev/' });
      databases.push({ user_id: id, db_name: 'extraftp_shop', db_user: 'extraftp_shop' });
    }
  });
  // A row without a user.
  domains.push({
    user_id: 999_999,
    domain_name: 'nobodys.example',
    document_root: null,
    type: 'primary',
    is_ssl_active: 0,
    php_version: null,
  });
  return { users, packages: PACKAGES, domains, databases, ftp_accounts };
}

const PACKAGES: readonly Row[] = [
  {
    id: 1,
    name: 'Starter',
    disk_quota_mb: 0,
    bandwidth_mb: 50_000,
    max_domains: 3,
    max_databases: 5,
    max_ftp: 2,
    max_emails: 10,
  },
  {
    id: 2,
    name: 'Größer & mehr',
    disk_quota_mb: 4096,
    bandwidth_mb: 0,
    max_domains: 10,
    max_databases: 20,
    max_ftp: 0,
    max_emails: 0,
  },
];

const primary = (name: string) => ({
  name: `${name}.example`,
  type: 'primary',
  root: `/home/${name}/domains/${name}.example/public_html`,
});

const SPECIAL: readonly Person[] = [
  { username: 'Bad_Name' },
  {
    username: 'twoprimary',
    domains: [
      { name: 'aaa-twoprimary.example', type: 'primary', root: '/home/twoprimary/aaa' },
      primary('twoprimary'),
    ],
  },
  { username: 'noprimary', domains: [{ ...primary('noprimary'), type: 'addon' }] },
  { username: 'nodomain', domains: [] },
  {
    username: 'outside',
    domains: [primary('outside'), { name: 'outside-www.example', type: 'addon', root: '/var/www/outside' }],
  },
  { username: 'flatroot', domains: [{ ...primary('flatroot'), root: '/home/flatroot/public_html' }] },
  {
    username: 'mixedphp',
    domains: [
      primary('mixedphp'),
      {
        name: 'mixedphp-old.example',
        type: 'addon',
        root: '/home/mixedphp/old',
        more: { php_version: '7.4' },
      },
    ],
  },
  {
    username: 'orphansub',
    domains: [
      primary('orphansub'),
      { name: 'blog.elsewhere.example', type: 'subdomain', root: '/home/orphansub/blog' },
    ],
  },
  {
    username: 'ownalias',
    domains: [
      primary('ownalias'),
      { name: 'ownalias-two.example', type: 'alias', root: '/home/ownalias/two' },
    ],
  },
  { username: 'nopack', row: { package_id: null } },
  { username: 'badmail', row: { email: 'nobody at all' } },
  {
    username: 'toomany',
    row: { package_id: 1 },
    domains: [
      primary('toomany'),
      ...[1, 2, 3, 4].map((n) => ({
        name: `toomany${n}.example`,
        type: 'addon',
        root: `/home/toomany/${n}`,
      })),
    ],
  },
  { username: 'waiting', row: { status: 'pending' } },
  {
    username: 'rival',
    row: { created_at: '2024-01-01 00:00:00' },
    domains: [primary('rival'), { name: 'usual0001.example', type: 'addon', root: '/home/rival/taken' }],
  },
  { username: 'lowuid' },
  { username: 'otherhome' },
  { username: 'squat' },
  { username: 'hasset' },
  {
    username: 'parked',
    domains: [primary('parked'), { name: 'parked-two.example', type: 'parked', root: null }],
  },
  {
    username: '"><script>',
    domains: [{ name: 'evil.example/../..', type: 'primary', root: '/home/\u001b[31m' }],
  },
  // From here on nothing is held back.
  { username: 'adopted' },
  { username: 'suspd', row: { status: 'suspended' } },
  {
    username: 'resel',
    row: { role: 'reseller' },
    domains: [primary('resel'), { name: 'www.resel.example', type: 'alias', root: null }],
  },
  { username: 'extraftp' },
  {
    username: 'sslsite',
    domains: [{ ...primary('sslsite'), more: { is_ssl_active: 1, php_version: 'php8.2' } }],
  },
  { username: 'idn', domains: [{ name: 'Münze.example', type: 'primary', root: null }] },
  // And these are no hosting accounts.
  { username: 'operator1', row: { role: 'admin', package_id: null }, domains: [] },
  { username: 'gone', row: { deleted_at: '2023-05-06 07:08:09' } },
];

/** Written and converged without anyone's word; the rest is held back or is no hosting account. */
export const FINE_NAMES = ['adopted', 'suspd', 'resel', 'extraftp', 'sslsite', 'idn'] as const;
export const SKIPPED_NAMES = ['operator1', 'gone'] as const;
