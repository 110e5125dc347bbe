// Sets that are good in every way, as a person could write them, and values near to them.
import { readFileSync } from 'node:fs';
import fc, { type Arbitrary } from 'fast-check';
import { z } from 'zod';
import type { SetFileName } from '../../src/model/set-files.ts';

export type SetValues = Record<SetFileName, Record<string, unknown>>;

const Table = z.object({ good: z.array(z.union([z.string(), z.object({ value: z.string() })])) });

function goodValues(name: string): Arbitrary<string> {
  const url = new URL(`../../fixtures/hostile/values/${name}.json`, import.meta.url);
  const { good } = Table.parse(JSON.parse(readFileSync(url, 'utf8')));
  return fc.constantFrom(...good.map((each) => (typeof each === 'string' ? each : each.value)));
}

const letters = 'abcdefghijklmnopqrstuvwxyz';
const lettersAndDigits = `${letters}0123456789`;

function word(alphabet: string, minLength: number, maxLength: number): Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom(...alphabet), minLength, maxLength });
}

export const username = fc
  .tuple(word(letters, 1, 1), word(lettersAndDigits, 2, 13))
  // No reserved name ends so.
  .map(([first, rest]) => `${first}${rest}qz`);

const label = fc
  .tuple(word(lettersAndDigits, 1, 1), word(`${lettersAndDigits}-`, 0, 20), word(lettersAndDigits, 1, 1))
  .map((parts) => parts.join('').replaceAll(/-+/g, '-'));

const domain = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(label, fc.constantFrom('com', 'net', 'co.uk', 'test', 'de'))
      .map(([a, b]) => `${a}zq.${b}`),
  },
  { weight: 1, arbitrary: label.map((each) => `bücher-${each}z.de`) },
  { weight: 1, arbitrary: label.map((each) => `${each.toUpperCase()}.Example.ORG`) },
);

const segment = fc
  .tuple(word(lettersAndDigits, 1, 1), word(`${lettersAndDigits}ABCXYZ._@+-`, 0, 12))
  .map((parts) => parts.join(''));
const folders = fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));

const limit = fc.oneof(fc.constant(0), fc.nat(999_000));

const time = fc
  .tuple(fc.integer({ min: 0, max: 4_000_000_000 }), fc.constantFrom('Z', '+07:00', '-03:30'))
  .map(([seconds, offset]) => {
    const zone = offset === 'Z' ? 'UTC' : offset;
    const local = Temporal.Instant.fromEpochMilliseconds(seconds * 1000).toZonedDateTimeISO(zone);
    return `${local.toPlainDateTime().toString({ smallestUnit: 'second' })}${offset}`;
  });

/** Without the numbers and keys that no file may hold. */
export const plainJson: Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 2 },
    fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => text.isWellFormed()),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(word(letters, 0, 4), tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;

const ownKeys = fc.dictionary(
  word(lettersAndDigits, 0, 5).map((name) => `x_${name}`),
  plainJson,
  { maxKeys: 2, noNullPrototype: true },
);

const app = (home: string) =>
  fc.record({
    root: folders.map((path) => `${home}/${path}`),
    start_command: goodValues('command'),
    env: fc.dictionary(
      fc.constantFrom('NODE_ENV', 'DATABASE_URL', 'A', 'x_own'),
      fc
        .string({ unit: 'grapheme', maxLength: 20 })
        .filter((text) => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text) && text.isWellFormed()),
    ),
    status: fc.constantFrom('running', 'stopped', 'active', 'suspended'),
    useDomain: fc.boolean(),
  });

/** What a site may say beyond its names and root. */
const site = fc.record(
  {
    redirect_to: fc.option(goodValues('redirect-target')),
    certificate: fc.constantFrom('auto', 'found', 'none'),
    https: fc.constantFrom('redirect', 'both'),
    hsts_seconds: fc.nat(31_536_000),
    php: fc.boolean(),
    php_version: fc.option(goodValues('php-version')),
    front_controller: fc.option(goodValues('front-controller')),
    max_body_mb: fc.nat(4096),
    password: fc.option(
      fc.record(
        {
          realm: goodValues('realm'),
          users: fc.dictionary(goodValues('visitor'), goodValues('visitor-hash'), {
            minKeys: 1,
            maxKeys: 2,
            noNullPrototype: true,
          }),
          paths: fc.array(goodValues('uri-path'), { minLength: 1, maxLength: 3 }),
        },
        { requiredKeys: ['realm', 'users'], noNullPrototype: true },
      ),
    ),
    headers: fc.dictionary(goodValues('header-name'), goodValues('header-value'), {
      maxKeys: 3,
      noNullPrototype: true,
    }),
    error_pages: fc.dictionary(goodValues('error-status'), goodValues('uri-path'), {
      maxKeys: 2,
      noNullPrototype: true,
    }),
    deny: fc.array(goodValues('denied-path'), { maxLength: 3 }),
  },
  { requiredKeys: [], noNullPrototype: true },
);

