// Why an account should be looked at.

/**
 * `edit`: its set may have changed. `ask`: a person asked for it. `retry`: what it waited for may have come about.
 * `resync`: it is due to be looked at.
 */
export type Hint = 'edit' | 'ask' | 'retry' | 'resync';

const strength: Readonly<Record<Hint, number>> = { edit: 3, ask: 2, retry: 1, resync: 0 };

/** Someone waits for the answer. */
export function isUrgent(hint: Hint): boolean {
  return strength[hint] >= strength.ask;
}

/**
 * What two hints come to together. An edit whose set asks for nothing new ends before the host is looked at, which every
 * other hint is about: with another one it is as if a person had asked.
 */
export function bothOf(one: Hint, other: Hint): Hint {
  if (one === other) return one;
  if (one === 'edit' || other === 'edit') return 'ask';
  return strength[one] >= strength[other] ? one : other;
}
