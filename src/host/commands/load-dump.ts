import { asUser } from './as-user.ts';
import { commandFromFile } from './command-files.ts';
import { CommandError } from './run-command.ts';

/**
 * Runs the statements of a dump as the account, over the socket of the host's own MariaDB: what stands in a dump was
 * written by the account, so it gets no more rights than that has.
 *
 * @returns why not all of it was loaded
 */
export async function loadDump(
  file: string,
  username: string,
  ids: { readonly uid: number; readonly gid: number },
): Promise<string | undefined> {
  const client = ['mariadb', '--no-defaults', '--protocol=socket', `--user=${username}`];
  const plain = ['--default-character-set=utf8mb4', '--binary-mode', '--batch'];
  try {
    await commandFromFile([...asUser(ids), ...client, ...plain], file);
    return undefined;
  } catch (error) {
    if (error instanceof CommandError) return error.message;
    throw error;
  }
}
