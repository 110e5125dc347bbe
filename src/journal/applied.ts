import type { Account } from '../model/account.ts';
import type { Target } from '../model/target.ts';
import type { JournalReader } from './reader.ts';

/** Whether the journal has it that the host once was as this target asks. */
export function wasApplied({ account, lifecycle }: Target, journal: JournalReader): boolean {
  const state = journal.account(account.username);
  if (state === undefined || lifecycle === 'purged') return false;
  if (lifecycle === 'retired') return state.retiredAt !== null;
  // The phase does not say so: a set that is refused, or held by a guard, says nothing about the one before it.
  const hasBeen = state.conditions.some(({ type, reason }) => type === 'Ready' && reason === 'Applied');
  return hasBeen && state.appliedRevision === account.revision && state.retiredAt === null;
}

/** Whether this very set is recorded as in force as a whole, so that an edit which asks for it changes nothing. */
export function isAppliedNow({ username, revision }: Account, journal: JournalReader): boolean {
  const state = journal.account(username);
  return state?.phase === 'applied' && state.appliedRevision === revision && state.vanishedAt === null;
}
