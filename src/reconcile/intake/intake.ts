import PQueue from 'p-queue';
import type { Logger } from 'pino';
import { type LoadedSet, loadSet } from '../../desired/load-set.ts';
import type { HostReader } from '../../host/host.ts';
import { sourceDigest } from '../../host/process/source-digest.ts';
import { ASK_THE_KERNEL } from '../../host/users-folder/open-fault.ts';
import type { UsersFolder } from '../../host/users-folder/users-folder.ts';
import type { NewEvent } from '../../journal/event.ts';
import { withHeldNames } from '../../journal/held-names.ts';
import type { JournalReader } from '../../journal/reader.ts';
import type { MetaFile } from '../../model/files/meta-file.ts';
import { type HostFacts, hostFactsOf } from '../../model/host-facts.ts';
import type { Problem } from '../../model/problem.ts';
import { LARGEST_FILE, SET_FILES } from '../../model/set-files.ts';
import type { Settings } from '../../model/settings.ts';
import type { AcceptedSetCache } from './accepted-set-cache.ts';
import { claimClashes } from './claim-clashes.ts';
import { checkFixedIdentities } from './fixed-identity.ts';
import type { LastAcceptedSets } from './last-accepted-sets.ts';
import type { AcceptedSet, LoadedBatch } from './loaded-batch.ts';
import { setEvents } from './set-events.ts';

const LARGEST_SET = SET_FILES.length * LARGEST_FILE;
/** The sets of four thousand accounts of the usual size; five times as much is in memory while they are checked. */
const PORTION_BYTES = 16 * 1024 * 1024;
/** A set of the usual size has a few KiB. What larger ones leave behind is collected at once. */
const LARGE_SET = 256 * 1024;

interface Portion {
  readonly usernames: readonly string[];
  /** Whether checking them leaves so much behind that it is to be collected before the next. */
  readonly isHeavy: boolean;
}
// Locks that are asked for at the same time are taken by one helper process.
const READERS = 500;
/** Two changes of a file within one tick of the kernel's coarse clock may look like one; that is 10 ms at most. */
const TICK_MS = 50;

export interface IntakeDependencies {
  readonly host: HostReader;
  readonly journal: JournalReader;
  readonly users: UsersFolder;
  readonly settings: Settings;
  readonly log: Pick<Logger, 'debug'>;
  /** Sets modes right that alone let others read a set. A preview changes nothing. */
  readonly tightensModes?: boolean;
}

/** Reads sets from disk and checks them, each for itself and against each other. */
export class Intake {
  readonly #dependencies: IntakeDependencies;
  readonly #lastAccepted: LastAcceptedSets;
  readonly #fingerprints = new Map<string, string>();
  readonly #cache: AcceptedSetCache;
  /** Accounts whose sets are refused only because another account has what they claim. */
  readonly #refusedForClaims = new Set<string>();

  /** Accounts whose sets are refused, for whatever reason, and the facts of the host by which they were. */
  readonly #refused = new Set<string>();
  #refusedUnder: string | undefined;

  constructor(dependencies: IntakeDependencies, lastAccepted: LastAcceptedSets, cache: AcceptedSetCache) {
    this.#dependencies = dependencies;
    this.#lastAccepted = lastAccepted;
    this.#cache = cache;
  }

  /** Whether the files of the account are not those that were last read. */
  hasChanged(username: string): boolean {
    return this.#dependencies.users.fingerprint(username) !== this.#fingerprints.get(username);
  }

  /** Accounts whose sets may be accepted once another account's set has changed. */
  get refusedForClaims(): ReadonlySet<string> {
    return this.#refusedForClaims;
  }

