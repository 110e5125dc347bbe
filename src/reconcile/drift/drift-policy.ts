import { type Clock, monotonicTimeOf } from '../../host/clock.ts';
import { wasApplied } from '../../journal/applied.ts';
import type { NewEvent } from '../../journal/event.ts';
import { currentItem } from '../../journal/former-items.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Step } from '../../model/step.ts';
import { type AccountPlan, without } from '../plan/account-plan.ts';
import { CONTEST_WINDOW_MS, Contests, contestKey } from './contests.ts';
import { type Drift, driftsOf, type UncorrectedDrift } from './drift.ts';

interface ClassifiedDrift {
  /** The plans without the steps about drift that is left alone. */
  readonly plans: ReadonlyMap<string, AccountPlan>;
  /** Drift that the wave corrects. */
  readonly toCorrect: readonly Drift[];
  /** Drift that is only reported, or contested, by username. */
  readonly uncorrected: ReadonlyMap<string, readonly UncorrectedDrift[]>;
  /** Whether a step is about drift that is left alone. */
  readonly isExcluded: (step: Step) => boolean;
}

/**
 * Decides what happens to a host that was changed behind jopanel's back: it is corrected, or only reported. An item
 * that was corrected three times in ten minutes is contested, and left alone until another set is accepted or the item
 * is as it should be again.
 */
export class DriftPolicy {
  readonly #journal: Journal;
  readonly #mode: 'heal' | 'report';
  readonly #contests: Contests;

  constructor(journal: Journal, mode: 'heal' | 'report', clock: Clock) {
    this.#journal = journal;
    this.#mode = mode;
    const contested = journal
      .contests()
      .map(({ account, resource, item }) => contestKey(account ?? '', resource, item));
    this.#contests = new Contests(() => clock.monotonic(), contested);
    // Corrections from before a restart still count.
    for (const { account, time, data } of recentCorrections(journal, clock.now() - CONTEST_WINDOW_MS)) {
      const key = contestKey(account ?? '', data.resource, currentItem(data.resource, data.item));
      this.#contests.corrected(key, monotonicTimeOf(clock, time));
    }
  }

  /** A changed set settles every contest of its account. */
  setChanged(username: string): void {
    this.#endContests(this.#contests.of(username));
  }

  /** Journals the drift that is found, and sorts it. @param context identifies the settings, the machine and the release */
  classify(planned: ReadonlyMap<string, AccountPlan>, context: string): ClassifiedDrift {
    const plans = new Map<string, AccountPlan>();
    const toCorrect: Drift[] = [];
    const uncorrected = new Map<string, readonly UncorrectedDrift[]>();
    for (const [username, plan] of planned) {
      const sorted = this.#classifyOne(plan, context);
      toCorrect.push(...sorted.toCorrect);
      if (sorted.uncorrected.length > 0) uncorrected.set(username, sorted.uncorrected);
      plans.set(
        username,
        sorted.uncorrected.length === 0 ? plan : without(plan, isAbout(sorted.uncorrected)),
      );
    }
    const all = [...uncorrected.values()].flat();
    this.#journal.append(
      [...toCorrect, ...all.filter((drift) => this.#isNew(drift))].map((drift) =>
        event('drift.found', drift),
      ),
    );
    return { plans, toCorrect, uncorrected, isExcluded: isAbout(all) };
  }

  /** To be called once a wave has corrected these. */
  corrected(drifts: readonly Drift[]): void {
    for (const drift of drifts) this.#contests.corrected(keyOf(drift));
    this.#journal.append(
      drifts.map(({ account, resource, item }) => ({
        kind: 'drift.healed',
        account,
        data: { resource, item },
      })),
    );
  }

  #classifyOne(
    plan: AccountPlan,
    context: string,
  ): {
    readonly toCorrect: readonly Drift[];
    readonly uncorrected: readonly UncorrectedDrift[];
  } {
    const drifts = driftsOf(plan);
    const isContested = (drift: Drift) => this.#contests.has(keyOf(drift));
    // Where the set or the settings ask for something new, a step is no drift; only what is contested is left alone.
    const couldBeDrift = wasApplied(plan.target, this.#journal) && this.#wasAppliedIn(context, plan);
    if (couldBeDrift && this.#mode === 'heal') {
      const contestedNow = drifts.filter(
        (drift) => !isContested(drift) && this.#contests.isOneTooMany(keyOf(drift)),
      );
      for (const drift of contestedNow) this.#contests.declare(keyOf(drift));
      this.#journal.append(contestedNow.map((drift) => event('contest.declared', drift)));
    }
    const contested = drifts.filter(isContested);
    const isUncorrected = (drift: Drift) => isContested(drift) || (couldBeDrift && this.#mode === 'report');
    this.#endContests(endedContests(this.#contests.of(plan.target.account.username), contested));
    return {
      toCorrect: couldBeDrift ? drifts.filter((drift) => !isUncorrected(drift)) : [],
      uncorrected: drifts
        .filter(isUncorrected)
        .map((drift) => ({ ...drift, isContested: isContested(drift) })),
    };
  }

  /** An older release has left no word about that. */
  #wasAppliedIn(context: string, { target }: AccountPlan): boolean {
    const before = this.#journal.account(target.account.username)?.appliedContext ?? null;
    return before === null || before === context;
  }

  #endContests(keys: readonly string[]): void {
    if (keys.length === 0) return;
    for (const key of keys) this.#contests.end(key);
    this.#journal.append(
      this.#journal
        .contests()
        .filter(({ account, resource, item }) => keys.includes(contestKey(account ?? '', resource, item)))
        .map(({ account, resource, item }) => ({ kind: 'contest.ended', account, data: { resource, item } })),
    );
  }

  /** Whether drift that is left alone is not in the account's status yet. */
  #isNew({ account, resource, item }: Drift): boolean {
    const drifted = this.#journal.account(account)?.drifted ?? [];
    return !drifted.some((known) => known.resource === resource && known.item === item);
  }
}

// More corrections than this in ten minutes are a contest in any case.
const MOST_CORRECTIONS = 10_000;

function recentCorrections(journal: Journal, since: number) {
  return journal
    .events({ kind: 'drift.healed', from: 'newest', limit: MOST_CORRECTIONS })
    .filter((each) => each.kind === 'drift.healed')
    .filter(({ time }) => time > since);
}

/** The contests of an account over items that are as they should be again. */
function endedContests(keys: readonly string[], contested: readonly Drift[]): string[] {
  const open = new Set(contested.map(keyOf));
  return keys.filter((key) => !open.has(key));
}

function isAbout(drifts: readonly Drift[]): (step: Step) => boolean {
  const keys = new Set(drifts.map(keyOf));
  return (step) => keys.has(keyOf(step));
}

function keyOf({ account, resource, item }: Pick<Step, 'account' | 'resource' | 'item'>): string {
  return contestKey(account, resource, item);
}

function event(
  kind: 'drift.found' | 'contest.declared',
  { account, resource, item, expected, found }: Drift,
): NewEvent {
  return { kind, account, data: { resource, item, expected, found } };
}
