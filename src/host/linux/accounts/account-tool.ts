import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { systemClock } from '../../clock.ts';
import { CommandError, type CommandOptions, runCommand } from '../../commands/run-command.ts';

/** lckpwdf(3): whoever changes passwd, group or shadow has it, and `vipw` for as long as somebody edits. */
const LOCK = '/etc/.pwd.lock';
const PATIENCE_MS = 1000;
const POLL_MS = 50;

interface Holder {
  readonly pid: string;
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
      const stderr = `${nameOf(holder.pid)} (pid ${holder.pid}) has locked ${LOCK}; let it end`;
      throw new CommandError(argv, { stderr, timedOut: false });
    }
    await systemClock.sleep(POLL_MS);
  }
  await runCommand(argv, options);
}

function holderNow(): Holder | undefined {
  const pid = lockersOfWholeFiles().find(hasOpen);
  if (pid === undefined) last = undefined;
  else if (last?.pid !== pid) last = { pid, sinceMs: systemClock.monotonic() };
  return last;
}

/** proc_locks(5). The number of a file there is another than stat(2) tells on overlays and btrfs. */
function lockersOfWholeFiles(): string[] {
  const pids = readFileSync('/proc/locks', 'latin1').matchAll(/^\d+: POSIX +\w+ +WRITE (\d+) \S+ 0 EOF$/gm);
  return [...new Set([...pids].map(([, pid = '']) => pid))];
}

function hasOpen(pid: string): boolean {
  const folder = `/proc/${pid}/fd`;
  return orGone(() => readdirSync(folder), []).some((fd) =>
    orGone(() => readlinkSync(`${folder}/${fd}`) === LOCK && isOurs(`${folder}/${fd}`), false),
  );
}

/** A container's own lock has the same name. */
function isOurs(open: string): boolean {
  const [theirs, ours] = [statSync(open), statSync(LOCK)];
  return theirs.dev === ours.dev && theirs.ino === ours.ino;
}

function nameOf(pid: string): string {
  return orGone(() => readFileSync(`/proc/${pid}/comm`, 'utf8').trim(), 'a process');
}

/** Processes end, and close files, while they are looked at. */
function orGone<T>(look: () => T, gone: T): T {
  try {
    return look();
  } catch {
    return gone;
  }
}
