import type { HostFacts } from '../model/host-facts.ts';
import type { JournalReader } from './reader.ts';

/** The facts with the names that accounts had, by their last accepted sets, before these were reserved. */
export function withHeldNames(facts: HostFacts, journal: JournalReader | undefined): HostFacts {
  if (journal === undefined) return facts;
  return {
    ...facts,
    isHeld(username, name) {
      const account = journal.account(username);
      return account?.purgedAt === null && account.domains.includes(name);
    },
  };
}
