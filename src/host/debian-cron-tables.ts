import path from 'node:path';
import type { CronTable, CronTables } from './cron-tables.ts';
import type { FileCalls } from './file-calls.ts';
import { errorCode } from './linux/error-code.ts';

const SPOOL = '/var/spool/cron/crontabs';

/** Debian's cron, which passes over names that begin with a dot, and looks anew when a name in its folder changes. */
export function createDebianCronTables(calls: FileCalls, installed: () => Promise<boolean>): CronTables {
  async function observe(users: readonly string[]): Promise<ReadonlyMap<string, CronTable>> {
    const names = new Set(await calls.list(SPOOL));
    return new Map(
      users.map((user) => {
        const isAside = names.has(asideName(user));
        if (names.has(user)) return [user, isAside ? 'both' : 'live'];
        return [user, isAside ? 'aside' : 'none'];
      }),
    );
  }

  async function setAside(user: string): Promise<void> {
    const aside = path.join(SPOOL, asideName(user));
    await keepEarlier(aside);
    await calls.rename(path.join(SPOOL, user), aside).catch(ignoreMissing);
  }

  /** What was set aside before and never put back keeps a numbered name. */
  async function keepEarlier(aside: string): Promise<void> {
    for (let number = 1; ; number += 1) {
      try {
        await calls.link(aside, `${aside}-${number}`);
        return;
      } catch (error) {
        if (errorCode(error) === 'ENOENT') return;
        if (errorCode(error) !== 'EEXIST') throw error;
      }
    }
  }

  async function putBack(user: string): Promise<void> {
    const aside = path.join(SPOOL, asideName(user));
    // Unlike rename, link never replaces what is there.
    await calls.link(aside, path.join(SPOOL, user));
    await calls.unlink(aside);
  }

  async function forget(user: string): Promise<void> {
    for (const name of await calls.list(SPOOL)) {
      if (name === asideName(user) || name.startsWith(`${asideName(user)}-`))
        await calls.unlink(path.join(SPOOL, name));
    }
  }

  return { installed, observe, setAside, putBack, forget };
}

function asideName(user: string): string {
  return `.${user}.jopanel`;
}

function ignoreMissing(error: unknown): void {
  if (errorCode(error) !== 'ENOENT') throw error;
}
