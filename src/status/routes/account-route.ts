// Routes below /v1/users/{username}: the account is looked up, and an unknown one is refused, in one place.

import type { z } from 'zod';
import type { AccountState } from '../../journal/account-state.ts';
import { quoted } from '../../model/quoted.ts';
import type { StatusContext } from '../context.ts';
import { knownAccount } from '../known-accounts.ts';
import {
  type ErrorReply,
  errorReply,
  type Reply,
  type Route,
  type RouteRequest,
  type RouteSpec,
  route,
} from '../route.ts';

interface AccountRouteSpec<Query extends z.ZodObject, Answer extends z.ZodType>
  extends Omit<RouteSpec<Query, Answer>, 'handle'> {
  readonly path: `/v1/users/{username}${string}`;
  /** The route also answers for purged accounts. */
  readonly includesPurged?: true;
  handle(
    context: StatusContext,
    request: RouteRequest<z.output<Query>> & { readonly account: AccountState },
  ): Reply<z.input<Answer>> | Promise<Reply<z.input<Answer>>>;
}

export function accountRoute<Query extends z.ZodObject, Answer extends z.ZodType>(
  spec: AccountRouteSpec<Query, Answer>,
): Route {
  return route({
    ...spec,
    errors: [404, ...(spec.errors ?? [])],
    handle(context, { params, query }) {
      const { username = '' } = params;
      const purged = spec.includesPurged && context.journal.account(username);
      const account = purged || knownAccount(context, username);
      if (account === undefined) return noSuchAccount(context, username);
      return spec.handle(context, { params, query, account });
    },
  });
}

export function noSuchAccount({ journal }: StatusContext, username: string): ErrorReply {
  const known = journal.account(username);
  const wasPurged = known !== undefined && known.purgedAt !== null && known.uid !== null;
  const message = wasPurged
    ? `there is no account ${quoted(username)} any more: it was purged`
    : `there is no account ${quoted(username)}`;
  const list = 'list all accounts: jopanel user list, or /v1/users';
  const remedy = wasPurged ? `bring it back from its archive: jopanel user restore ${username}` : list;
  return errorReply(404, 'no_such_account', message, remedy);
}
