import type { Logger } from 'pino';
import type { Clock } from '../../host/clock.ts';
import type { FolderListing } from '../../host/users-folder/list-folder.ts';
import type { UsersFolder } from '../../host/users-folder/users-folder.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Settings } from '../../model/settings.ts';
import type { ManagedAccounts } from '../intake/managed-accounts.ts';
import type { Recorder } from '../record/recorder.ts';
import { decideVanished, type VanishDecision } from './vanish-guard.ts';
import { missingFrom, vanishSituation } from './vanish-situation.ts';
import { vanishedMessage } from './vanished-message.ts';

interface VanishReviewDependencies {
  readonly users: UsersFolder;
  readonly journal: Journal;
  readonly settings: Settings;
  readonly log: Logger;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly accounts: ManagedAccounts;
  readonly recorder: Recorder;
  /** @returns those whose retirement goes on by itself */
  readonly retire: (usernames: readonly string[]) => Promise<readonly string[]>;
  /** Called with accounts that were held and whose folder is there as it was, so that nothing else has them looked at. */
  readonly lookAgain: (usernames: readonly string[]) => void;
  /** Purges an account whose time has come; the daemon only begins to. */
  readonly purge: (username: string) => Promise<unknown>;
}

const GUARD = 'vanish';
const DAY_MS = 86_400_000;
/** What goes on by itself, such as the end of processes, is over within seconds. */
const AGAIN_AFTER_MS = 1000;

/**
 * Finds the accounts that have lost their folder, retires those that the guards let through, and says of the others
 * why they are held.
 *
 * @returns the monotonic time of the next review, if nothing else makes one necessary before
 */
export async function reviewVanished(dependencies: VanishReviewDependencies): Promise<number | undefined> {
  const { users, journal, accounts, clock, retire } = dependencies;
  const listing = users.list();
  const present = listing.state === 'ok' ? listing.usernames : [];
  const known = accounts.known();

  // Note which folders are back and which are missing. When the whole folder is missing, that says nothing about one.
  accounts.markReturned(present.filter((username) => accounts.lifecycles.has(username)));
  if (present.length > 0) accounts.markVanished(missingFrom(listing, accounts.lifecycles));

  // Decide which of the missing accounts are retired. Those that a guard has just released are given their time again.
  const heldBefore = accounts.held;
  let decision = decide(dependencies, listing);
  if (accounts.markHeld(new Set(decision.held.keys()))) decision = decide(dependencies, listing);

  const isReleased = (username: string) => heldBefore.has(username) && !decision.held.has(username);
  dependencies.lookAgain(present.filter(isReleased));
  rememberFolder(journal, listing, accounts);
  dropNeverAccepted(journal, listing, known.length > 0);
  recordHeld(dependencies, decision);
  const stillEnding = decision.retire.length === 0 ? [] : await retire(decision.retire);
  await purgeDue(dependencies);
  if (stillEnding.length === 0) return decision.lookAgainAt;
  return Math.min(decision.lookAgainAt ?? Number.POSITIVE_INFINITY, clock.monotonic() + AGAIN_AFTER_MS);
}

function decide(
  { users, journal, accounts, settings, clock }: VanishReviewDependencies,
  listing: FolderListing,
): VanishDecision {
  const { lifecycles } = accounts;
  const situation = vanishSituation({ users, listing, journal, lifecycles, now: clock.monotonic() });
  return decideVanished(situation, settings.vanish);
}

async function purgeDue({ accounts, settings, clock, purge }: VanishReviewDependencies): Promise<void> {
  const { purge_after_days } = settings.vanish;
  if (purge_after_days === null) return;
  const before = clock.monotonic() - purge_after_days * DAY_MS;
  for (const [username, retiredSince] of accounts.lifecycles.retired()) {
    if (retiredSince <= before) await purge(username);
  }
}

/**
 * Remembers on which device the users folder is, so that the guard sees when another one is mounted in its place. The
 * device is only believed while no account is missing: otherwise the next review would trust a wrong mount.
 */
export function rememberFolder(
  journal: Journal,
  listing: FolderListing,
  { lifecycles }: ManagedAccounts,
): void {
  if (listing.state !== 'ok' || listing.usernames.length === 0) return;
  if (journal.usersFolderDevice() === listing.device) return;
  if (missingFrom(listing, lifecycles).length > 0) return;
  journal.append([{ kind: 'folder.seen', account: null, data: { device: listing.device } }]);
}

/** Forgets accounts whose folder is gone and of which no set was ever accepted: there is nothing to withdraw. */
function dropNeverAccepted(journal: Journal, listing: FolderListing, isAnyKnown: boolean): void {
  // When the whole folder is missing, or another one is in its place, that says nothing about a single account.
  if (listing.state !== 'ok' || (listing.usernames.length === 0 && isAnyKnown)) return;
  if ((journal.usersFolderDevice() ?? listing.device) !== listing.device) return;
  const present = new Set(listing.usernames);
  const gone = journal.neverAccepted().filter((username) => !present.has(username));
  journal.append(gone.map((account) => ({ kind: 'account.dropped', account, data: {} })));
}

/** One guard for what all accounts have in common, and the reason in the status of each. */
function recordHeld(
  { journal, log, recorder }: VanishReviewDependencies,
  { doubt, held }: VanishDecision,
): void {
  const reason = [...new Set(held.values())].join('; ');
  const standing = journal.heldGuards().find(({ guard, account }) => guard === GUARD && account === null);
  if (doubt === undefined) {
    if (standing === undefined) return;
    journal.append([{ kind: 'guard.released', account: null, data: { guard: GUARD } }]);
    return;
  }
  if (standing?.cause !== doubt.cause || standing.count !== doubt.count) {
    log.error({ accounts: [...held.keys()].slice(0, 20), count: held.size, reason }, 'nothing is retired');
    journal.append([{ kind: 'guard.held', account: null, data: { guard: GUARD, reason, ...doubt } }]);
  }
  for (const [username, why] of held)
    recorder.recordHeld(username, 'Vanished', vanishedMessage(username, why, doubt.cause));
}
