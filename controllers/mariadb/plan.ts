import type { DatabaseStatement } from '../../src/host/mariadb.ts';
import {
  type Action,
  blocked,
  IN_SYNC,
  missingOnHost,
  type Plan,
  type ReconcileContext,
} from '../controller.ts';
import type { DesiredMariaDb } from './desired.ts';
import { accountItem, databaseItem, databaseMark, databaseUserItem, listed } from './items.ts';
import type { FoundDatabase, ObservedMariaDb } from './observe.ts';
import { isAdoptable, lockDatabaseUser, openDatabaseUser, withdrawDatabaseUser } from './plan-users.ts';
import { isOverQuota, quotaMessage, recheckAfter } from './quota.ts';
import { dropUsersAction, dumpAndDropAction, runStatementsAction } from './steps.ts';

type Owns = Pick<ReconcileContext, 'owns'>;
type Found = ObservedMariaDb & { state: 'up' };

export function planMariaDb(
  username: string,
  desired: DesiredMariaDb,
  observed: ObservedMariaDb,
  context: Owns,
): Plan {
  switch (observed.state) {
    case 'unneeded':
      return IN_SYNC;
    case 'absent':
      return desired.state === 'open' ? missingOnHost(observed.why) : IN_SYNC;
    case 'down':
      return blocked('Unavailable', observed.why);
    case 'up': {
      const plan = planOn(username, desired, observed, context);
      if (!observed.isReadOnly || plan.actions.length === 0) return plan;
      return blocked('Unavailable', 'MariaDB takes no writes (read_only), as one does that copies another');
    }
  }
}

function planOn(username: string, desired: DesiredMariaDb, found: Found, context: Owns): Plan {
  const ours = (name: string, database: FoundDatabase) =>
    database.isMarked || context.owns(databaseItem(name));
  const kept = [...found.databases].filter(([name, database]) => ours(name, database));
  switch (desired.state) {
    case 'open':
      return planOpen(username, desired, found, new Map(kept), context);
    case 'locked':
      return planLocked(username, desired, found, new Map(kept), context);
    case 'gone':
      return planGone(username, desired, found, context);
  }
}

function planOpen(
  username: string,
  desired: DesiredMariaDb,
  found: Found,
  kept: ReadonlyMap<string, FoundDatabase>,
  { owns }: Owns,
): Plan {
  const missing = desired.databases.filter((name) => !found.databases.has(name));
  const foreign = desired.databases.filter((name) => found.databases.has(name) && !kept.has(name));
  const adopted = desired.databases.filter((name) => kept.has(name) && !owns(databaseItem(name)));
  const orphans = [...kept].filter(([name]) => !desired.databases.includes(name));
  const isFull = isOverQuota(desired, found, [...kept.values()]);

  const users = desired.users.map((user) => {
    const there = found.users.get(user.name);
    const isForeign = there !== undefined && !owns(databaseUserItem(user.name)) && !isAdoptable(user, there);
    // What another hand made under a name is not opened to the account.
    const access = new Map([...user.access].filter(([, { database }]) => !foreign.includes(database)));
    const steps = isForeign
      ? { open: [], close: [], quota: [] }
      : openDatabaseUser({ ...user, access }, there, isFull);
    return { name: user.name, isForeign, steps, isNew: !isForeign && !owns(databaseUserItem(user.name)) };
  });
  const gone = [...found.users].filter(
    ([name]) => owns(databaseUserItem(name)) && !desired.users.some((user) => user.name === name),
  );
  const withdrawn = gone.flatMap(([name, user]) => withdrawDatabaseUser(name, user));

  const newUsers = users.filter(({ isNew }) => isNew).map(({ name }) => name);
  const opening = users.filter(({ steps }) => steps.open.length > 0);
  const closing = users.filter(({ steps }) => steps.close.length > 0);
  const limited = users.filter(({ steps }) => steps.quota.length > 0);
  const create = missing.map(
    (database): DatabaseStatement => ({
      kind: 'create-database',
      database,
      comment: databaseMark(username),
    }),
  );
  const actions: Action[] = [
    ...(missing.length === 0 && adopted.length === 0
      ? []
      : [
          runStatementsAction(username, 'databases', summaryOf(missing, adopted), create, {
            owns: [accountItem(username), ...[...missing, ...adopted].map(databaseItem)],
            found: missing.length > 0 ? 'no such database' : 'not in the inventory',
          }),
        ]),
    ...(opening.length === 0 && newUsers.length === 0
      ? []
      : [
          runStatementsAction(
            username,
            'database-users',
            `let ${listed([...new Set([...newUsers, ...opening.map(({ name }) => name)])])} into the databases`,
            opening.flatMap(({ steps }) => steps.open),
            {
              owns: [accountItem(username), ...newUsers.map(databaseUserItem)],
              found: 'other logins or rights',
            },
          ),
        ]),
    ...(limited.length === 0
      ? []
      : [
          runStatementsAction(
            username,
            'database-quota',
            isFull
              ? `let ${listed(limited.map(({ name }) => name))} add nothing to the databases, which are full`
              : `let ${listed(limited.map(({ name }) => name))} add to the databases again`,
            limited.flatMap(({ steps }) => steps.quota),
            { direction: 'down', causedByHost: true },
          ),
        ]),
    ...(closing.length + withdrawn.length === 0
      ? []
      : [
          runStatementsAction(
            username,
            'database-rights',
            withdrawal(
              closing.map(({ name }) => name),
              gone.map(([name]) => name),
            ),
            [...closing.flatMap(({ steps }) => steps.close), ...withdrawn],
            { direction: 'down', found: 'more rights' },
          ),
        ]),
  ];
  const conflicts = [
    ...foreign.map((name) => `the database ${name} was not made by jopanel; ${adoption(username, name)}`),
    ...users
      .filter(({ isForeign }) => isForeign)
      .map(
        ({ name }) =>
          `the database user ${name}@localhost was not made by jopanel; drop it, or give it the login and rights of the set`,
      ),
  ];
  const message = quotaMessage(desired, [...kept.values()], isFull);
  const recheck = recheckAfter(desired, [...kept.values()]);
  return {
    actions,
    publications: [],
    ...(conflicts.length === 0
      ? {}
      : { blocked: { reason: 'Conflict', message: conflicts.join('; ') } as const }),
    ...(message === undefined
      ? {}
      : { unavailable: message, degraded: { reason: 'DatabaseQuotaReached', message } as const }),
    ...(orphans.length === 0 ? {} : { note: orphans.map(orphanInWords).join('\n') }),
    ...(recheck === undefined ? {} : { recheckAfterMs: [recheck] }),
  };
}

