import type { HostReader } from '../../src/host/host.ts';
import type { FoundDatabaseUser, FoundMariaDb } from '../../src/host/mariadb.ts';
import type { Observe, ReconcileContext } from '../controller.ts';
import type { DesiredMariaDb } from './desired.ts';
import { accountItem, databaseItem, databaseMark } from './items.ts';

export type ObservedMariaDb =
  /** The account has nothing there, and asks for nothing. */
  | { readonly state: 'unneeded' }
  | Exclude<FoundMariaDb, { state: 'up' }>
  | {
      readonly state: 'up';
      readonly isReadOnly: boolean;
      /** By name, whether jopanel made it, and the bytes in it where they are known. */
      readonly databases: ReadonlyMap<string, FoundDatabase>;
      readonly users: ReadonlyMap<string, FoundDatabaseUser>;
    };

export interface FoundDatabase {
  readonly isMarked: boolean;
  readonly bytes: number | undefined;
}

export async function observeMariaDb(
  host: HostReader,
  wanted: ReadonlyMap<string, DesiredMariaDb>,
  { owns }: Pick<ReconcileContext, 'owns'>,
): Promise<Observe<ObservedMariaDb>> {
  const usernames = [...wanted]
    .filter(([username, { state }]) => state === 'open' || owns(accountItem(username)))
    .map(([username]) => username);
  // A server that hangs holds up no account that has nothing to do with it.
  if (usernames.length === 0) return () => ({ state: 'unneeded' });
  const asked = new Set(usernames);
  const found = await host.mariadb.observe(usernames);
  if (found.state !== 'up') return (username) => (asked.has(username) ? found : { state: 'unneeded' });

  const byAccount = Map.groupBy(found.databases.keys(), accountOf);
  const usersByAccount = Map.groupBy(found.users.keys(), accountOf);
  const counted = usernames.flatMap((username) => {
    const desired = wanted.get(username);
    const isOrphan = (name: string) =>
      owns(databaseItem(name)) && desired?.databases.includes(name) === false;
    return (byAccount.get(username) ?? []).filter((name) => (desired?.quotaBytes ?? 0) > 0 || isOrphan(name));
  });
  // Without sizes nothing is frozen and nothing is lifted, and all else goes on.
  const sizes = await host.mariadb.sizes(counted).catch(() => new Map<string, number>());

  return (username) => {
    if (!asked.has(username)) return { state: 'unneeded' };
    const databases = (byAccount.get(username) ?? []).map((name): [string, FoundDatabase] => [
      name,
      {
        isMarked: found.databases.get(name) === databaseMark(username),
        bytes: sizes.get(name),
      },
    ]);
    const users = (usersByAccount.get(username) ?? []).flatMap((name) => {
      const user = found.users.get(name);
      return user === undefined ? [] : [[name, user] as const];
    });
    return {
      state: 'up',
      isReadOnly: found.isReadOnly,
      databases: new Map(databases),
      users: new Map(users),
    };
  };
}

function accountOf(name: string): string {
  return name.split('_', 1)[0] ?? '';
}