/** Good by schema and by every rule, with the facts of the tests. */
export const arbitrarySet: Arbitrary<SetValues> = fc
  .record({
    username,
    uid: fc.integer({ min: 10_000, max: 59_999 }),
    names: fc.uniqueArray(domain, { minLength: 4, maxLength: 9, selector: (name) => name.toLowerCase() }),
    labels: fc.uniqueArray(label, { minLength: 2, maxLength: 2 }),
    paths: fc.array(folders, { minLength: 6, maxLength: 6 }),
    created: time,
    updated: time,
    package: goodValues('package'),
    email: goodValues('email'),
    lastLogin: fc.option(goodValues('ip')),
    hash: fc.option(goodValues('password-hash'), { nil: undefined }),
    suffixes: fc.uniqueArray(word(`${lettersAndDigits}_-`, 1, 20), { maxLength: 8 }),
    databaseHash: goodValues('database-password-hash'),
    loginHash: goodValues('password-hash'),
    status: fc.constantFrom('active', 'suspended'),
    limits: fc.array(limit, { minLength: 12, maxLength: 12 }),
    php: fc.record({ enabled: fc.boolean(), version: goodValues('php-version') }),
    flags: fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
    mode: fc.constantFrom('sftp_chroot', 'sftp', 'shell'),
    keys: fc.option(goodValues('public-key')),
    forced: goodValues('force-command').filter((command) => command !== 'internal-sftp'),
    own: fc.array(ownKeys, { minLength: 6, maxLength: 6 }),
    // As few as the least limit that is not 0 lets through.
    jobs: fc
      .array(fc.record({ schedule: goodValues('cron-schedule'), command: goodValues('command') }), {
        maxLength: 1,
      })
      .map((jobs) => jobs.map((job) => ({ name: 'job', ...job, status: 'active' }))),
    notes: goodValues('text'),
    revision: plainJson,
    sites: fc.array(site, { maxLength: 3 }),
  })
  .chain((parts) =>
    fc.array(app(`/home/${parts.username}`), { maxLength: 3 }).map((apps) => setOf(parts, apps)),
  );

interface Parts {
  username: string;
  uid: number;
  names: string[];
  labels: string[];
  paths: string[];
  created: string;
  updated: string;
  package: string;
  email: string;
  lastLogin: string | null;
  hash: string | undefined;
  suffixes: string[];
  databaseHash: string;
  loginHash: string;
  status: string;
  limits: number[];
  php: { enabled: boolean; version: string };
  flags: boolean[];
  mode: string;
  keys: string | null;
  forced: string;
  own: Record<string, unknown>[];
  jobs: Record<string, unknown>[];
  notes: string;
  revision: unknown;
  sites: Record<string, unknown>[];
}

interface App {
  root: string;
  start_command: string;
  env: Record<string, string>;
  status: string;
  useDomain: boolean;
}

