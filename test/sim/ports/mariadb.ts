import { type DatabaseStatement, grantPattern, type MariaDb } from '../../../src/host/mariadb.ts';
import { create, lookUp } from '../disk.ts';
import type { Machine, SimDatabaseUser } from '../machine.ts';
import type { World } from '../world.ts';

const PRIVATE = { uid: 0, gid: 0, mode: 0o600 };

export function simMariaDb({ machine, effects }: World): MariaDb {
  const { databases, users } = machine.mariadb;
  return {
    async observe(usernames) {
      effects.check();
      const isAsked = (name: string) => usernames.includes(name.split('_', 1)[0] ?? '');
      return {
        state: 'up',
        isReadOnly: false,
        databases: new Map(
          [...databases].filter(([name]) => isAsked(name)).map(([name, { comment }]) => [name, comment]),
        ),
        users: new Map([...users].filter(([name]) => isAsked(name))),
      };
    },

    async sizes(names) {
      effects.check();
      return new Map(names.map((name) => [name, databases.get(name)?.bytes ?? 0]));
    },

    async run(batches) {
      const failures = new Map<string, string>();
      for (const [account, statements] of batches) {
        try {
          for (const statement of statements)
            effects.make('command', inWords(statement), () => execute(machine, statement));
        } catch (error) {
          effects.check();
          failures.set(account, error instanceof Error ? error.message : String(error));
        }
      }
      return failures;
    },

    async dump(database, file) {
      const content = `${databases.get(database)?.rows}\n-- Dump completed\n`;
      const write = (text: string) => {
        const node = lookUp(machine.disk, file) ?? create(machine.disk, file, 'file', '', PRIVATE);
        node.text = text;
      };
      effects.make('command', `mariadb-dump ${database}`, () => write(content));
    },
  };
}

/** Such as `grant joko_shop`. */
function inWords(statement: DatabaseStatement): string {
  return `${statement.kind} ${'user' in statement ? statement.user : statement.database}`;
}

function execute({ mariadb: { databases, users } }: Machine, statement: DatabaseStatement): void {
  switch (statement.kind) {
    case 'create-database':
      if (databases.has(statement.database)) throw new Error(`${statement.database} exists`);
      databases.set(statement.database, { comment: statement.comment, rows: '', bytes: 0 });
      return;
    case 'mark-database':
      found(databases, statement.database).comment = statement.comment;
      return;
    case 'drop-database':
      if (!databases.delete(statement.database)) throw new Error(`there is no ${statement.database}`);
      return;
    case 'end-connections': {
      const user = users.get(statement.user);
      if (user !== undefined) user.isConnected = false;
      return;
    }
    case 'create-user':
      if (users.has(statement.user)) throw new Error(`${statement.user} exists`);
      users.set(statement.user, newUser(statement.login));
      return;
    case 'drop-user':
      if (!users.delete(statement.user)) throw new Error(`there is no ${statement.user}`);
      return;
    default:
      changeUser(found(users, statement.user), statement);
  }
}

type UserStatement = Extract<
  DatabaseStatement,
  { kind: 'set-login' | 'lock' | 'unlock' | 'revoke-all' | 'revoke' | 'grant' }
>;

function changeUser(user: SimDatabaseUser, statement: UserStatement): void {
  switch (statement.kind) {
    case 'set-login':
      user.login = statement.login;
      return;
    case 'lock':
    case 'unlock':
      user.isLocked = statement.kind === 'lock';
      // Programs are connected whenever they can be.
      user.isConnected ||= !user.isLocked;
      return;
    case 'revoke-all':
      user.grants.clear();
      user.hasOtherRights = false;
      return;
    case 'revoke':
      if (!user.grants.delete(statement.pattern)) throw new Error('there is no such grant');
      return;
    case 'grant': {
      // A grant adds to what there is.
      const pattern = grantPattern(statement.database);
      const { access } = statement;
      const before = user.grants.get(pattern) ?? access;
      user.grants.set(pattern, before === access ? access : 'other');
      return;
    }
  }
}

function newUser(login: SimDatabaseUser['login']): SimDatabaseUser {
  return { login, isLocked: false, isConnected: true, grants: new Map(), hasOtherRights: false };
}

function found<T>(things: ReadonlyMap<string, T>, name: string): T {
  const thing = things.get(name);
  if (thing === undefined) throw new Error(`there is no ${name}`);
  return thing;
}
