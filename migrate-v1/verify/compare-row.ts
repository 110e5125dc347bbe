// Holds what V1 says against the set on disk. Knows nothing of how the plan was made, so that it can find it wrong.

import type { Account } from '../../src/model/account.ts';
import { siteNames } from '../../src/model/site-names.ts';
import { parseAliasDomain } from '../../src/model/values/domain-name.ts';
import { parseEmail } from '../../src/model/values/email.ts';
import { epochMsOf } from '../../src/model/values/timestamp.ts';
import type { OwnRows } from '../plan/plan-context.ts';
import type { V1User } from '../rows/rows.ts';
import { timeOf } from '../rows/v1-time.ts';

export interface RowAgainstSet {
  readonly user: V1User;
  readonly rows: Pick<OwnRows, 'domains' | 'pack'>;
  readonly account: Account;
  readonly accept: ReadonlySet<string>;
  readonly zone: string;
}

/** @returns what differs, a sentence each; what was accepted to differ is no difference */
export function compareRow({ user, rows, account, accept, zone }: RowAgainstSet): string[] {
  const { account: identity, limits, domains, services } = account;
  const differences: string[] = [];
  const expect = (what: string, isSame: boolean) => {
    if (!isSame) differences.push(`${what} is not what V1 says`);
  };
  const unless = (kind: string, what: string, isSame: boolean) => {
    if (!accept.has(kind)) expect(what, isSame);
  };

  expect('the username', identity.username === user.username);
  expect('the status', identity.status === (user.status === 'active' ? 'active' : 'suspended'));
  unless('email', 'the address', isSameAddress(identity.contact_email, user.email));
  const created = timeOf(user.created_at, zone);
  if (created !== undefined)
    expect(
      'the time of creation',
      epochMsOf(identity.created_at) === Temporal.Instant.from(created).epochMilliseconds,
    );

  const served = new Map<string, string>(siteNames(domains).map(({ name, kind }) => [name, kind]));
  const roots = new Map<string, string>([
    ...domains.addon_domains.map(({ domain, docroot }): [string, string] => [domain, docroot]),
    ...domains.subdomains.map(({ subdomain, parent, docroot }): [string, string] => [
      `${subdomain}.${parent}`,
      docroot,
    ]),
    [domains.primary, `${identity.home_dir}/domains/${domains.primary}/public_html`],
  ]);
  for (const { domain_name, document_root, type, php_version } of rows.domains) {
    const judged = parseAliasDomain(domain_name.trim());
    const name = judged.ok ? judged.value : domain_name;
    const kind = served.get(name);
    expect(`${domain_name}`, kind !== undefined);
    if (kind === undefined) continue;
    const mayMove = ['primary', 'subdomain', 'alias'].some((each) => accept.has(each));
    if (!mayMove) expect(`the type of ${name}`, kind === type);
    const root = (document_root ?? '').replaceAll(/\/+/g, '/').replace(/\/$/, '');
    if (root !== '' && kind !== 'alias')
      unless('docroot', `the document root of ${name}`, roots.get(name) === root);
    if (php_version)
      unless('php', `the PHP version of ${name}`, /\d+\.\d+/.exec(php_version)?.[0] === services.php.version);
  }
  const known = new Set(
    rows.domains.map(({ domain_name }) => {
      const judged = parseAliasDomain(domain_name.trim());
      return judged.ok ? judged.value : domain_name;
    }),
  );
  const strangers = [...served.keys()].filter(
    (name) => !known.has(name) && !isBesideKnown(name, domains.primary),
  );
  for (const name of strangers) differences.push(`${name} is served, and V1 does not know it`);

  const { pack } = rows;
  if (pack !== undefined) {
    expect('the disk quota', limits.disk_quota_mb === pack.disk_quota_mb);
    expect('the traffic quota', limits.bandwidth_quota_mb === pack.bandwidth_mb);
    unless('limits', 'the limit of domains', limits.max_addon_domains === pack.max_domains);
    expect('the limit of databases', limits.max_databases === pack.max_databases);
    expect('the limit of FTP accounts', limits.max_ftp_accounts === pack.max_ftp);
  }
  return differences;
}

function isSameAddress(written: string, inV1: string | null): boolean {
  const judged = parseEmail((inV1 ?? '').trim());
  return judged.ok && judged.value === written;
}

/** `www` and its like, which the package template gives to every account. */
function isBesideKnown(name: string, primary: string): boolean {
  return name.endsWith(`.${primary}`);
}
