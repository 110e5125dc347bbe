// Findings about an account as a whole.

import { parseUsername } from '../../src/model/values/username.ts';
import type { V1User } from '../rows/rows.ts';
import { finding, type MigrationFinding } from './migration-finding.ts';
import type { HostSurvey, OwnRows, PlanContext } from './plan-context.ts';
import type { LinuxIdentity } from './plan-linux-user.ts';

export function unreadableRows({ unreadable }: OwnRows): MigrationFinding[] {
  return unreadable.map(({ row, why }) =>
    finding('unreadable', {
      subject: row,
      what: `the row cannot be read: ${why}`,
      why: 'what it says would be lost',
      proposal: 'mend or delete it in V1 and plan again',
    }),
  );
}

export function usernameFinding({ username }: V1User, context: PlanContext): MigrationFinding | undefined {
  const parsed = parseUsername(username);
  const why = 'the username is the Linux user, its group and the name of many files';
  const proposal = (name: string) =>
    `rename it to ${name} in V1, where its owner then logs in by that name, and plan again`;
  if (!parsed.ok) {
    const name = context.freeName(username);
    return finding('username', {
      subject: 'username',
      what: parsed.message,
      why,
      proposal: proposal(name),
    });
  }
  const rows = context.namesakes(username);
  if (rows === 1) return undefined;
  const name = context.freeName(username);
  const what = `${rows} rows have this username`;
  return finding('username', { subject: username, what, why, proposal: `keep one, or ${proposal(name)}` });
}

/** A home that is there already must be the Linux user's own. */
export function homeFindings(
  username: string,
  home: string,
  linux: LinuxIdentity | undefined,
  { homes, accounts, facts }: HostSurvey,
): MigrationFinding[] {
  const found = homes.get(home);
  if (found === undefined || found.uid === linux?.uid) return [];
  if (found.uid === 0 && found.gid === linux?.gid) return [];
  const { uid } = found;
  const isFree =
    linux === undefined && !accounts.usersByUid.has(uid) && uid >= facts.uidMin && uid <= facts.uidMax;
  return [
    finding('home', {
      subject: home,
      what: `it belongs to uid ${uid}${linux === undefined ? `, and there is no Linux user ${username}` : ''}`,
      why: 'the home of another user is never taken over',
      proposal: isFree
        ? `make its user: useradd --uid ${uid} --user-group --no-create-home --home-dir ${home} --shell /bin/bash ${username}`
        : 'move it away, and back once the account is there',
    }),
  ];
}

export function noFreeIdFinding(): MigrationFinding {
  return finding('linux_user', {
    subject: 'uid',
    what: 'every uid of the range is taken',
    why: 'a uid once used is never given to another account',
    proposal: 'raise uid_max in jopaneld.json',
  });
}

/** @param differences places in the set that is there; undefined where the daemon refuses that set */
export function existingSetFinding(
  username: string,
  differences: readonly string[] | undefined,
): MigrationFinding {
  const what =
    differences === undefined
      ? 'a set of this name is there already, and is refused'
      : `a set of this name is there already, and says otherwise: ${differences.join(', ')}`;
  const proposal =
    differences === undefined
      ? 'see what is wrong with it: jopanel validate'
      : 'if the set is right, change V1 to match; if V1 is right: jopanel user edit';
  return finding('exists', { subject: username, what, why: 'a set is never written over', proposal });
}
