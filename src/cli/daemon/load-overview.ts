import { z } from 'zod';
import { AccountAnswer } from '../../status/answers/account-answer.ts';
import { StatusAnswer } from '../../status/answers/status-answer.ts';
import { fetchAllAccounts } from './fetch-all-accounts.ts';
import type { Answered, StatusClient } from './status-client.ts';

/** The daemon with all of its accounts, as `jopanel status` and `jopanel watch` show it. */
export const Overview = z
  .object({ daemon: StatusAnswer, users: z.array(AccountAnswer) })
  .meta({ id: 'Overview' });
export type Overview = z.infer<typeof Overview>;

/** @param filter parameters that limit the accounts, such as `phase=failed` */
export async function loadOverview(
  client: StatusClient,
  filter: Readonly<Record<string, string>> = {},
): Promise<Answered<Overview>> {
  const daemon = await client.get('/v1/status', StatusAnswer);
  if (!daemon.ok) return daemon;
  const users = await fetchAllAccounts(client, filter);
  return users.ok ? { ok: true, value: { daemon: daemon.value, users: [...users.value] } } : users;
}
