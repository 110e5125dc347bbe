// A V1 user who has sites, as an account: its set, its Linux user, and whether a set of that name is there already.

import type { Account } from '../../src/model/account.ts';
import { checkSet } from '../../src/model/check-set.ts';
import type { Problem } from '../../src/model/problem.ts';
import { LARGEST_FILE } from '../../src/model/set-files.ts';
import { adoptableKeys } from '../adopt/adoptable-keys.ts';
import { endingFindings, rightsFindings } from '../adopt/adoption-findings.ts';
import type { V1User } from '../rows/rows.ts';
import { asBytes, fieldsOf, setFilesOf, textsOf } from './account-files.ts';
import { existingSetFinding, homeFindings, noFreeIdFinding } from './account-findings.ts';
import { type AccountMigration, entryOf, withoutFiles } from './account-migration.ts';
import { differencesFromV1 } from './differences-from-v1.ts';
import { homeOf } from './home-of.ts';
import { finding, type MigrationFinding } from './migration-finding.ts';
import type { OwnRows, PlanContext } from './plan-context.ts';
import { type LinuxIdentity, planLinuxUser } from './plan-linux-user.ts';
import { type PlannedSet, planSet } from './plan-set.ts';

export function planHosted(
  user: V1User,
  rows: OwnRows,
  context: PlanContext,
  before: readonly MigrationFinding[],
): AccountMigration {
  const { host, choices } = context;
  const { username } = user;
  const findings = [...before];
  const held = (more: readonly MigrationFinding[]) =>
    withoutFiles(user, rows, 'held', [...findings, ...more]);
  const existing = host.sets.get(username);
  const home = existing?.account.home_dir ?? homeOf(choices.template, username);
  const linux = linuxPart(username, home, context, existing !== undefined);
  findings.push(...linux.findings);
  const planned = planSet({
    user,
    rows,
    context,
    home,
    authorizedKeys: linux.keys,
    currentPhp: existing?.services.php.version,
  });
  findings.push(...planned.findings);
  if (planned.value === undefined || findings.some(({ blocks }) => blocks)) return held([]);

  const ids = existing?.account ?? linux.identity ?? newIds(context);
  if (ids === undefined) return held([noFreeIdFinding()]);
  const shell = existing?.account.shell ?? linux.identity?.shell;
  const files = planned.value.filesWith({
    uid: ids.uid,
    gid: ids.gid,
    ...(shell === undefined ? {} : { shell }),
  });
  findings.push(...linux.endings(files));
  const bytes = asBytes(textsOf(files));
  const large = [...bytes].find(([, content]) => content.length > LARGEST_FILE);
  if (large !== undefined) return held([tooLargeFinding(large[0], rows.domains.length)]);
  const checked = checkSet(username, bytes, host.facts);
  if (!checked.ok) return held(checked.problems.map(refusedFinding));
  const entry = entryFor(planned.value, linux.isThere);
  if (!host.sets.has(username)) return { entry: entry(checked.account), files, account: checked.account };

  if (existing === undefined) return held([existingSetFinding(username, undefined)]);
  const differences = differencesFromV1(existing, checked.account, planned.value.known);
  if (differences.length > 0) return held([existingSetFinding(username, differences)]);
  return { entry: entry(existing), files: setFilesOf(existing), account: existing };

  function entryFor({ status, primary, package: label }: PlannedSet, isThere: boolean) {
    return ({ account, revision }: Account) => ({
      ...entryOf(user, rows, 'write', findings),
      linux_user: isThere ? ('adopt' as const) : ('make' as const),
      uid: account.uid,
      gid: account.gid,
      status,
      package: label,
      primary_domain: primary,
      revision,
    });
  }
}

interface LinuxPart {
  readonly isThere: boolean;
  /** Undefined where there is no such user, and one can be made. */
  readonly identity: LinuxIdentity | undefined;
  readonly findings: readonly MigrationFinding[];
  /** Lines of authorized_keys that it has, as far as ssh.json can hold them. */
  readonly keys: readonly string[];
  /** What adoption ends, given what the set says. */
  endings(files: ReadonlyMap<string, object>): readonly MigrationFinding[];
}

/** An account that has a set is not adopted again: the daemon corrects or reports what differs on the host. */
function linuxPart(username: string, home: string, context: PlanContext, isManaged: boolean): LinuxPart {
  const { host, choices } = context;
  const user = host.accounts.users.get(username);
  const isThere = user !== undefined;
  const none = { isThere, identity: undefined, findings: [], keys: [], endings: () => [] };
  if (isManaged) return none;
  const { value: identity, findings } = planLinuxUser(username, home, host);
  const ofHome = homeFindings(username, home, identity, host);
  const belongings = host.belongings.get(username);
  if (user === undefined || belongings === undefined)
    return { ...none, identity, findings: [...findings, ...ofHome] };
  const groups = context.groupsOf.get(username) ?? [];
  return {
    isThere,
    identity,
    findings: [...findings, ...rightsFindings({ user, belongings, groups }), ...ofHome],
    keys: adoptableKeys(belongings.keyLines).carried.map(({ line }) => line),
    endings(files) {
      const { enabled, mode } = fieldsOf(files, 'ssh.json');
      const ssh = { enabled: enabled === true, mode: String(mode) };
      return endingFindings({ user, belongings, groups, ssh, withPasswords: choices.withPasswords });
    },
  };
}

function tooLargeFinding(file: string, domains: number): MigrationFinding {
  return finding('refused', {
    subject: file,
    what: `its ${domains} domains make the file larger than ${LARGEST_FILE} bytes`,
    why: 'the daemon refuses a larger file',
    proposal: 'divide the domains among several users in V1, and plan again',
  });
}

function refusedFinding({ file, pointer, message, remedy }: Problem): MigrationFinding {
  return finding('refused', {
    subject: `${file} ${pointer}`,
    what: message,
    why: 'the daemon would refuse the set',
    proposal: remedy,
  });
}

function newIds({ nextId }: PlanContext): { readonly uid: number; readonly gid: number } | undefined {
  const id = nextId();
  return id === undefined ? undefined : { uid: id, gid: id };
}
