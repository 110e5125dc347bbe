import type { JournalReader } from '../../journal/reader.ts';
import type { Target } from '../../model/target.ts';

/** Whether the journal has it that the host once was as this target asks. */
export function isApplied({ account, lifecycle }: Target, journal: JournalReader): boolean {
  const state = journal.account(account.username);
  if (state === undefined || lifecycle === 'purged') return false;
  if (lifecycle === 'retired') return state.retiredAt !== null;
  // Not the phase: a set that is refused, or held by a guard, says nothing of the one before it.
  const isStanding = state.conditions.some(({ type, reason }) => type === 'Ready' && reason === 'Applied');
  return isStanding && state.appliedRevision === account.revision && state.retiredAt === null;
}
