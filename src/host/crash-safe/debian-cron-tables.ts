import path from 'node:path';
import type { CronTable, CronTables } from '../cron-tables.ts';
import { errorCode } from '../error-code.ts';
import type { FileCalls } from './file-calls.ts';

const SPOOL = '/var/spool/cron/crontabs';

/** Debian's cron, which passes over names that begin with a dot, and looks again when a name in its folder changes. */
export function createDebianCronTables(calls: FileCalls, installed: () => Promise<boolean>): CronTables {
  async function observe(users: readonly string[]): Promise<ReadonlyMap<string, CronTable>> {
    const names = new Set(await calls.list(SPOOL));
    const found = new Map<string, CronTable>();
    for (const user of users) {
      const isAside = names.has(asideName(user));
      if (!names.has(user)) found.set(user, isAside ? 'aside' : 'none');
      else if (!isAside) found.set(user, 'live');
      else found.set(user, (await calls.isSame(...bothPaths(user))) ? 'linked' : 'both');
    }
    return found;
  }

  async function setAside(user: string): Promise<void> {
    const [live, aside] = bothPaths(user);
    // rename does nothing with two names of one file.
    if (await calls.isSame(live, aside)) {
      await calls.unlink(live);
    } else if (await calls.isSame(live, live)) {
      await keepEarlier(aside);
      await calls.rename(live, aside).catch(ignoreMissing);
    }
    await calls.syncFolder(SPOOL);
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
    const [live, aside] = bothPaths(user);
    // Unlike rename, link never replaces what is there.
    if (!(await calls.isSame(aside, live))) await calls.link(aside, live);
    await calls.unlink(aside);
    // After this nothing records any more that it was aside.
    await calls.syncFolder(SPOOL);
  }

  async function forget(user: string): Promise<void> {
    const names = await calls.list(SPOOL);
    for (const name of names) {
      if (name.startsWith(`${asideName(user)}-`)) await calls.unlink(path.join(SPOOL, name));
    }
    // Last of all: while it is there, the rest is looked for too.
    if (names.includes(asideName(user))) await calls.unlink(path.join(SPOOL, asideName(user)));
    await calls.syncFolder(SPOOL);
  }

  return { installed, observe, setAside, putBack, forget };
}

function bothPaths(user: string): [live: string, aside: string] {
  return [path.join(SPOOL, user), path.join(SPOOL, asideName(user))];
}

function asideName(user: string): string {
  return `.${user}.jopanel`;
}

function ignoreMissing(error: unknown): void {
  if (errorCode(error) !== 'ENOENT') throw error;
}