function setOf(parts: Parts, apps: App[]): SetValues {
  const home = `/home/${parts.username}`;
  const [primary = '', addon = '', ...aliases] = parts.names;
  const [sub = '', second = ''] = parts.labels;
  const path = (index: number) => `${home}/${parts.paths[index]}`;
  const flag = (index: number) => parts.flags[index] === true;
  const quota = (index: number) => parts.limits[index] ?? 0;
  // Enough for what the set has, or without limit.
  const count = (index: number) => (quota(index) === 0 ? 0 : quota(index) + 10);
  const shell = parts.mode === 'shell';
  const names = parts.suffixes.map((suffix) => `${parts.username}_${suffix}`);
  const rights = ['read_write', 'read_only'];
  const sites = [primary, addon, `${sub}.${primary}`];
  return {
    'account.json': {
      schema_version: 1,
      username: parts.username,
      uid: parts.uid,
      gid: parts.uid,
      primary_domain: primary,
      home_dir: home,
      shell: shell ? '/bin/bash' : '/usr/sbin/nologin',
      status: parts.status,
      created_at: parts.created,
      updated_at: parts.updated,
      package: parts.package,
      contact_email: parts.email,
      last_login_ip: parts.lastLogin,
      ...(parts.hash === undefined ? {} : { password_hash: parts.hash }),
      ...parts.own[0],
    },
    'limits.json': {
      schema_version: 1,
      disk_quota_mb: quota(0),
      bandwidth_quota_mb: quota(1),
      max_addon_domains: count(2),
      max_subdomains: count(3),
      max_alias_domains: count(4),
      max_databases: count(5),
      max_db_users: count(6),
      max_ftp_accounts: count(7),
      max_cron_jobs: quota(8),
      cpu_limit_percent: quota(9),
      memory_limit_mb: quota(10),
      io_limit_mb_s: quota(11),
      ...(flag(7) ? { max_processes: quota(11) } : {}),
      ...(flag(2) ? { database_quota_mb: quota(0) } : {}),
      ...parts.own[1],
    },
    'domains.json': {
      schema_version: 1,
      primary,
      addon_domains: [{ domain: addon, docroot: path(0), ...parts.own[2] }],
      subdomains: [
        { subdomain: sub, parent: primary.toLowerCase(), docroot: path(1) },
        ...(flag(6) ? [{ subdomain: second, parent: addon, docroot: path(2) }] : []),
      ],
      alias_domains: aliases.map((alias, index) => (flag(7) && index === 0 ? `*.${alias}` : alias)),
      ...(parts.sites.length === 0
        ? {}
        : { sites: Object.fromEntries(parts.sites.map((each, index) => [sites[index], each])) }),
    },
    'services.json': {
      schema_version: 1,
      web_server: 'nginx',
      php: { ...parts.php, fpm_pool: `jopanel-${parts.username}`, open_basedir: [home, '/tmp', path(3)] },
      nodejs: {
        enabled: flag(0),
        apps: apps.map(({ useDomain, ...each }, index) => ({
          ...each,
          name: `app-${index}`,
          port: 20_000 + index,
          ...(useDomain ? { domain: sites[index] } : {}),
          ...parts.own[3],
        })),
      },
      ftp: {
        enabled: flag(1),
        ...(flag(3)
          ? {
              accounts: names.map((name, index) => ({
                name,
                password_hash: parts.loginHash,
                directory: `${path(4)}/${index}`,
              })),
            }
          : {}),
        ...parts.own[4],
      },
      cron: { enabled: flag(2), ...(flag(3) ? { jobs: parts.jobs } : {}) },
      ...(flag(4)
        ? {
            mariadb: {
              enabled: flag(5),
              databases: names.map((name) => ({ name })),
              users: names.map((name, index) => ({
                name,
                password_hash: parts.databaseHash,
                databases: Object.fromEntries(names.slice(index).map((each, at) => [each, rights[at % 2]])),
              })),
            },
          }
        : {}),
    },
    'ssh.json': {
      schema_version: 1,
      enabled: flag(3),
      mode: parts.mode,
      authorized_keys: parts.keys === null ? [] : [parts.keys],
      force_command: flag(4) ? (shell ? parts.forced : 'internal-sftp') : null,
      chroot_dir: parts.mode === 'sftp_chroot' ? home : null,
      allow_port_forwarding: flag(4),
      allow_agent_forwarding: flag(5),
      allow_x11_forwarding: flag(6),
    },
    'meta.json': {
      schema_version: 1,
      notes: parts.notes,
      last_applied_revision: parts.revision,
      audit: { last_action: 'create_user', last_actor: 'admin:root', last_time: parts.created },
      ...parts.own[5],
    },
  };
}

export function arbitraryFile(file: SetFileName): Arbitrary<unknown> {
  return arbitrarySet.map((set) => set[file]);
}

const change = fc.record({
  at: fc.nat(),
  how: fc.constantFrom('remove', 'replace', 'add'),
  key: fc.constantFrom('x_new', 'newkey', 'Uid', 'constructor', 'toString', ''),
  value: fc.oneof(
    plainJson,
    fc.constantFrom<unknown>(
      0,
      -1,
      1,
      1.5,
      2 ** 31,
      '',
      'x',
      null,
      true,
      [],
      {},
      'a\u0000',
      '/',
      '*',
      '127.0.0.1',
    ),
  ),
});

export const changes = fc.array(change, { minLength: 1, maxLength: 3 });

/** A good value with one to three random changes anywhere in it. */
export function arbitraryNear(file: SetFileName): Arbitrary<unknown> {
  return fc.tuple(arbitraryFile(file), changes).map(([value, made]) => applyChanges(value, made));
}

export function applyChanges(value: unknown, made: readonly Change[]): unknown {
  return made.reduce<unknown>(changed, structuredClone(value));
}

interface Change {
  at: number;
  how: string;
  key: string;
  value: unknown;
}

function changed(value: unknown, { at, how, key, value: wanted }: Change): unknown {
  const put: unknown = structuredClone(wanted);
  const holders = objectsIn(value);
  const holder = holders[at % holders.length];
  if (holder === undefined) return put;
  const names = Object.keys(holder);
  const name = names[at % Math.max(names.length, 1)] ?? key;
  if (how === 'add') Reflect.set(holder, Array.isArray(holder) ? names.length : key, put);
  else if (how === 'replace' || Array.isArray(holder)) Reflect.set(holder, name, put);
  else Reflect.deleteProperty(holder, name);
  return value;
}

function objectsIn(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...Object.values(value).flatMap(objectsIn)];
}
