import { type AccountAnswer, AccountsAnswer } from '../../status/answers/account-answer.ts';
import type { Answered, StatusClient } from './status-client.ts';

const PAGE = 500;

/** Reads every account, page by page. @param filter further parameters, such as `phase=failed` */
export async function fetchAllAccounts(
  client: StatusClient,
  filter: Readonly<Record<string, string>> = {},
): Promise<Answered<readonly AccountAnswer[]>> {
  const users: AccountAnswer[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query = new URLSearchParams({ ...filter, limit: String(PAGE), cursor });
    const page: Answered<AccountsAnswer> = await client.get(`/v1/users?${query}`, AccountsAnswer);
    if (!page.ok) return page;
    users.push(...page.value.users);
    cursor = page.value.next_cursor;
  }
  return { ok: true, value: users };
}
