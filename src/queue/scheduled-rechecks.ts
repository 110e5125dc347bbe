import type { ResourceKind } from '../model/resource-kind.ts';

/**
 * When to look again at accounts for whom no hint may come: whether a program that was started stays up shows only
 * some seconds later, which no wave waits for, and what was in trouble may have been mended meanwhile.
 */
export class ScheduledRechecks {
  readonly #times = new Map<string, ReadonlyMap<ResourceKind, readonly number[]>>();

  /**
   * @param resource what asks for the recheck: it replaces none that another resource of the account has asked for
   * @param afterMs milliseconds from `now`
   * @param replacesEarlier whether what it has scheduled already no longer matters; otherwise that comes first
   */
  schedule(
    username: string,
    resource: ResourceKind,
    afterMs: readonly number[],
    now: number,
    replacesEarlier: boolean,
  ): void {
    const ofAccount = this.#times.get(username) ?? new Map();
    if (!replacesEarlier && ofAccount.has(resource)) return;
    const times = afterMs.map((ms) => now + ms);
    this.#times.set(username, new Map([...ofAccount, [resource, times]]));
  }

  nextAt(): number | undefined {
    const times = [...this.#times.values()].flatMap((ofAccount) => [...ofAccount.values()].flat());
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** Accounts whose time has come. */
  take(now: number): string[] {
    const due: string[] = [];
    for (const [username, ofAccount] of this.#times) {
      if (![...ofAccount.values()].flat().some((time) => time <= now)) continue;
      due.push(username);
      const left = [...ofAccount].map(
        ([resource, times]) => [resource, times.filter((time) => time > now)] as const,
      );
      const waiting = left.filter(([, times]) => times.length > 0);
      if (waiting.length > 0) this.#times.set(username, new Map(waiting));
      else this.#times.delete(username);
    }
    return due;
  }
}
