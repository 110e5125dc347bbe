import { existsSync } from 'node:fs';
import { systemClock } from '../../clock.ts';
import { CommandError, type CommandOptions, runCommand } from '../../commands/run-command.ts';
import { posixLockHolder } from '../../files/posix-lock.ts';
import { programOf } from '../../proc/process-owner.ts';

/** lckpwdf(3): every program that changes passwd, group or shadow holds it, and `vipw` holds it while a person edits. */
const LOCK = '/etc/.pwd.lock';
const PATIENCE_MS = 1000;
const POLL_MS = 50;

interface Holder {
  readonly pid: number;
  readonly sinceMs: number;
}

let last: Holder | undefined;

/**
 * Runs a tool that takes the lock of the accounts database. The tools wait for that lock for a quarter of a
 * minute, or for ever, one by one: so it is waited for here, once for each holder and not for long.
 */
export async function accountTool(argv: readonly string[], options?: CommandOptions): Promise<void> {
  for (;;) {
    const holder = holderNow();
    if (holder === undefined) break;
    if (systemClock.monotonic() - holder.sinceMs > PATIENCE_MS) {
      const stderr = `${(await programOf(holder.pid)) ?? 'a program'} (pid ${holder.pid}) has locked ${LOCK}; let it end`;
      throw new CommandError(argv, { stderr, timedOut: false });
    }
    await systemClock.sleep(POLL_MS);
  }
  await runCommand(argv, options);
}

function holderNow(): Holder | undefined {
  const pid = existsSync(LOCK) ? posixLockHolder(LOCK) : undefined;
  if (pid === undefined) last = undefined;
  else if (last?.pid !== pid) last = { pid, sinceMs: systemClock.monotonic() };
  return last;
}
