import PQueue from 'p-queue';
import type { Logger } from 'pino';
import { type LoadedSet, loadSet } from '../../desired/load-set.ts';
import type { HostReader } from '../../host/host.ts';
import { sourceDigest } from '../../host/process/source-digest.ts';
import type { UsersFolder } from '../../host/users-folder/users-folder.ts';
import type { NewEvent } from '../../journal/event.ts';
import type { JournalReader } from '../../journal/reader.ts';
import type { Account } from '../../model/account.ts';
import type { MetaFile } from '../../model/files/meta-file.ts';
import { type HostFacts, hostFactsOf } from '../../model/host-facts.ts';
import { formatProblem, type Problem } from '../../model/problem.ts';
import { claimsOf, resolveClaims } from '../../model/rules/across-accounts.ts';
import type { Settings } from '../../model/settings.ts';
import { sitesOf } from '../../model/sites.ts';
import type { AcceptedSetCache } from './accepted-set-cache.ts';
import { actorOf } from './actor-of.ts';
import { checkFixedIdentities } from './fixed-identity.ts';
import type { LastGood } from './last-good.ts';

// Locks that are asked for in one turn are taken by one helper process.
const READERS = 500;
/** Two changes of a file within one tick of the kernel's coarse clock may look like one; that is 10 ms at most. */
const TICK_MS = 50;
export interface IntakeDependencies {
  readonly host: HostReader;
  readonly journal: JournalReader;
  readonly users: UsersFolder;
  readonly settings: Settings;
  readonly log: Pick<Logger, 'debug'>;
}

type AcceptedSet = LoadedSet & { readonly state: 'ok' };

export interface LoadedBatch {
  /** Sorted by username. */
  readonly accepted: readonly AcceptedSet[];
  readonly refused: ReadonlyMap<string, readonly Problem[]>;
  /** How long to leave those alone that somebody is writing, in milliseconds. */
  readonly busy: ReadonlyMap<string, number>;
  readonly gone: readonly string[];
}

/** Reads sets from disk and judges them, each alone and all together. Remembers what it has seen of each folder. */
export class Intake {
  readonly #deps: IntakeDependencies;
  readonly #lastGood: LastGood;
  readonly #fingerprints = new Map<string, string>();
  readonly #standing: AcceptedSetCache;
  /** Refused only because another account has what theirs asks for. */
  readonly #clashing = new Set<string>();

  constructor(deps: IntakeDependencies, lastGood: LastGood, standing: AcceptedSetCache) {
    this.#deps = deps;
    this.#lastGood = lastGood;
    this.#standing = standing;
  }

  /** Whether the files of the account are not those that were last read. */
  hasChanged(username: string): boolean {
    return this.#deps.users.fingerprint(username) !== this.#fingerprints.get(username);
  }

  /** Accounts that may be fine once another one's set has changed. */
  get clashing(): ReadonlySet<string> {
    return this.#clashing;
  }

