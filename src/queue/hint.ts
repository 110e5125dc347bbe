// Why an account should be looked at.

/**
 * `edit`: its set changed. `ask`: a person asked for it. `retry`: what it waited for may have come about.
 * `resync`: its turn has come.
 */
export type Hint = 'edit' | 'ask' | 'retry' | 'resync';

const strength: Readonly<Record<Hint, number>> = { edit: 3, ask: 2, retry: 1, resync: 0 };

/** Someone waits for the answer. */
export function isUrgent(hint: Hint): boolean {
  return strength[hint] >= strength.ask;
}

export function stronger(one: Hint, other: Hint): Hint {
  return strength[one] >= strength[other] ? one : other;
}
