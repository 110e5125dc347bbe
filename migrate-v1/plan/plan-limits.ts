// The V1 package as the limits of an account.

import { LimitsFile } from '../../src/model/files/limits-file.ts';
import { quoted } from '../../src/model/quoted.ts';
import { parsePackageName } from '../../src/model/values/package-name.ts';
import type { V1Package } from '../rows/rows.ts';
import type { UnreadableRow } from '../rows/source.ts';
import { type Decided, finding, type MigrationFinding } from './migration-finding.ts';

/** Of limits.json, by what V1 calls it. What V1 never knew stays as the package template says. */
const LIMITS_FROM_PACKAGE = {
  disk_quota_mb: 'disk_quota_mb',
  bandwidth_quota_mb: 'bandwidth_mb',
  max_addon_domains: 'max_domains',
  max_databases: 'max_databases',
  max_db_users: 'max_databases',
  max_ftp_accounts: 'max_ftp',
} as const;

/** Limits that a package of V1 sets, and that an account may be over, with what they count. */
const RAISED = {
  max_addon_domains: 'addon domains',
  max_databases: 'databases',
  max_db_users: 'database users',
  max_ftp_accounts: 'FTP accounts',
} as const;
type RaisedLimit = keyof typeof RAISED;

interface LimitsChoice {
  readonly pack: V1Package | undefined;
  readonly packageId: number | null;
  /** Why the row of the package cannot be read, where it is there. */
  readonly unreadable: UnreadableRow | undefined;
  readonly templateName: string;
  readonly template: Readonly<Record<string, unknown>>;
  readonly counts: Readonly<Record<RaisedLimit, number>> & {
    readonly subdomains: number;
    readonly aliases: number;
  };
  readonly accept: ReadonlySet<string>;
}

interface PlannedLimits {
  readonly package: string;
  /** False where the limits are those of the template. */
  readonly isFromPackage: boolean;
  readonly limits: Readonly<Record<string, unknown>>;
}

export function planLimits(choice: LimitsChoice): Decided<PlannedLimits> {
  const { pack, templateName, template, counts, accept } = choice;
  const findings: MigrationFinding[] = [];
  const limits: Record<string, unknown> = { ...template };
  const fault = packageFault(choice);
  if (fault !== undefined) findings.push(templateInstead(fault, choice));
  else if (pack !== undefined)
    for (const [limit, column] of Object.entries(LIMITS_FROM_PACKAGE)) limits[limit] = pack[column];
  // V1 had no limits of these kinds, so an account that has more than the template gives keeps what it has.
  limits.max_subdomains = atLeast(template.max_subdomains, counts.subdomains);
  limits.max_alias_domains = atLeast(template.max_alias_domains, counts.aliases);
  for (const limit of ['max_addon_domains', 'max_databases', 'max_db_users', 'max_ftp_accounts'] as const) {
    const most = limits[limit];
    const value = counts[limit];
    if (typeof most !== 'number' || most === 0 || value <= most) continue;
    const words = {
      subject: `${value} ${RAISED[limit]}`,
      what: `the package ${quoted(pack?.name ?? templateName)} allows ${most}`,
      why: 'a set with more than its own limit is refused',
      proposal: `set ${limit} to ${value} for this account`,
      changes: [{ field: limit, value }],
    };
    findings.push(finding('limits', words, accept));
    limits[limit] = value;
  }
  const label = packageLabel(pack?.name ?? templateName);
  return { value: { package: label, isFromPackage: fault === undefined, limits }, findings };
}

interface PackageFault {
  readonly subject: string;
  readonly what: string;
  readonly remedy: string;
}

/** Why the package of V1 gives no limits. */
function packageFault({ pack, packageId, unreadable }: LimitsChoice): PackageFault | undefined {
  if (packageId === null)
    return { subject: 'package_id NULL', what: 'it has no package', remedy: 'give it a package in V1' };
  if (unreadable !== undefined)
    return {
      subject: unreadable.row,
      what: `the row of its package cannot be read: ${unreadable.why}`,
      remedy: 'correct that row in V1',
    };
  if (pack === undefined)
    return {
      subject: `package_id ${packageId}`,
      what: 'its package is not there',
      remedy: 'give it a package in V1',
    };
  const [impossible] = impossibleLimits(pack);
  return impossible === undefined
    ? undefined
    : { subject: rowOf(pack), what: impossible, remedy: 'correct that row in V1' };
}

function templateInstead(
  { subject, what, remedy }: PackageFault,
  { templateName, template, accept }: LimitsChoice,
): MigrationFinding {
  const instead = `use the limits of the template ${templateName}`;
  const limits = Object.keys(LIMITS_FROM_PACKAGE).map((limit) => [limit, template[limit]] as const);
  return finding(
    'package',
    {
      subject,
      what,
      why: 'the package says how much the account may use',
      proposal: `${remedy}, or ${instead}`,
      taken: instead,
      changes: [{ field: 'limits', value: Object.fromEntries(limits) }],
    },
    accept,
  );
}

/** `packages 7 "Large"` */
export function rowOf({ id, name }: V1Package): string {
  return `packages ${id} ${quoted(name)}`;
}

const { shape } = LimitsFile;
const IN_LIMITS_FILE = [
  ['disk_quota_mb', shape.disk_quota_mb],
  ['bandwidth_mb', shape.bandwidth_quota_mb],
  ['max_domains', shape.max_addon_domains],
  ['max_databases', shape.max_databases],
  ['max_ftp', shape.max_ftp_accounts],
] as const;

/** A sentence for each column of the package that limits.json cannot hold. */
export function impossibleLimits(pack: V1Package): string[] {
  return IN_LIMITS_FILE.flatMap(([column, { maxValue }]) => {
    const value = pack[column];
    const isPossible = value >= 0 && value <= (maxValue ?? Number.MAX_SAFE_INTEGER);
    return isPossible
      ? []
      : [`${column} is ${value}, and in limits.json it is a number from 0 to ${maxValue}`];
  });
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
