// Which rows of `users` are hosting accounts.

import type { V1User } from '../rows/rows.ts';
import type { Migrated } from '../sets/migrated.ts';
import { type MigrationFinding, noteFinding } from './migration-finding.ts';
import type { OwnRows, PlanContext } from './plan-context.ts';

export function reasonToSkip(
  { id, username, deleted_at, role }: V1User,
  { domains, unreadable }: OwnRows,
  { host, namesakes }: PlanContext,
): MigrationFinding | undefined {
  if (deleted_at !== null) {
    if (host.sets.has(username) && namesakes(username) === 0)
      return noteFinding('still_hosted', {
        subject: `deleted_at ${deleted_at}`,
        what: 'the row is soft-deleted, but an account of this name is hosted here',
        why: 'a migration never ends an account: what V1 deletes after the set is written stays in force',
        proposal: endingCommands(username),
      });
    return noteFinding('soft_deleted', {
      subject: `deleted_at ${deleted_at}`,
      what: `the row is soft-deleted${domains.length === 0 ? '' : `, with ${domains.length} domains left`}`,
      why: 'what V1 calls deleted is not hosted again',
      proposal: 'nothing of it is written; to keep it after all, empty deleted_at and plan again',
    });
  }
  if (domains.length + unreadable.length > 0) return undefined;
  if (host.sets.has(username)) {
    if (host.migrated.some((each) => each.id === id && each.username === username))
      return noteFinding('still_hosted', {
        subject: username,
        what: 'V1 has no domain for it any more, but its account is hosted here',
        why: 'a migration never ends an account: what V1 deletes after the set is written stays in force',
        proposal: endingCommands(username),
      });
    return noteFinding('exists', {
      subject: username,
      what: 'it is an account of jopanel already, and V1 has no domain for it',
      why: 'the row may be there only so that its owner can log in to the panel',
      proposal: 'nothing is to be done',
    });
  }
  if (role === 'user') return undefined;
  return noteFinding('panel_only', {
    subject: `role ${role}`,
    what: `the ${role} has no domain`,
    why: 'nothing is hosted for it',
    proposal: 'it stays a login of the panel',
  });
}

/** A set that the migration wrote for a row that is gone or has another name now. */
export function abandonedNote({ username, id }: Migrated): MigrationFinding {
  return noteFinding('still_hosted', {
    subject: username,
    what: `it was written for users.id ${id}, which V1 no longer has under this name, and is hosted here`,
    why: 'a migration never ends an account: what V1 deletes or renames after the set is written stays in force',
    proposal: endingCommands(username),
  });
}

function endingCommands(username: string): string {
  return `to end it: jopanel user delete ${username}; to keep its files and suspend it: jopanel user suspend ${username}`;
}

export function panelRole({ role }: V1User): MigrationFinding[] {
  if (role === 'user') return [];
  const words = {
    subject: `role ${role}`,
    what: `the ${role} has domains, and becomes a hosting account as well`,
    why: 'the role is a matter of the panel: the account itself gets no rights from it',
    proposal: 'nothing is to be done; the role stays in the row of the panel',
  };
  return [noteFinding('panel_role', words)];
}
