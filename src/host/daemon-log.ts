// What the daemon has said in the log of the host.

import { tryCommand } from './commands/run-command.ts';

const MOST_LINES = 50_000;

/** The entries with that message, parsed, oldest first; none where there is no such log, or we may not read it. */
export async function daemonLogEntries(message: string): Promise<readonly unknown[]> {
  const argv = ['journalctl', '--quiet', '--no-pager', '--output=cat', `--lines=${MOST_LINES}`];
  // journald itself says whose lines they are: no other user can write such a one.
  const ours = ['_SYSTEMD_UNIT=jopaneld.service', '_UID=0', `--grep="msg":"${message}"`];
  const found = await tryCommand([...argv, ...ours], { timeoutMs: 60_000 }).catch(() => undefined);
  return (found?.stdout ?? '').split('\n').map(parse);
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
