// Routes below /v1/users/{username}: the account is looked up, and an unknown one refused, in one place.

import type { z } from 'zod';
import type { AccountState } from '../../journal/account-state.ts';
import { quoted } from '../../model/quoted.ts';
import { knownAccount } from '../known-accounts.ts';
import { type Asked, type Reading, type Refusal, type Reply, type Route, refuse, route } from '../route.ts';

interface AccountRouteSpec<Query extends z.ZodObject, Answer extends z.ZodType> {
  readonly path: `/v1/users/{username}${string}`;
  readonly summary: string;
  readonly query: Query;
  readonly answer: Answer;
  readonly brief?: boolean;
  readonly refusals?: readonly Refusal['status'][];
  /** Answers of who was purged as well: what the journal tells of the past. */
  readonly ofPast?: true;
  handle(
    reading: Reading,
    asked: Asked<z.output<Query>> & { readonly account: AccountState },
  ): Reply<z.input<Answer>> | Promise<Reply<z.input<Answer>>>;
}

export function accountRoute<Query extends z.ZodObject, Answer extends z.ZodType>(
  spec: AccountRouteSpec<Query, Answer>,
): Route {
  return route({
    ...spec,
    refusals: [404, ...(spec.refusals ?? [])],
    handle(reading, { params, query }) {
      const { username = '' } = params;
      const past = spec.ofPast && reading.journal.account(username);
      const account = past || knownAccount(reading, username);
      if (account === undefined) return noSuchAccount(reading, username);
      return spec.handle(reading, { params, query, account });
    },
  });
}

export function noSuchAccount({ journal }: Reading, username: string): Refusal {
  const never = `there is no account ${quoted(username)}`;
  const known = journal.account(username);
  const wasPurged = known !== undefined && known.purgedAt !== null && known.uid !== null;
  const message = wasPurged ? `${never} any more: it was purged` : never;
  return refuse(404, 'no_such_account', message, 'see who there is: jopanel user list, or /v1/users');
}
