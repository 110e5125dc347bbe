import { CommandError, runCommand } from './run-command.ts';

/** Runs SQL as the server's root, who proves by its uid who it is. @returns why not all of it was run */
export async function runAsDatabaseRoot(socket: string, sql: string): Promise<string | undefined> {
  const client = ['mariadb', '--no-defaults', '--protocol=socket', `--socket=${socket}`, '--user=root'];
  try {
    await runCommand([...client, '--batch'], { input: sql, timeoutMs: 60_000 });
    return undefined;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    // The statement stays untold: it has the hash of a password.
    return `MariaDB has not run all of it: ${error.stderr.trim().split('\n')[0] ?? ''}\nsee: systemctl status mariadb`;
  }
}
