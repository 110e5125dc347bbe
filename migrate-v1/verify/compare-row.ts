// Compares what V1 says with the set on disk. It shares no code with the plan, so that it can find the plan wrong.
// Where a proposal was accepted for this account, the set must say exactly what was proposed.

import type { Account } from '../../src/model/account.ts';
import { siteNames } from '../../src/model/site-names.ts';
import { parseAbsolutePath } from '../../src/model/values/absolute-path.ts';
import { parseDatabaseName } from '../../src/model/values/database-name.ts';
import { parseAliasDomain } from '../../src/model/values/domain-name.ts';
import { parseEmail } from '../../src/model/values/email.ts';
import { parseFtpAccountName } from '../../src/model/values/ftp-account-name.ts';
import { epochMsOf } from '../../src/model/values/timestamp.ts';
import type { AcceptedChange } from '../plan/accepted-change.ts';
import type { OwnRows } from '../plan/plan-context.ts';
import type { V1Domain, V1User } from '../rows/rows.ts';
import { timeOfV1 } from '../rows/v1-time.ts';

interface RowAgainstSet {
  readonly user: V1User;
  readonly rows: Pick<OwnRows, 'domains' | 'databases' | 'ftpAccounts' | 'pack'>;
  readonly account: Account;
  /** Of the proposals that were accepted for this account, and for no other. */
  readonly changes: readonly AcceptedChange[];
  readonly zone: string;
}

/** @returns what differs, a sentence each */
export function compareRow(comparison: RowAgainstSet): string[] {
  return [
    ...identityDifferences(comparison),
    ...domainDifferences(comparison),
    ...unknownNames(comparison),
    ...limitDifferences(comparison),
    ...databaseDifferences(comparison),
    ...ftpDifferences(comparison),
  ];
}

function identityDifferences({ user, account: { account }, changes, zone }: RowAgainstSet): string[] {
  const email = changeOf(changes, 'contact_email')?.value ?? plainAddress(user.email);
  const status = changeOf(changes, 'status')?.value ?? user.status;
  const created = timeOfV1(user.created_at, zone);
  const sameTime =
    created === undefined ||
    epochMsOf(account.created_at) === Temporal.Instant.from(created).epochMilliseconds;
  return [
    ...differsUnless(account.username === user.username, 'the username'),
    ...differsUnless(account.status === status, 'the status', changeOf(changes, 'status')),
    ...differsUnless(account.contact_email === email, 'the address', changeOf(changes, 'contact_email')),
    ...differsUnless(sameTime, 'the time of creation'),
  ];
}

function domainDifferences({ rows, account, changes }: RowAgainstSet): string[] {
  const kinds = new Map<string, string>(siteNames(account.domains).map(({ name, kind }) => [name, kind]));
  const roots = docroots(account);
  const byDomain = Map.groupBy(changes, (change) => ('domain' in change ? change.domain : undefined));
  return rows.domains.flatMap((domain) => {
    const name = plainName(domain.domain_name);
    const site = { name, kind: kinds.get(name), root: roots.get(name) };
    return siteDifferences(
      domain,
      site,
      [...(byDomain.get(name) ?? []), ...(byDomain.get(undefined) ?? [])],
      account,
    );
  });
}

interface Site {
  readonly name: string;
  /** Undefined where the set does not have it. */
  readonly kind: string | undefined;
  readonly root: string | undefined;
}

function siteDifferences(
  { domain_name, document_root, type, php_version }: V1Domain,
  { name, kind, root }: Site,
  changes: readonly AcceptedChange[],
  { account, services }: Account,
): string[] {
  if (kind === undefined) return differsUnless(false, domain_name);
  const wantedKind = changeOf(changes, 'type')?.value ?? type;
  const wantedRoot =
    changeOf(changes, 'docroot')?.value ??
    (plainRoot(document_root) || `${account.home_dir}/domains/${name}/public_html`);
  // Two proposals may be about the version, and the later one is what the account got.
  const wantedPhp = changeOf(changes, 'php_version')?.value ?? /\d+\.\d+/.exec(php_version ?? '')?.[0];
  const hasRoot = kind === 'alias' || root === wantedRoot;
  const hasPhp = wantedPhp === undefined || services.php.version === wantedPhp;
  return [
    ...differsUnless(kind === wantedKind, `the type of ${name}`, changeOf(changes, 'type')),
    ...differsUnless(hasRoot, `the document root of ${name}`, changeOf(changes, 'docroot')),
    ...differsUnless(hasPhp, `the PHP version of ${name}`, changeOf(changes, 'php_version')),
  ];
}

