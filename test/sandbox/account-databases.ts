// Databases of accounts as a test declares them, and what a server says of them.

import { PHP } from './account-set.ts';
import { editAccount, sandbox } from './harness.ts';

/** Of the password `secret`. */
export const HASH = '*14E65567ABDB5135D0CFD9A70B3032C179A49EE7';

export interface Declared {
  readonly enabled?: boolean;
  readonly databases: readonly string[];
  readonly users?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly hash?: string;
}

export function mariadb({ enabled = true, databases, users = {}, hash = HASH }: Declared) {
  return {
    enabled,
    databases: databases.map((name) => ({ name })),
    users: Object.entries(users).map(([name, access]) => ({ name, password_hash: hash, databases: access })),
  };
}

export async function declare(username: string, declared: Declared): Promise<void> {
  await editAccount(username, 'services', (services) => ({ ...services, mariadb: mariadb(declared) }));
}

/** As the server's root. @returns the rows, each as its columns */
export async function sql(statement: string): Promise<string[][]> {
  const argv = ['mariadb', '--batch', '--skip-column-names', `--execute=${statement}`];
  return rowsOf((await sandbox.run(argv)).stdout);
}

function rowsOf(text: string): string[][] {
  return text.split('\n').flatMap((line) => (line === '' ? [] : [line.split('\t')]));
}

/** As a Linux user over the socket, or with the password as another user. */
export async function attempt(user: string, statement: string, login?: string) {
  const as = login === undefined ? [] : [`--user=${login}`, '--password=secret'];
  const argv = ['runuser', '-u', user, '--', 'mariadb', ...as, '--batch', '--skip-column-names'];
  const { exitCode, stdout, stderr } = await sandbox.run([...argv, `--execute=${statement}`], {
    allowFailure: true,
  });
  return exitCode === 0 ? rowsOf(stdout).map(([first]) => first) : stderr.trim().split('\n').at(-1);
}

/** Of an account without PHP. */
export function servicesOf(username: string) {
  const home = `/home/${username}`;
  return {
    php: { enabled: false, version: PHP, fpm_pool: `jopanel-${username}`, open_basedir: [home] },
  };
}
