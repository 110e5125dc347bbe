// A V1 user who has sites, as the six files of an account.

import { checkSet } from '../../src/model/check-set.ts';
import { filesFrom } from '../../src/model/package-template.ts';
import type { V1User } from '../rows/rows.ts';
import { asBytes, completed, fieldsOf, textsOf } from './account-files.ts';
import { existingSetFinding, homeFindings, noFreeIdFinding } from './account-findings.ts';
import { type AccountPlan, entryOf, withoutFiles } from './account-plan.ts';
import { choosePrimary } from './choose-primary.ts';
import { type Finding, finding } from './finding.ts';
import { homeOf } from './home-of.ts';
import type { OwnRows, PlanContext } from './plan-context.ts';
import { nameDomains, planDomains } from './plan-domains.ts';
import { planFtp } from './plan-ftp.ts';
import { planCreatedAt, planEmail, planPassword, planStatus } from './plan-identity.ts';
import { planLimits } from './plan-limits.ts';
import { planLinuxUser } from './plan-linux-user.ts';
import { certificateNote, planPhp } from './plan-php.ts';

export function planHosted(
  user: V1User,
  rows: OwnRows,
  context: PlanContext,
  before: Finding[],
): AccountPlan {
  const { host, choices } = context;
  const { accept, template, templateName, now } = choices;
  const { username } = user;
  const findings = [...before];
  const take = <T>({ value, findings: more }: { value: T; findings: readonly Finding[] }): T => {
    findings.push(...more);
    return value;
  };
  const existing = host.sets.get(username);
  const home = homeOf(template, username);
  const status = take(planStatus(user, accept));
  const linux = take(planLinuxUser(username, home, host));
  findings.push(...homeFindings(username, home, linux, host));
  const domains = take(nameDomains(rows.domains));
  const { primary, others, findings: ofPrimary } = choosePrimary(domains, home, accept);
  findings.push(...ofPrimary);
  if (primary === undefined) return withoutFiles(user, rows, 'held', findings);

  const email = take(planEmail(user, primary.name, accept));
  const php = take(
    planPhp({ domains: rows.domains, primary: primary.name, installed: host.phpVersions, accept }),
  );
  const createdAt = take(planCreatedAt(user, choices.zone, now));
  const passwordHash = take(planPassword(user, choices.withPasswords));
  const ftp = take(planFtp(rows.ftpAccounts, { username, home }));
  findings.push(...certificateNote(rows.domains, host.certificates));
  const base = filesFrom(template, {
    username,
    uid: 0,
    gid: 0,
    domain: primary.name,
    email,
    package: templateName,
    now,
    actor: choices.actor,
    php,
    authorizedKeys: [],
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
      templateName,
      template: fieldsOf(base, 'limits.json'),
      counts: {
        addons: plannedDomains.addon_domains.length,
        subdomains: plannedDomains.subdomains.length,
        aliases: plannedDomains.alias_domains.length,
      },
      accept,
    }),
  );
  const held = (more: readonly Finding[]) => withoutFiles(user, rows, 'held', [...findings, ...more]);
  if (findings.some(({ blocks }) => blocks)) return held([]);

  const ids = idsOf(existing?.account ?? linux) ?? newIds(context);
  if (ids === undefined) return held([noFreeIdFinding()]);
  const files = completed(base, {
    account: {
      ...ids,
      ...(linux === undefined ? {} : { shell: linux.shell }),
      status,
      created_at: createdAt,
      updated_at: existing?.account.updated_at ?? now,
      package: limits.package,
    },
    limits: limits.limits,
    domains: plannedDomains,
    services: { ftp: { enabled: ftp } },
    meta: {
      notes: `From the V1 panel, users.id ${user.id}.`,
      audit: { last_action: 'migrate_v1', last_actor: choices.actor, last_time: now },
    },
  });
  const checked = checkSet(username, asBytes(textsOf(files)), host.facts);
  if (!checked.ok) {
    return held(
      checked.problems.map(({ file, pointer, message, remedy }) =>
        finding('refused', {
          subject: `${file} ${pointer}`,
          what: message,
          why: 'the daemon would refuse the set',
          proposal: remedy,
        }),
      ),
    );
  }
  if (host.sets.has(username) && existing?.revision !== checked.account.revision)
    return held([existingSetFinding(existing, checked.account)]);
  return {
    entry: {
      ...entryOf(user, rows, 'write', findings),
      linux_user: linux === undefined ? 'make' : 'adopt',
      uid: ids.uid,
      gid: ids.gid,
      status,
      package: limits.package,
      primary_domain: primary.name,
      revision: checked.account.revision,
    },
    files,
    account: checked.account,
  };
}

interface Ids {
  readonly uid: number;
  readonly gid: number;
}

function idsOf(known: Ids | undefined): Ids | undefined {
  return known && { uid: known.uid, gid: known.gid };
}

function newIds({ nextId }: PlanContext): Ids | undefined {
  const id = nextId();
  return id === undefined ? undefined : { uid: id, gid: id };
}
