// The V1 package as the limits of an account.

import { quoted } from '../../src/model/quoted.ts';
import { parsePackageName } from '../../src/model/values/package-name.ts';
import type { V1Package } from '../rows/rows.ts';
import { type Decided, type Finding, finding } from './finding.ts';

/** Of limits.json, by what V1 calls it. What V1 never knew stays as the package template says. */
export const LIMITS_FROM_PACKAGE = {
  disk_quota_mb: 'disk_quota_mb',
  bandwidth_quota_mb: 'bandwidth_mb',
  max_addon_domains: 'max_domains',
  max_databases: 'max_databases',
  max_db_users: 'max_databases',
  max_ftp_accounts: 'max_ftp',
} as const;

export interface LimitsChoice {
  readonly pack: V1Package | undefined;
  readonly packageId: number | null;
  readonly templateName: string;
  readonly template: Readonly<Record<string, unknown>>;
  readonly counts: { readonly addons: number; readonly subdomains: number; readonly aliases: number };
  readonly accept: ReadonlySet<string>;
}

export interface PlannedLimits {
  readonly package: string;
  readonly limits: Readonly<Record<string, unknown>>;
}

export function planLimits(choice: LimitsChoice): Decided<PlannedLimits> {
  const { pack, templateName, template, counts, accept } = choice;
  const findings: Finding[] = [];
  const limits: Record<string, unknown> = { ...template };
  if (pack === undefined) findings.push(missingPackage(choice));
  else for (const [limit, column] of Object.entries(LIMITS_FROM_PACKAGE)) limits[limit] = pack[column];
  // V1 had no limits of these kinds: whoever has more than the template gives keeps what is there.
  limits.max_subdomains = atLeast(template.max_subdomains, counts.subdomains);
  limits.max_alias_domains = atLeast(template.max_alias_domains, counts.aliases);
  const most = limits.max_addon_domains;
  if (typeof most === 'number' && most > 0 && counts.addons > most) {
    findings.push(
      finding(
        'limits',
        {
          subject: `${counts.addons} addon domains`,
          what: `the package ${quoted(pack?.name ?? templateName)} allows ${most}`,
          why: 'a set with more domains than its own limit is refused',
          proposal: `set max_addon_domains to ${counts.addons} for this account`,
        },
        accept,
      ),
    );
    limits.max_addon_domains = counts.addons;
  }
  return { value: { package: packageLabel(pack?.name ?? templateName), limits }, findings };
}

function missingPackage({ packageId, templateName, accept }: LimitsChoice): Finding {
  return finding(
    'package',
    {
      subject: packageId === null ? 'no package_id' : `package_id ${packageId}`,
      what: packageId === null ? 'has no package' : 'its package is not there, or cannot be read',
      why: 'nothing says how much the account may use',
      proposal: `give it a package in V1, or use the limits of the template ${templateName}`,
    },
    accept,
  );
}

/** 0 means unlimited and stays so. */
function atLeast(limit: unknown, count: number): unknown {
  return typeof limit === 'number' && limit > 0 && limit < count ? count : limit;
}

/** A label for people, in the letters that it may have. */
export function packageLabel(name: string): string {
  if (parsePackageName(name).ok) return name;
  const plain = name
    .normalize('NFKD')
    .replaceAll('ß', 'ss')
    .replaceAll(/[^A-Za-z0-9 ._+-]+/g, '')
    .replaceAll(/ +/g, ' ')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 64)
    .replace(/[^A-Za-z0-9+]+$/, '');
  return parsePackageName(plain).ok ? plain : 'v1';
}
