// The rows of one user as the files of a set, but for the numbers of its Linux user.

import type { AccountStatus } from '../../src/model/files/account-file.ts';
import { filesFrom } from '../../src/model/package-template.ts';
import type { V1User } from '../rows/rows.ts';
import { timeOfV1 } from '../rows/v1-time.ts';
import { completed, fieldsOf } from './account-files.ts';
import { choosePrimary } from './choose-primary.ts';
import type { KnownToV1 } from './differences-from-v1.ts';
import type { Decided, MigrationFinding } from './migration-finding.ts';
import type { OwnRows, PlanContext } from './plan-context.ts';
import { planDatabases } from './plan-databases.ts';
import { nameDomains, planDomains } from './plan-domains.ts';
import { planFtpAccounts } from './plan-ftp-accounts.ts';
import { planCreatedAt, planEmail, planPassword, planStatus } from './plan-identity.ts';
import { planLimits } from './plan-limits.ts';
import { certificateFindings, planPhpVersion } from './plan-php.ts';

interface SetChoice {
  readonly user: V1User;
  readonly rows: OwnRows;
  readonly context: PlanContext;
  readonly home: string;
  /** Lines of authorized_keys that the Linux user has already. */
  readonly authorizedKeys: readonly string[];
  /** The PHP version of the set that is there already. */
  readonly currentPhp: string | undefined;
}

export interface PlannedSet {
  readonly primary: string;
  readonly status: AccountStatus;
  readonly package: string;
  readonly known: KnownToV1;
  filesWith(identity: LinuxNumbers): ReadonlyMap<string, object>;
}

interface LinuxNumbers {
  readonly uid: number;
  readonly gid: number;
  readonly shell?: string;
}

/** Undefined where no domain can be the primary one. */
export function planSet(choice: SetChoice): Decided<PlannedSet | undefined> {
  const { user, rows, context, home, authorizedKeys, currentPhp } = choice;
  const { host, choices } = context;
  const { accept, template, templateName, zone } = choices;
  const findings: MigrationFinding[] = [];
  const take = <T>({ value, findings: more }: { value: T; findings: readonly MigrationFinding[] }): T => {
    findings.push(...more);
    return value;
  };
  const status = take(planStatus(user, accept));
  const domains = take(nameDomains(rows.domains));
  const isWhole = domains.length === rows.domains.length && rows.unreadable.length === 0;
  const chosen = choosePrimary(domains, { home, accept, isWhole });
  findings.push(...chosen.findings);
  const { primary, others } = chosen;
  if (primary === undefined) return { value: undefined, findings };

  const email = take(planEmail(user, primary.name, accept));
  const php = take(
    planPhpVersion({
      domains: rows.domains,
      primary: primary.name,
      installed: host.phpVersions,
      current: currentPhp,
      accept,
    }),
  );
  const createdAt = take(planCreatedAt(user, zone));
  const passwordHash = take(planPassword(user, choices.withPasswords));
  const { username } = user;
  const ftp = take(
    planFtpAccounts(rows.ftpAccounts, {
      username,
      home,
      passwordOf: (name) => host.accounts.users.get(name)?.password,
    }),
  );
  const mariadb = take(planDatabases(rows.databases, { username, server: host.mariadb, accept }));
  findings.push(...certificateFindings(rows.domains, host.certificates));
  const base = filesFrom(template, {
    username: user.username,
    uid: 0,
    gid: 0,
    domain: primary.name,
    email,
    package: templateName,
    now: createdAt,
    actor: '',
    php,
    authorizedKeys,
    passwordHash,
  });
  const usualAliases = fieldsOf(base, 'domains.json').alias_domains;
  const plannedDomains = take(
    planDomains({
      primary,
      others,
      home,
      usualAliases: Array.isArray(usualAliases) ? usualAliases.map(String) : [],
      accept,
    }),
  );
  const limits = take(
    planLimits({
      pack: rows.pack,
      packageId: user.package_id,
      unreadable: rows.unreadablePackage,
      templateName,
      template: fieldsOf(base, 'limits.json'),
      counts: {
        max_addon_domains: plannedDomains.addon_domains.length,
        max_databases: mariadb?.databases.length ?? 0,
        max_db_users: mariadb?.users.length ?? 0,
        max_ftp_accounts: ftp.accounts.length,
        subdomains: plannedDomains.subdomains.length,
        aliases: plannedDomains.alias_domains.length,
      },
      accept,
    }),
  );
  const value: PlannedSet = {
    primary: primary.name,
    status,
    package: limits.package,
    known: {
      createdAt: timeOfV1(user.created_at, zone) !== undefined,
      phpVersion: rows.domains.some(({ php_version }) => php_version !== null && php_version !== ''),
      limits: limits.isFromPackage,
    },
    filesWith: (identity) =>
      completed(base, {
        // The row says when it was last touched by anything, logins too, so that time is no part of the set.
        account: {
          ...identity,
          home_dir: home,
          status,
          created_at: createdAt,
          updated_at: createdAt,
          package: limits.package,
        },
        limits: limits.limits,
        domains: plannedDomains,
        services: {
          ftp: {
            ...ftpOf(base),
            enabled: ftp.enabled,
            ...(ftp.accounts.length === 0 ? {} : { accounts: ftp.accounts }),
          },
          ...(mariadb === undefined ? {} : { mariadb }),
        },
        meta: {
          notes: `From the V1 panel, users.id ${user.id}.`,
          // Who writes the set and when is known only when it is written.
          audit: { last_action: 'migrate_v1' },
        },
      }),
  };
  return { value, findings };
}

function ftpOf(base: ReadonlyMap<string, object>): object {
  const { ftp } = fieldsOf(base, 'services.json');
  return typeof ftp === 'object' && ftp !== null ? ftp : {};
}