  /** Accounts whose sets are refused, once the host is no longer as it was when they were last asked for. */
  async refusedUnderOtherFacts(): Promise<readonly string[]> {
    const facts = JSON.stringify(await this.#hostFacts());
    const hasChanged = this.#refusedUnder !== undefined && facts !== this.#refusedUnder;
    this.#refusedUnder = facts;
    return hasChanged ? [...this.#refused] : [];
  }

  /**
   * The accounts that need no reading: neither their files nor anything that sets are checked by has changed since
   * theirs was accepted.
   *
   * @returns the revision that meta.json names, by username
   */
  async unchanged(usernames: readonly string[]): Promise<ReadonlyMap<string, string | undefined>> {
    await this.#hostFacts();
    const unchanged = new Map<string, string | undefined>();
    for (const username of usernames) {
      const cached = this.#cache.get(username);
      if (cached === undefined) continue;
      if (this.#dependencies.users.fingerprint(username) !== cached.fingerprint) continue;
      if (this.#lastAccepted.get(username)?.revision !== cached.revision) continue;
      this.#fingerprints.set(username, cached.fingerprint);
      unchanged.set(username, cached.appliedInMeta);
    }
    return unchanged;
  }

  /** The same accounts in portions of which no more has to be in memory at once than `PORTION_BYTES` and one set. */
  *portions(usernames: readonly string[]): Generator<Portion> {
    const { users } = this.#dependencies;
    let portion: string[] = [];
    let bytes = 0;
    const taken = () => ({ usernames: portion, isHeavy: bytes > portion.length * LARGE_SET });
    for (const username of usernames) {
      const size = usernames.length === 1 ? 0 : Math.min(users.size(username), LARGEST_SET);
      if (portion.length > 0 && bytes + size > PORTION_BYTES) {
        yield taken();
        portion = [];
        bytes = 0;
      }
      portion.push(username);
      bytes += size;
    }
    if (portion.length > 0) yield taken();
  }

  /** @param overdue accounts whose sets are read although they changed a moment ago */
  async read(usernames: readonly string[], overdue: ReadonlySet<string> = new Set()): Promise<LoadedBatch> {
    const now = this.#dependencies.host.clock.now();
    const tightened = new Map<string, readonly string[]>();
    const sets = await this.#load(usernames, overdue, tightened);
    const loaded: AcceptedSet[] = [];
    const refused = new Map<string, readonly Problem[]>();
    const busy = new Map<string, number>();
    const vanished: string[] = [];

    // Sort the sets by whether they could be read and whether they are valid, each for itself.
    for (const [username, set] of sets) {
      if (set.state === 'ok') loaded.push(set);
      else if (set.state === 'refused') refused.set(username, set.problems);
      else if (set.state === 'busy') busy.set(username, set.retryAfterMs);
      else vanished.push(username);
      if (set.state === 'ok' || set.state === 'refused') this.#fingerprints.set(username, set.fingerprint);
      if (set.state === 'gone') this.#fingerprints.delete(username);
      if (set.state === 'busy')
        this.#dependencies.log.debug({ account: username, why: set.why }, 'set is busy');
    }

    // Refuse sets that change who an account is on this host. A refused set falls back to the last accepted one.
    for (const { account } of loaded) this.#lastAccepted.readIfUnknown(account);
    const accounts = loaded.map(({ account }) => account);
    const moved = await checkFixedIdentities(accounts, this.#dependencies, this.#lastAccepted.accounts);
    for (const [username, problems] of moved) refused.set(username, problems);

    // Refuse sets that claim what another account has.
    const unmoved = accounts.filter(({ username }) => !moved.has(username));
    const clashes = claimClashes(unmoved, this.#lastAccepted.accounts, this.#dependencies.journal);
    for (const username of sets.keys()) this.#refusedForClaims.delete(username);
    for (const [username, problems] of clashes) {
      refused.set(username, problems);
      this.#refusedForClaims.add(username);
    }

    for (const username of sets.keys()) this.#refused.delete(username);
    for (const username of refused.keys()) this.#refused.add(username);

    const accepted = loaded.filter(({ account }) => !refused.has(account.username)).sort(byUsername);
    this.#cacheAccepted(sets.keys(), accepted, now);
    return { accepted, refused, busy, vanished, tightened };
  }

  /** The events that make the batch part of history; none for what history knows already. */
  eventsOf(batch: LoadedBatch): NewEvent[] {
    return setEvents(batch, this.#dependencies.journal, this.#fingerprints);
  }

  #cacheAccepted(read: Iterable<string>, accepted: readonly AcceptedSet[], now: number): void {
    for (const username of read) this.#cache.forget(username);
    for (const { account, fingerprint, meta, changedAtMs } of accepted) {
      // Its files may change again without looking any different.
      if (now - changedAtMs < TICK_MS) continue;
      const { username, revision } = account;
      this.#cache.note(username, { fingerprint, revision, appliedInMeta: revisionInMeta(meta) });
    }
  }

  async #load(
    usernames: readonly string[],
    overdue: ReadonlySet<string>,
    tightened: Map<string, readonly string[]>,
  ): Promise<ReadonlyMap<string, LoadedSet>> {
    const { host, users, settings, tightensModes = false } = this.#dependencies;
    const facts = await this.#hostFacts();
    const sets = new Map<string, LoadedSet>();
    const readers = new PQueue({ concurrency: READERS });
    await readers.addAll(
      usernames.map((username) => async () => {
        const quietMs = overdue.has(username) ? 0 : settings.quiet_ms;
        const onTightened = (names: readonly string[]) => tightened.set(username, names);
        const options = { quietMs, nowMs: host.clock.now(), ...(tightensModes && { onTightened }) };
        sets.set(username, await loadSet(users, username, facts, options).catch(unreadable));
      }),
    );
    return sets;
  }

  async #hostFacts(): Promise<HostFacts> {
    const { host, settings, journal } = this.#dependencies;
    const facts = hostFactsOf(await host.facts(), settings);
    this.#cache.checkBy(`${rulesDigest()} ${JSON.stringify(facts)}`);
    return withHeldNames(facts, journal);
  }
}

/** The revision that meta.json names, where it names one. */
export function revisionInMeta(meta: MetaFile | undefined): string | undefined {
  const revision = meta?.last_applied_revision;
  return typeof revision === 'string' ? revision : undefined;
}

let digest: string | undefined;

/** Names the rules that sets are read and checked by. */
function rulesDigest(): string {
  digest ??= sourceDigest(['model', 'desired', 'host/users-folder']);
  return digest;
}

/** A set that the disk does not give back is refused, and the sets of other accounts are read all the same. */
function unreadable(error: unknown): LoadedSet {
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) throw error;
  const problem: Problem = {
    file: '.',
    pointer: '',
    line: null,
    column: null,
    message: `cannot be read: ${error.message}`,
    remedy: ASK_THE_KERNEL,
  };
  return { state: 'refused', problems: [problem], fingerprint: error.code };
}

function byUsername(a: AcceptedSet, b: AcceptedSet): number {
  return a.account.username < b.account.username ? -1 : 1;
}
