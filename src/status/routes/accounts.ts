import { z } from 'zod';
import type { AccountState } from '../../journal/account-state.ts';
import { Phase } from '../../journal/event.ts';
import type { AccountsQuery } from '../../journal/reader.ts';
import { AccountAnswer, AccountsAnswer, answerAccount } from '../answers/account-answer.ts';
import { NOTHING, type Reading, route } from '../route.ts';
import { accountRoute } from './account-route.ts';

const MOST_ON_A_PAGE = 1000;
const MOST_FOUND = 1000;

const Limit = z.coerce.number().int().min(1).max(MOST_ON_A_PAGE);

export const listAccounts = route({
  path: '/v1/users',
  summary: 'Accounts, a page at a time, by name',
  query: z.strictObject({
    phase: Phase.optional(),
    status: z.string().optional(),
    q: z.string().max(200).optional().meta({ description: 'Words, as in /v1/search.' }),
    limit: Limit.default(100),
    cursor: z.string().max(40).optional(),
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
    for (const account of accountsFrom(reading, wanted)) {
      if (account.purgedAt !== null || found?.has(account.username) === false) continue;
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
  query: z.strictObject({ q: z.string().min(1).max(200), limit: Limit.default(20) }),
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

/** A wave is known here before the journal hears how it ended, so those in processing have no phase of it yet. */
function* accountsFrom({ journal, live }: Reading, query: AccountsQuery): Generator<AccountState> {
  if (query.phase === 'applying') {
    const names = live()
      .queue.processing.map(({ username }) => username)
      .sort();
    for (const name of names) {
      const account = journal.account(name);
      if (account !== undefined && name > (query.after ?? '')) yield account;
    }
    return;
  }
  for (let { after = '' } = query; ; ) {
    const page = journal.accountPage({ ...query, after });
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < query.limit) return;
    after = last.username;
  }
}
