// What does not fit and belongs to no single account: packages, rows without a user, rows that cannot be read.

import { quoted } from '../../src/model/quoted.ts';
import type { V1Package } from '../rows/rows.ts';
import type { V1Source } from '../rows/source.ts';
import { finding, type MigrationFinding, noteFinding } from './migration-finding.ts';
import { impossibleLimits, packageLabel, rowOf } from './plan-limits.ts';

export function generalNotes(source: V1Source): MigrationFinding[] {
  return [...source.packages.flatMap(packageNotes), ...rowsWithoutUser(source), ...unreadableUsers(source)];
}

function packageNotes(pack: V1Package): MigrationFinding[] {
  const subject = rowOf(pack);
  const notes: MigrationFinding[] = [];
  const impossible = impossibleLimits(pack);
  if (impossible.length > 0)
    notes.push(
      noteFinding('package', {
        subject,
        what: impossible.join('; '),
        why: 'accounts of this package are held back, because limits.json cannot hold it',
        proposal: 'correct the row in V1, where 0 becomes unlimited, and plan again',
      }),
    );
  const label = packageLabel(pack.name);
  if (label !== pack.name)
    notes.push(
      noteFinding('package', {
        subject,
        what: 'its name holds letters that a package name may not have',
        why: 'the name of the package stands in account.json',
        proposal: `it is written as ${label}`,
      }),
    );
  if (pack.max_emails !== 0)
    notes.push(
      noteFinding('package', {
        subject,
        what: `max_emails ${pack.max_emails} is not carried over`,
        why: 'jopanel keeps no mailboxes, so there is no limit of them',
        proposal: 'keep mail where it is',
      }),
    );
  const none = (['bandwidth_mb', 'max_domains', 'max_databases', 'max_ftp'] as const).filter(
    (column) => pack[column] === 0,
  );
  if (none.length > 0)
    notes.push(
      noteFinding('package', {
        subject,
        what: `${none.join(', ')} is 0, which becomes unlimited`,
        why: 'in limits.json 0 means unlimited everywhere',
        proposal: 'where V1 meant none at all, set a number in V1 and plan again',
      }),
    );
  return notes;
}

function rowsWithoutUser({
  users,
  domains,
  databases,
  ftp_accounts,
  unreadable,
}: V1Source): MigrationFinding[] {
  const known = new Set([
    ...users.map(({ id }) => id),
    ...unreadable.flatMap(({ table, userId }) => (table === 'users' && userId !== undefined ? [userId] : [])),
  ]);
  const orphans = [
    ...domains.map(({ user_id, domain_name }) => ({ user_id, what: `domains ${quoted(domain_name)}` })),
    ...databases.map(({ user_id, db_name }) => ({ user_id, what: `databases ${quoted(db_name)}` })),
    ...ftp_accounts.map(({ user_id, username }) => ({ user_id, what: `ftp_accounts ${quoted(username)}` })),
  ].filter(({ user_id }) => !known.has(user_id));
  return orphans.map(({ user_id, what }) =>
    noteFinding('orphan', {
      subject: what,
      what: `it belongs to user_id ${user_id}, which users does not have`,
      why: 'there is no account to host it for',
      proposal: 'nothing of it is written; give it to a user in V1 to keep it',
    }),
  );
}

/** A row that belongs to a readable user is a finding of that user instead. */
function unreadableUsers({ users, unreadable }: V1Source): MigrationFinding[] {
  const readable = new Set(users.map(({ id }) => id));
  return unreadable
    .filter(({ table, userId }) => table === 'users' || userId === undefined || !readable.has(userId))
    .map(({ row, why }) =>
      finding('unreadable', {
        subject: row,
        what: `the row cannot be read: ${why}`,
        why: 'what it says would be lost',
        proposal: 'mend or delete it in V1 and plan again',
      }),
    );
}
