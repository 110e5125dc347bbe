import type { Account } from '../model/account.ts';
import type { Host } from './host.ts';

/**
 * The accounts whose home has lost the ACL entry of the web server, as when it was restored by a tool that knows none.
 *
 * @returns their usernames
 */
export async function closedHomes(
  { facts, homes }: Pick<Host, 'facts' | 'homes'>,
  accounts: readonly Account[],
): Promise<readonly string[]> {
  const searchUser = (await facts()).nginx.user;
  const states = await homes.observe(
    accounts.map(({ account }) => ({ path: account.home_dir, folders: [], logDir: '', searchUser })),
  );
  return accounts.flatMap(({ username }, index) => {
    const state = states[index];
    return state?.home.state === 'folder' && !state.searchable ? [username] : [];
  });
}
