import { z } from 'zod';
import { phases } from '../../journal/event.ts';
import { AccountAnswer, AccountsAnswer, answerAccount } from '../answers/account-answer.ts';
import { knownAccounts } from '../known-accounts.ts';
import { oneOf, wholeNumber, words } from '../query.ts';
import { NOTHING, route } from '../route.ts';
import { accountRoute } from './account-route.ts';

const MOST_ON_A_PAGE = 1000;
const MOST_FOUND = 1000;

const Limit = wholeNumber(1, MOST_ON_A_PAGE);

export const listAccounts = route({
  path: '/v1/users',
  summary: 'Accounts, a page at a time, by name',
  query: z.strictObject({
    phase: oneOf(phases).optional(),
    status: oneOf(['active', 'suspended']).optional(),
    q: words(200).optional().meta({ description: 'Words, as in /v1/search.' }),
    limit: Limit.prefault('100'),
    cursor: z
      .string()
      .regex(/^[a-z0-9]{0,32}$/, 'has to be a next_cursor of the page before')
      .optional(),
  }),
  answer: AccountsAnswer,
  handle(reading, { query: { phase, status, q, limit, cursor } }) {
    const live = reading.live();
    const found = q === undefined ? undefined : new Set(reading.journal.search(q, MOST_FOUND));
    const users: AccountAnswer[] = [];
    let more = false;
    const wanted = {
      after: cursor ?? '',
      limit: limit + 1,
      ...(phase === undefined ? {} : { phase }),
      ...(status === undefined ? {} : { status }),
    };
    for (const account of knownAccounts(reading, wanted)) {
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
  summary: 'One account: revisions, phase, conditions, resources, what is waited for',
  query: NOTHING,
  answer: AccountAnswer,
  handle: (reading, { account }) => ({ ok: true, value: answerAccount(account, reading.live()) }),
});

export const searchAccounts = route({
  path: '/v1/search',
  summary: 'Accounts by any part of their name, domains, e-mail or package; best match first',
  query: z.strictObject({ q: words(200).min(1, 'is empty'), limit: Limit.prefault('20') }),
  answer: z.object({ users: z.array(AccountAnswer) }),
  handle(reading, { query: { q, limit } }) {
    const live = reading.live();
    const users = reading.journal
      .search(q, limit)
      .flatMap((username) => reading.journal.account(username) ?? [])
      .map((account) => answerAccount(account, live));
    return { ok: true, value: { users } };
  },
});
