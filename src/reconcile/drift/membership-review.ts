import type { AccountsReader } from '../../host/accounts.ts';
import { membershipsIn } from '../../model/memberships.ts';

interface MembershipReviewDependencies {
  readonly accounts: Pick<AccountsReader, 'snapshot'>;
  readonly allowedGroups: readonly string[];
  readonly known: () => readonly string[];
}

/**
 * Finds the accounts that have come into groups of others. Unlike other drift this is not left to the next resync:
 * a user who is in `sudo` or `docker` for a quarter of an hour may be root for good.
 */
export class MembershipReview {
  readonly #dependencies: MembershipReviewDependencies;
  #seen = new Map<string, string>();

  constructor(dependencies: MembershipReviewDependencies) {
    this.#dependencies = dependencies;
  }

  /** @returns the accounts that are in other forbidden groups than they were at the last look */
  async changed(): Promise<readonly string[]> {
    const { accounts, allowedGroups, known } = this.#dependencies;
    const memberships = membershipsIn((await accounts.snapshot()).groups.values());
    const now = new Map<string, string>();
    for (const username of known()) {
      const forbidden = memberships.get(username)?.filter((group) => !allowedGroups.includes(group)) ?? [];
      if (forbidden.length > 0) now.set(username, forbidden.join());
    }
    const changed = [...now].filter(([username, groups]) => this.#seen.get(username) !== groups);
    this.#seen = now;
    return changed.map(([username]) => username);
  }
}
