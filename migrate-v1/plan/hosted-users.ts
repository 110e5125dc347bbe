// Which rows of `users` are hosting accounts at all.

import type { V1User } from '../rows/rows.ts';
import { type Finding, note } from './finding.ts';
import type { OwnRows, PlanContext } from './plan-context.ts';

export function reasonToSkip(
  { username, deleted_at, role }: V1User,
  { domains, unreadable }: OwnRows,
  { host }: PlanContext,
): Finding | undefined {
  if (deleted_at !== null) {
    return note('soft_deleted', {
      subject: `deleted_at ${deleted_at}`,
      what: `the row is soft-deleted${domains.length === 0 ? '' : `, with ${domains.length} domains left`}`,
      why: 'what V1 calls deleted is not hosted again',
      proposal: 'nothing of it is written; to keep it after all, empty deleted_at and plan again',
    });
  }
  if (domains.length + unreadable.length > 0) return undefined;
  if (host.sets.has(username)) {
    return note('exists', {
      subject: username,
      what: 'it is an account of jopanel already, and V1 has no domain for it',
      why: 'the row may be there only so that its owner can log in to the panel',
      proposal: 'nothing is to be done',
    });
  }
  if (role === 'user') return undefined;
  return note('panel_only', {
    subject: `role ${role}`,
    what: `the ${role} has no domain`,
    why: 'nothing is hosted for it',
    proposal: 'it stays a login of the panel',
  });
}

export function panelRole({ role }: V1User): Finding[] {
  if (role === 'user') return [];
  const words = {
    subject: `role ${role}`,
    what: `the ${role} has domains, and becomes a hosting account as well`,
    why: 'the role is a matter of the panel: the account itself gets no rights from it',
    proposal: 'nothing is to be done; the role stays in the row of the panel',
  };
  return [note('panel_role', words)];
}
