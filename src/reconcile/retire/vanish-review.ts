import type { Logger } from 'pino';
import type { Clock } from '../../host/clock.ts';
import type { FolderListing } from '../../host/users-folder/list-folder.ts';
import type { UsersFolder } from '../../host/users-folder/users-folder.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Settings } from '../../model/settings.ts';
import type { ManagedAccounts } from '../intake/managed-accounts.ts';
import type { Converger } from '../loop/converger.ts';
import { renamedFolders } from './renamed-folders.ts';
import { decideVanished } from './vanish-guard.ts';

export interface VanishReviewDependencies {
  readonly users: UsersFolder;
  readonly journal: Journal;
  readonly settings: Settings;
  readonly log: Logger;
  readonly clock: Pick<Clock, 'monotonic'>;
  /** Begins a purge, or does all of it. */
  readonly purge: (username: string) => Promise<unknown>;
}

const GUARD = 'vanish';
const DAY_MS = 86_400_000;

/**
 * Looks which accounts lost their folder and retires those that the guards let
 * through; says of the others why not.
 *
 * @returns when to look again even if nothing happens, by the monotonic clock
 */
export async function reviewVanished(
  deps: VanishReviewDependencies,
  converger: Converger,
  stop?: AbortSignal,
): Promise<number | undefined> {
  const { users, journal, settings, clock, purge } = deps;
  const now = clock.monotonic();
  const { inForce } = converger;
  const listing = users.list();
  const present = new Set(listing.state === 'ok' ? listing.usernames : []);
  const missing = missingFrom(present, inForce);
  inForce.markReturned(inForce.known().filter((name) => present.has(name)));
  // A folder that is missing as a whole says nothing about any single account.
  if (listing.state === 'ok' && present.size > 0) inForce.markVanished(missing);
  const judge = () =>
    decideVanished(
      {
        now,
        folder:
          listing.state === 'ok' ? { state: 'ok', device: listing.device, accounts: present.size } : listing,
        knownDevice: journal.usersFolderDevice(),
        known: inForce.known().length - inForce.retired().size,
        vanished: new Map(missing.map((name) => [name, inForce.vanished().get(name) ?? now])),
        renamed: renamedFolders(users, listing, missing, inForce.known()),
        retiredSince: [...inForce.retired().values()],
      },
      settings.vanish,
    );
  let verdict = judge();
  if (inForce.noteHeld(new Set(verdict.held.keys()))) verdict = judge();
  rememberFolder(journal, listing, inForce);
  dropDrafts(journal, listing, inForce.known().length > 0);
  sayWhy(deps, verdict.held, converger);
  if (verdict.retire.length > 0) await converger.retire(verdict.retire, stop);
  if (settings.vanish.purge_after_days !== null) {
    const before = now - settings.vanish.purge_after_days * DAY_MS;
    for (const [username, retiredSince] of inForce.retired()) {
      if (retiredSince <= before) await purge(username);
    }
  }
  return verdict.lookAgainAt;
}

function missingFrom(present: ReadonlySet<string>, inForce: ManagedAccounts): string[] {
  return inForce.known().filter((name) => !present.has(name) && !inForce.isRetired(name));
}

/**
 * Remembers on which device the users folder is, for the guard to tell when another is mounted in its place.
 * That is only believed while nobody is missed, or the next look would trust a wrong mount.
 */
export function rememberFolder(journal: Journal, listing: FolderListing, inForce: ManagedAccounts): void {
  if (listing.state !== 'ok' || listing.usernames.length === 0) return;
  if (journal.usersFolderDevice() === listing.device) return;
  if (missingFrom(new Set(listing.usernames), inForce).length > 0) return;
  journal.append([{ kind: 'folder.seen', account: null, data: { device: listing.device } }]);
}

/** Nothing was ever in force of a set that was only refused, so nobody has to be asked once its folder is gone. */
function dropDrafts(journal: Journal, listing: FolderListing, isAnyKnown: boolean): void {
  // A folder that is missing as a whole says nothing about any single account, and nor does another in its place.
  if (listing.state !== 'ok' || (listing.usernames.length === 0 && isAnyKnown)) return;
  if ((journal.usersFolderDevice() ?? listing.device) !== listing.device) return;
  const present = new Set(listing.usernames);
  const gone = journal.neverAccepted().filter((name) => !present.has(name));
  journal.append(gone.map((account) => ({ kind: 'account.dropped', account, data: {} })));
}

/** One guard for what concerns everyone alike, and the reason in each account's own status. */
function sayWhy(
  { journal, log }: VanishReviewDependencies,
  held: ReadonlyMap<string, string>,
  converger: Converger,
): void {
  const reason = [...new Set(held.values())].join('; ');
  const standing = journal.heldGuards().find(({ guard, account }) => guard === GUARD && account === null);
  if (reason === '') {
    if (standing !== undefined) {
      journal.append([{ kind: 'guard.released', account: null, data: { guard: GUARD } }]);
    }
    return;
  }
  if (standing?.reason !== reason) {
    log.error({ accounts: [...held.keys()].slice(0, 20), count: held.size, reason }, 'nothing is retired');
    journal.append([{ kind: 'guard.held', account: null, data: { guard: GUARD, reason } }]);
  }
  for (const [username, why] of held) {
    const confirm = `its folder is gone, but ${why}; to retire it all the same: jopanel retire --confirm ${username}`;
    converger.recorder.held(username, 'Vanished', confirm);
  }
}
