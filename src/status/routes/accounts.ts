import { z } from 'zod';
import { PHASES } from '../../model/status/phase.ts';
import { AccountAnswer, AccountsAnswer, answerAccount } from '../answers/account-answer.ts';
import { knownAccounts } from '../known-accounts.ts';
import { oneOf, textParam, wholeNumberOr } from '../query.ts';
import { NO_PARAMETERS, route } from '../route.ts';
import { accountRoute } from './account-route.ts';

const MOST_ON_A_PAGE = 1000;
const MOST_FOUND = 1000;

const LIMIT = { least: 1, most: MOST_ON_A_PAGE };

export const listAccounts = route({
  path: '/v1/users',
  operationId: 'ListUsers',
  summary: 'Accounts, a page at a time, by name',
  query: z.strictObject({
    phase: oneOf(PHASES).optional(),
    status: oneOf(['active', 'suspended']).optional(),
    q: textParam(200).optional().meta({ description: 'Words, as in /v1/search.' }),
    limit: wholeNumberOr(100, LIMIT),
    cursor: z
      .string()
      .regex(/^[a-z0-9]{0,32}$/, 'has to be a next_cursor of the page before')
      .optional(),
  }),
  answer: AccountsAnswer,
  handle(context, { query: { phase, status, q, limit, cursor } }) {
    const live = context.snapshot();
    const found = q === undefined ? undefined : new Set(context.journal.search(q, MOST_FOUND));
    const users: AccountAnswer[] = [];
    let more = false;
    const wanted = {
      after: cursor ?? '',
      limit: limit + 1,
      ...(phase === undefined ? {} : { phase }),
      ...(status === undefined ? {} : { status }),
    };
    for (const account of knownAccounts(context, wanted)) {
      if (found?.has(account.username) === false) continue;
      const shown = answerAccount(account, live);
      if (phase !== undefined && shown.phase !== phase) continue;
      if (users.length === limit) {
        more = true;
        break;
      }
      users.push(shown);
    }
    return { ok: true, value: { users, next_cursor: more ? (users.at(-1)?.username ?? null) : null } };
  },
});

export const showAccount = accountRoute({
  path: '/v1/users/{username}',
  operationId: 'GetUser',
  summary: 'One account: revisions, phase, conditions, resources, what is waited for',
  query: NO_PARAMETERS,
  answer: AccountAnswer,
  handle: (context, { account }) => ({ ok: true, value: answerAccount(account, context.snapshot()) }),
});

const SearchAnswer = z.object({ users: z.array(AccountAnswer) }).meta({ id: 'SearchResult' });

export const searchAccounts = route({
  path: '/v1/search',
  operationId: 'SearchUsers',
  summary: 'Accounts by any part of their name, domains, e-mail or package; best match first',
  query: z.strictObject({ q: textParam(200).min(1, 'is empty'), limit: wholeNumberOr(20, LIMIT) }),
  answer: SearchAnswer,
  handle(context, { query: { q, limit } }) {
    const live = context.snapshot();
    const users = context.journal
      .search(q, limit)
      .flatMap((username) => context.journal.account(username) ?? [])
      .map((account) => answerAccount(account, live));
    return { ok: true, value: { users } };
  },
});