function planLocked(
  username: string,
  desired: DesiredMariaDb,
  { users }: Found,
  kept: ReadonlyMap<string, FoundDatabase>,
  { owns }: Owns,
): Plan {
  const access = new Map(desired.users.map((user) => [user.name, user.access]));
  const open = [...users].flatMap(([name, user]) => {
    if (!owns(databaseUserItem(name))) return [];
    const writable = [...(access.get(name) ?? [])].flatMap(([pattern, { database, access }]) =>
      access === 'read_write' && kept.has(database) ? [[pattern, database] as const] : [],
    );
    const statements = lockDatabaseUser(name, user, writable);
    return statements.length === 0 ? [] : [{ name, statements }];
  });
  if (open.length === 0) return IN_SYNC;
  const names = open.map(({ name }) => name);
  const statements = open.flatMap((each) => each.statements);
  const summary = `lock the database users ${listed(names)} and end their connections`;
  return {
    ...IN_SYNC,
    actions: [
      runStatementsAction(username, 'database-users', summary, statements, {
        direction: 'down',
        found: 'not locked',
      }),
    ],
  };
}

function planGone(
  username: string,
  { archiveDir }: DesiredMariaDb,
  { databases, users }: Found,
  { owns }: Owns,
): Plan {
  // What a comment alone says to be the account's is not removed.
  const made = [...databases.keys()].filter((name) => owns(databaseItem(name)));
  const ours = [...users.keys()].filter((name) => owns(databaseUserItem(name)));
  const drops = made.map((name) => dumpAndDropAction(username, name, archiveDir));
  return { ...IN_SYNC, actions: [...drops, dropUsersAction(username, ours)] };
}

function summaryOf(missing: readonly string[], adopted: readonly string[]): string {
  const parts = [
    ...(missing.length === 0 ? [] : [`make the databases ${listed(missing)}`]),
    ...(adopted.length === 0 ? [] : [`adopt the databases ${listed(adopted)}`]),
  ];
  return parts.join(' and ');
}

function withdrawal(closing: readonly string[], gone: readonly string[]): string {
  const parts = [
    ...(closing.length === 0 ? [] : [`take rights from the database users ${listed(closing)}`]),
    ...(gone.length === 0 ? [] : [`lock the database users ${listed(gone)}, which the set does not name`]),
  ];
  return `${parts.join(' and ')}; no data is lost`;
}

function adoption(username: string, database: string): string {
  return `if it belongs to the account, run: jopanel user adopt-database ${username} '${database}'`;
}

function orphanInWords([name, { bytes }]: readonly [string, FoundDatabase]): string {
  const size = bytes === undefined ? '' : ` with ${Math.ceil(bytes / 1_000_000)} MB`;
  const drop = `mariadb-dump --databases '${name}' > '${name}.sql' && mariadb -e 'DROP DATABASE \`${name}\`'`;
  return `the database ${name}${size} is in no file: it is kept, and no login of the account reaches it; to dump and drop it, run: ${drop}`;
}
