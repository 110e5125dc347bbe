// Accounts by MariaDB, for what a panel asks often: who logs in, lists and searches. It reads, and needs no more rights.

import { createPool, type Pool, type PoolConfig } from 'mariadb';
import { z } from 'zod';
import { searchMirror } from '../src/mirror/search.ts';

export const Login = z.object({
  id: z.coerce.number(),
  username: z.string(),
  /** In whatever form the panel writes; null: no password was ever set. */
  password_hash: z.string().nullable(),
  role: z.string(),
});
export type Login = z.infer<typeof Login>;

export const MirroredAccount = z.object({
  host: z.string(),
  username: z.string(),
  status: z.string().nullable(),
  package: z.string().nullable(),
  primary_domain: z.string().nullable(),
  contact_email: z.string().nullable(),
  phase: z.string(),
});
export type MirroredAccount = z.infer<typeof MirroredAccount>;

export interface ListOptions {
  /** The default is 50, the most is 1000. */
  readonly limit?: number;
  /** The last username of the page before. */
  readonly after?: string;
  readonly phase?: string;
  readonly package?: string;
}

/** Checks a password against a hash, in the panel's own way, such as bcrypt's `compare`. */
export type VerifyPassword = (password: string, hash: string) => Promise<boolean>;

const MOST_ROWS = 1000;
const COLUMNS = 'host, username, status, package, primary_domain, contact_email, phase';

export interface UserRepositoryDBOptions {
  /** One host's accounts only; several hosts may share a database. */
  readonly host: string;
  readonly connection: PoolConfig;
}

export class UserRepositoryDB implements AsyncDisposable {
  readonly #pool: Pool;
  readonly #host: string;

  constructor({ host, connection }: UserRepositoryDBOptions) {
    this.#host = host;
    this.#pool = createPool({ connectionLimit: 4, bigIntAsNumber: true, ...connection });
  }

  /** @returns undefined when there is no such login, it has no password, or the password is another */
  async login(username: string, password: string, verify: VerifyPassword): Promise<Login | undefined> {
    const [login] = await this.#rows(
      Login,
      "SELECT id, username, password_hash, role FROM users WHERE username = ? AND host IN (?, '') ORDER BY host DESC LIMIT 1",
      [username, this.#host],
    );
    // A hash that no password gives, such as `!`, is refused by every verifier.
    if (login?.password_hash == null) return undefined;
    return (await verify(password, login.password_hash)) ? login : undefined;
  }

  /** By username. */
  async list({
    limit = 50,
    after = '',
    phase,
    package: packageName,
  }: ListOptions = {}): Promise<MirroredAccount[]> {
    const conditions = ['host = ?', 'username > ?'];
    const values: (string | number)[] = [this.#host, after];
    if (phase !== undefined) {
      conditions.push('phase = ?');
      values.push(phase);
    }
    if (packageName !== undefined) {
      conditions.push('package = ?');
      values.push(packageName);
    }
    const sql = `SELECT ${COLUMNS} FROM mirror_accounts WHERE ${conditions.join(' AND ')} ORDER BY username LIMIT ?`;
    return this.#rows(MirroredAccount, sql, [...values, Math.min(limit, MOST_ROWS)]);
  }

  async find(username: string): Promise<MirroredAccount | undefined> {
    const sql = `SELECT ${COLUMNS} FROM mirror_accounts WHERE host = ? AND username = ?`;
    return (await this.#rows(MirroredAccount, sql, [this.#host, username]))[0];
  }

  /** Usernames; every word of the query occurs in a username, a domain, the e-mail address or the package. */
  async search(query: string, limit = 20): Promise<string[]> {
    const session = {
      rows: <S extends z.ZodType>(schema: S, sql: string, values: readonly unknown[] = []) =>
        this.#rows(schema, sql, values),
    };
    const found = await searchMirror(session, { query, limit: Math.min(limit, MOST_ROWS), host: this.#host });
    return found.map(({ username }) => username);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.end();
  }

  async #rows<S extends z.ZodType>(
    schema: S,
    sql: string,
    values: readonly unknown[],
  ): Promise<z.output<S>[]> {
    return z.array(schema).parse(await this.#pool.query(sql, [...values]));
  }
}