  /**
   * Accounts that need no reading: neither a file nor anything that sets are judged by has changed since theirs
   * was accepted. With each, what its meta.json says.
   */
  async unchanged(usernames: readonly string[]): Promise<ReadonlyMap<string, string | undefined>> {
    await this.#judgingFacts();
    const unchanged = new Map<string, string | undefined>();
    for (const username of usernames) {
      const standing = this.#standing.get(username);
      if (standing === undefined) continue;
      if (this.#deps.users.fingerprint(username) !== standing.fingerprint) continue;
      if (this.#lastGood.get(username)?.revision !== standing.revision) continue;
      this.#fingerprints.set(username, standing.fingerprint);
      unchanged.set(username, standing.recorded);
    }
    return unchanged;
  }

  /** @param impatient accounts that have been waited for long enough to be read though they are not still */
  async read(usernames: readonly string[], impatient: ReadonlySet<string> = new Set()): Promise<LoadedBatch> {
    const now = this.#deps.host.clock.now();
    const sets = await this.#load(usernames, impatient);
    const refused = new Map<string, readonly Problem[]>();
    const busy = new Map<string, number>();
    const gone: string[] = [];
    const sound: AcceptedSet[] = [];
    for (const [username, set] of sets) {
      if (set.state === 'ok') sound.push(set);
      else if (set.state === 'invalid') refused.set(username, set.problems);
      else if (set.state === 'busy') busy.set(username, set.retryAfterMs);
      else gone.push(username);
      if (set.state === 'ok' || set.state === 'invalid') this.#fingerprints.set(username, set.fingerprint);
      if (set.state === 'gone') this.#fingerprints.delete(username);
      if (set.state === 'busy') this.#deps.log.debug({ account: username, why: set.why }, 'set is busy');
    }
    // A refused account falls back to it, also in the first pass after a start.
    for (const { account } of sound) this.#lastGood.recall(account);
    const accounts = sound.map(({ account }) => account);
    const moved = await checkFixedIdentities(accounts, this.#deps, this.#lastGood.accounts);
    for (const [username, problems] of moved) refused.set(username, problems);
    const clashes = this.#clashes(sound.filter(({ account }) => !moved.has(account.username)));
    for (const username of sets.keys()) this.#clashing.delete(username);
    for (const [username, problems] of clashes) {
      refused.set(username, problems);
      this.#clashing.add(username);
    }
    const accepted = sound.filter(({ account }) => !refused.has(account.username));
    for (const username of sets.keys()) this.#standing.forget(username);
    for (const { account, fingerprint, meta, changedAtMs } of accepted) {
      const { username, revision } = account;
      if (now - changedAtMs < TICK_MS) continue;
      this.#standing.note(username, { fingerprint, revision, recorded: recordedIn(meta) });
    }
    return { accepted: accepted.sort(byUsername), refused, busy, gone };
  }

  /** The events that make the accepted and refused sets part of history; none for what it knows already. */
  eventsOf({ accepted, refused }: LoadedBatch): NewEvent[] {
    const { journal } = this.#deps;
    const events: NewEvent[] = [];
    for (const set of accepted) {
      const before = journal.account(set.account.username);
      if (before?.desiredRevision !== set.account.revision || before.problems.length > 0) {
        events.push(observed(set));
      }
    }
    for (const [username, problems] of refused) {
      const fingerprint = this.#fingerprints.get(username) ?? '';
      const before = journal.account(username);
      // Looking at the same files once more, and thinking the same of them, is no news.
      if (before?.fingerprint === fingerprint && inWords(before.problems) === inWords(problems)) continue;
      events.push({ kind: 'set.refused', account: username, data: { fingerprint, problems: [...problems] } });
    }
    return events;
  }

  async #load(
    usernames: readonly string[],
    impatient: ReadonlySet<string>,
  ): Promise<ReadonlyMap<string, LoadedSet>> {
    const { host, users, settings } = this.#deps;
    const facts = await this.#judgingFacts();
    const sets = new Map<string, LoadedSet>();
    const readers = new PQueue({ concurrency: READERS });
    await readers.addAll(
      usernames.map((username) => async () => {
        const quietMs = impatient.has(username) ? 0 : settings.quiet_ms;
        const options = { quietMs, nowMs: host.clock.now() };
        sets.set(username, await loadSet(users, username, facts, options).catch(unreadable));
      }),
    );
    return sets;
  }

  /** What only one account can have. A retired account holds its uid for ever and its names until it is purged. */
  #clashes(sound: readonly AcceptedSet[]): Map<string, readonly Problem[]> {
    if (sound.length === 0) return new Map();
    const { journal } = this.#deps;
    const candidates = new Map<string, Account>(this.#lastGood.accounts);
    for (const { account } of sound) candidates.set(account.username, account);
    const clashes = new Map<string, readonly Problem[]>(
      resolveClaims(candidates.values(), (claim) => journal.holderOf(claim), this.#lastGood.accounts),
    );
    for (const { account } of sound) {
      const { uid, gid } = account.account;
      const before = this.#lastGood.accounts.get(account.username)?.account;
      // It has had them since it was accepted with them.
      if (before?.uid === uid && before.gid === gid) continue;
      const past = [
        pastOwner('uid', uid, account.username, journal.uidOwner(uid)),
        pastOwner('gid', gid, account.username, journal.gidOwner(gid)),
      ].filter((problem) => problem !== undefined);
      if (past.length > 0 && !clashes.has(account.username)) clashes.set(account.username, past);
    }
    return clashes;
  }

  async #judgingFacts(): Promise<HostFacts> {
    const { host, settings } = this.#deps;
    const facts = hostFactsOf(await host.facts(), settings);
    this.#standing.judgeBy(`${rulesDigest()} ${JSON.stringify(facts)}`);
    return facts;
  }
}

/** The revision that meta.json names, where it names one. */
export function recordedIn(meta: MetaFile | undefined): string | undefined {
  const recorded = meta?.last_applied_revision;
  return typeof recorded === 'string' ? recorded : undefined;
}

let digest: string | undefined;

/** Names the rules that sets are read and judged by. */
function rulesDigest(): string {
  digest ??= sourceDigest(['model', 'desired', 'host/users-folder']);
  return digest;
}

/** A disk error in one set does not keep the others from being read. */
function unreadable(error: unknown): LoadedSet {
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) throw error;
  const problem: Problem = {
    file: '.',
    pointer: '',
    line: null,
    column: null,
    message: `cannot be read: ${error.message}`,
    remedy: 'see what the kernel says of it: journalctl -k',
  };
  return { state: 'invalid', problems: [problem], fingerprint: error.code };
}

function inWords(problems: readonly Problem[]): string {
  return problems.map(formatProblem).join('\n');
}

function pastOwner(
  key: 'uid' | 'gid',
  id: number,
  username: string,
  owner: string | undefined,
): Problem | undefined {
  if (owner === undefined || owner === username) return undefined;
  return {
    file: 'account.json',
    pointer: `/${key}`,
    line: null,
    column: null,
    message: `${key} ${id} once belonged to ${owner}, whose files may still carry it`,
    remedy: `choose a ${key} that was never used`,
  };
}

function observed({ account, canonical, fingerprint, changedAtMs, meta }: AcceptedSet): NewEvent {
  const actor = actorOf(meta, changedAtMs);
  const { username, revision } = account;
  const { uid, gid, status, contact_email, primary_domain } = account.account;
  return {
    kind: 'set.observed',
    account: username,
    content: canonical,
    data: {
      revision,
      claims: [...claimsOf(account)],
      uid,
      gid,
      status,
      package: account.account.package,
      contact_email,
      primary_domain,
      domains: sitesOf(account).flatMap(({ names }) => names),
      fingerprint,
      changed_at: changedAtMs,
      ...(actor === undefined ? {} : { actor }),
    },
  };
}

function byUsername(a: AcceptedSet, b: AcceptedSet): number {
  return a.account.username < b.account.username ? -1 : 1;
}
