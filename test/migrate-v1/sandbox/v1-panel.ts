// A V1 panel on a host of its own: its database in a real MariaDB, Linux users from its time, and people who log in.

import { z } from 'zod';
import type { RunningCommand, RunResult } from '../../../sandbox/command.ts';
import { hostingUnits } from '../../../sandbox/machine.ts';
import { bootSandbox, type Sandbox } from '../../../sandbox/sandbox.ts';
import type { Access } from '../../../src/mirror/access.ts';
import { openSession, type Session } from '../../../src/mirror/session.ts';
import { type Row, V1_SCHEMA, type V1Database } from '../v1-database.ts';

export const DATABASE = 'v1panel';
/** A test that waits for the host is not to lose its session by that. */
const PATIENCE = { connectMs: 5000, answerMs: 900_000 };
const SOCKET = '/run/mysqld/mysqld.sock';
export const RUN_FOLDER = '/var/lib/jopanel/migrate-v1';

export interface V1Panel extends AsyncDisposable {
  readonly host: Sandbox;
  session(database?: string, user?: string, password?: string): Promise<Session>;
  /** As the server's administrator. */
  sql(...statements: readonly string[]): Promise<void>;
  rows(sql: string): Promise<Record<string, unknown>[]>;
  /** `jopanel …` */
  run(...words: readonly string[]): Promise<RunResult>;
  /** Lets the daemon write its mirror into a database, as the documented set-up says. */
  mirrorInto(database: string): Promise<void>;
  /** `jopanel migrate v1 …` */
  migrate(...words: readonly string[]): Promise<RunResult>;
  /** Kills it with SIGKILL once the condition holds. @returns false when it had ended before */
  migrateUntil(words: readonly string[], condition: () => Promise<boolean>): Promise<boolean>;
  /** After a change of the server's configuration. */
  restartServer(): Promise<void>;
  /** Whether another session works in the panel's database. */
  isBusy(): Promise<boolean>;
}

export interface PanelSchema {
  readonly statements: readonly string[];
  /** What the server lets into the tables. */
  readonly sqlMode: string;
}

const USUAL_SCHEMA: PanelSchema = { statements: V1_SCHEMA, sqlMode: 'STRICT_ALL_TABLES' };

export async function bootPanel(content: V1Database, schema = USUAL_SCHEMA): Promise<V1Panel> {
  const host = await bootSandbox({ units: [...hostingUnits(), 'mariadb.service'] });
  const access = (database: string, user: string, password?: string): Access => ({
    at: { socket: host.path(SOCKET) },
    user,
    password,
    database,
  });
  let administrator = await openSession(access('mysql', 'root'), PATIENCE);
  // As bin/jopanel runs it.
  const program = ['node', '--disable-warning=ExperimentalWarning', '/usr/lib/jopanel/src/jopanel.ts'];
  const panel: V1Panel = {
    host,
    session: (database = DATABASE, user = 'root', password) =>
      openSession(access(database, user, password), PATIENCE),
    async sql(...statements) {
      for (const statement of statements) await administrator.run(statement);
    },
    rows: (sql) => administrator.rows(z.record(z.string(), z.unknown()), sql),
    run: (...words) => host.run([...program, ...words], { allowFailure: true, timeoutMs: 170_000 }),
    migrate: (...words) => panel.run('migrate', 'v1', ...words),
    async mirrorInto(database) {
      const password_file = '/etc/jopanel/mariadb';
      const mariadb = { socket: SOCKET, user: 'jopanel', password_file, database };
      await host.writeFile(password_file, 'secret\n', { mode: '0600' });
      await host.writeFile('/etc/jopanel/jopaneld.json', JSON.stringify({ mariadb }), { mode: '0600' });
      const setup = await host.run([...program, '--json', 'mirror', 'setup']);
      const { statements } = z.object({ statements: z.array(z.string()) }).parse(JSON.parse(setup.stdout));
      const text = `the password in ${password_file}`;
      await panel.sql(...statements.map((statement) => statement.replace(text, 'secret')));
    },
    async migrateUntil(words, condition) {
      const running: RunningCommand = host.spawn([...program, 'migrate', 'v1', ...words]);
      let ended = false;
      void running.ended.then(() => {
        ended = true;
      });
      while (!ended && !(await condition())) await new Promise((resolve) => setTimeout(resolve, 1));
      running.kill();
      return (await running.ended).exitCode === 137;
    },
    async restartServer() {
      await administrator.close();
      await host.run(['systemctl', 'restart', 'mariadb']);
      administrator = await openSession(access('mysql', 'root'), PATIENCE);
    },
    async isBusy() {
      const others = await panel.rows(
        `SELECT ID FROM information_schema.PROCESSLIST WHERE DB = '${DATABASE}' AND USER = 'root' AND COMMAND <> 'Sleep'`,
      );
      return others.length > 0;
    },
    async [Symbol.asyncDispose]() {
      await administrator.close();
      await host.destroy();
    },
  };
  await administrator.run(`CREATE DATABASE ${DATABASE} CHARACTER SET utf8mb4`);
  await fill(await panel.session(), content, schema);
  return panel;
}

async function fill(
  session: Session,
  content: V1Database,
  { statements, sqlMode }: PanelSchema,
): Promise<void> {
  await session.run('SET sql_mode = ?', [sqlMode]);
  for (const statement of statements) await session.run(statement);
  const { packages, users, domains, databases, ftp_accounts } = content;
  for (const [table, rows] of Object.entries({ packages, users, domains, databases, ftp_accounts }))
    await insert(session, table, rows);
  await session.run("INSERT INTO settings VALUES ('theme', 'dark'), ('smtp_password', 'hunter2')");
  await session.close();
}

async function insert(session: Session, table: string, rows: readonly Row[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  await session.batch(
    `INSERT INTO \`${table}\` (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    rows.map((row) => columns.map((column) => row[column] ?? null)),
  );
}

export interface Logins {
  stop(): Promise<{ readonly good: number; readonly bad: readonly string[] }>;
}

/** A client logs in again and again, as the panel lets people in: by name and hash. */
export async function keepLoggingIn(
  panel: V1Panel,
  usernames: readonly string[],
  hash: string,
): Promise<Logins> {
  const session = await panel.session();
  let good = 0;
  let over = false;
  const bad: string[] = [];
  const Found = z.object({ password_hash: z.string(), role: z.string() });
  const work = (async () => {
    for (let round = 0; !over; round += 1) {
      const username = usernames[round % usernames.length] ?? '';
      try {
        const [row] = await session.rows(Found, 'SELECT password_hash, role FROM users WHERE username = ?', [
          username,
        ]);
        if (row?.password_hash === hash) good += 1;
        else bad.push(`${username} was not let in`);
      } catch (error) {
        bad.push(String(error));
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  return {
    async stop() {
      over = true;
      await work;
      await session.close();
      return { good, bad };
    },
  };
}
