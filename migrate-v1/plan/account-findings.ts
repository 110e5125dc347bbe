// What may be wrong with an account as a whole.

import type { Account } from '../../src/model/account.ts';
import { parseUsername } from '../../src/model/values/username.ts';
import type { V1User } from '../rows/rows.ts';
import { differencesOf } from './account-files.ts';
import { type Finding, finding } from './finding.ts';
import type { HostSurvey, OwnRows, PlanContext } from './plan-context.ts';
import type { LinuxIdentity } from './plan-linux-user.ts';

export function unreadableRows({ unreadable }: OwnRows): Finding[] {
  return unreadable.map(({ row, why }) =>
    finding('unreadable', {
      subject: row,
      what: `the row cannot be read: ${why}`,
      why: 'what it says would be lost',
      proposal: 'mend or delete it in V1 and plan again',
    }),
  );
}

export function usernameFinding({ username }: V1User, context: PlanContext): Finding | undefined {
  const judged = parseUsername(username);
  const why = 'the username is the Linux user, its group and the name of many files';
  const proposal = (name: string) =>
    `rename it to ${name} in V1, where its owner then logs in by that name, and plan again`;
  if (!judged.ok) {
    const name = context.freeName(username);
    return finding('username', {
      subject: 'username',
      what: judged.message,
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
): Finding[] {
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
      why: 'a home of somebody else is never taken over',
      proposal: isFree
        ? `make its user: useradd --uid ${uid} --user-group --no-create-home --home-dir ${home} --shell /bin/bash ${username}`
        : 'move it away, and back once the account is there',
    }),
  ];
}

export function noFreeIdFinding(): Finding {
  return finding('linux_user', {
    subject: 'uid',
    what: 'every uid of the range is taken',
    why: 'a uid once used is never given to another account',
    proposal: 'raise uid_max in jopaneld.json',
  });
}

export function existingSetFinding(existing: Account | undefined, planned: Account): Finding {
  const places = existing === undefined ? [] : differencesOf(existing, planned);
  return finding('exists', {
    subject: planned.username,
    what:
      existing === undefined
        ? 'a set of this name is there already, and is refused'
        : `a set of this name is there already, and says otherwise: ${places.join(', ')}`,
    why: 'a set is never written over',
    proposal:
      existing === undefined
        ? 'see what is wrong with it: jopanel validate'
        : 'if it is right, change V1 to match or leave it; if V1 is right: jopanel user edit',
  });
}