/** Names that are served although V1 does not have them, but for those that the package template puts beside. */
function unknownNames({ rows, account: { domains } }: RowAgainstSet): string[] {
  const known = new Set(rows.domains.map(({ domain_name }) => plainName(domain_name)));
  return siteNames(domains)
    .filter(({ name }) => !known.has(name))
    .filter(({ name, kind }) => kind !== 'alias' || !name.endsWith(`.${domains.primary}`))
    .map(({ name }) => `${name} is served, and V1 does not know it`);
}

function limitDifferences({ rows: { pack }, account: { limits }, changes }: RowAgainstSet): string[] {
  const instead = changeOf(changes, 'limits');
  const wanted: Readonly<Record<string, unknown>> | undefined =
    instead?.value ??
    (pack && {
      disk_quota_mb: pack.disk_quota_mb,
      bandwidth_quota_mb: pack.bandwidth_mb,
      max_addon_domains: pack.max_domains,
      max_databases: pack.max_databases,
      max_db_users: pack.max_databases,
      max_ftp_accounts: pack.max_ftp,
    });
  if (wanted === undefined) return ['the package is not there, and no other limits were accepted'];
  const values = new Map<string, unknown>(Object.entries(limits));
  return LIMITS.flatMap(([limit, label]) => {
    const raised = changes.findLast(({ field }) => field === limit);
    return differsUnless(values.get(limit) === (raised?.value ?? wanted[limit]), label, instead ?? raised);
  });
}

const LIMITS = [
  ['disk_quota_mb', 'the disk quota'],
  ['bandwidth_quota_mb', 'the traffic quota'],
  ['max_addon_domains', 'the limit of domains'],
  ['max_databases', 'the limit of databases'],
  ['max_db_users', 'the limit of database users'],
  ['max_ftp_accounts', 'the limit of FTP accounts'],
] as const;

function databaseDifferences({ rows, account, changes }: RowAgainstSet): string[] {
  if (changeOf(changes, 'mariadb') !== undefined) return [];
  const there = new Set<string>(account.services.mariadb?.databases.map(({ name }) => name));
  return rows.databases
    .filter(({ db_name }) => db_name.startsWith(`${account.username}_`) && parseDatabaseName(db_name).ok)
    .flatMap(({ db_name }) => differsUnless(there.has(db_name), `the database ${db_name}`));
}

/** Further logins: of one that has the account's own name, only whether FTP is on. */
function ftpDifferences({ rows, account }: RowAgainstSet): string[] {
  const { username, services } = account;
  const folders = new Map<string, string>(
    services.ftp.accounts?.map(({ name, directory }) => [name, directory]),
  );
  return rows.ftpAccounts.flatMap((row) => {
    const directory = plainRoot(row.home_dir);
    if (row.username === username)
      return differsUnless(services.ftp.enabled || directory !== account.account.home_dir, 'FTP');
    const isCarried =
      row.username.startsWith(`${username}_`) && directory.startsWith(`${account.account.home_dir}/`);
    const parsed = parseFtpAccountName(row.username);
    if (!isCarried || !parsed.ok || !parseAbsolutePath(directory).ok) return [];
    return differsUnless(folders.get(row.username) === directory, `the FTP login ${row.username}`);
  });
}

function docroots({ account, domains }: Account): ReadonlyMap<string, string> {
  return new Map<string, string>([
    ...domains.addon_domains.map(({ domain, docroot }): [string, string] => [domain, docroot]),
    ...domains.subdomains.map(({ subdomain, parent, docroot }): [string, string] => [
      `${subdomain}.${parent}`,
      docroot,
    ]),
    [domains.primary, `${account.home_dir}/domains/${domains.primary}/public_html`],
  ]);
}

function changeOf<F extends AcceptedChange['field']>(changes: readonly AcceptedChange[], field: F) {
  return changes.findLast(
    (change): change is Extract<AcceptedChange, { field: F }> => change.field === field,
  );
}

function differsUnless(isSame: boolean, what: string, accepted?: AcceptedChange): string[] {
  if (isSame) return [];
  return [`${what} is not what ${accepted === undefined ? 'V1 says' : 'was proposed and accepted'}`];
}

function plainName(domainName: string): string {
  const parsed = parseAliasDomain(domainName.trim());
  return parsed.ok ? parsed.value : domainName;
}

function plainRoot(root: string | null): string {
  return (root ?? '').trim().replaceAll(/\/+/g, '/').replace(/\/$/, '');
}

function plainAddress(email: string | null): string | undefined {
  const parsed = parseEmail((email ?? '').trim());
  return parsed.ok ? parsed.value : undefined;
}
