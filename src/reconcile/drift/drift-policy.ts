import { type Clock, monotonicTimeOf } from '../../host/clock.ts';
import type { NewEvent } from '../../journal/event.ts';
import { currentItem } from '../../journal/former-items.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Step } from '../../model/step.ts';
import type { AccountPlan } from '../wave/plan-wave.ts';
import { CONTEST_WINDOW_MS, Contests, contestKey } from './contests.ts';
import { type Drift, driftsOf } from './drift.ts';

export interface DriftDecision {
  /** Deviations that this wave corrects. */
  readonly heal: readonly Drift[];
  /** Deviations that stay: reported only, or contested. */
  readonly leave: readonly Drift[];
  readonly contested: readonly Drift[];
}

/**
 * Decides what to do about a host that was changed behind jopanel's back:
 * correct it, or only say so, and never fight over one thing for ever.
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
    for (const { account, time, data } of recentCorrections(journal, clock.now() - CONTEST_WINDOW_MS)) {
      const key = contestKey(account ?? '', data.resource, currentItem(data.resource, data.item));
      this.#contests.corrected(key, monotonicTimeOf(clock, time));
    }
  }

  /** A changed set settles every contest of its account: it is a new order. */
  newOrder(username: string): void {
    const ended = this.#contests.of(username);
    for (const key of ended) this.#contests.end(key);
    this.#journal.append(
      this.#journal
        .contests()
        .filter(({ account }) => account === username)
        .map(({ resource, item }) => ({
          kind: 'contest.ended',
          account: username,
          data: { resource, item },
        })),
    );
  }

  /** Journals what is found, and sorts it. @param isSettled the set asks for nothing new, so every step is drift */
  judge(plan: AccountPlan, isSettled: boolean): DriftDecision {
    const drifts = driftsOf(plan);
    const contested = drifts.filter((drift) => this.#contests.has(keyOf(drift)));
    if (!isSettled) return { heal: [], leave: contested, contested };
    if (this.#mode === 'report') return { heal: [], leave: drifts, contested };
    const fresh = drifts.filter((drift) => !contested.includes(drift));
    const lost = fresh.filter((drift) => this.#contests.isOneTooMany(keyOf(drift)));
    for (const drift of lost) this.#contests.declare(keyOf(drift));
    this.#journal.append(lost.map((drift) => event('contest.declared', drift)));
    const heal = fresh.filter((drift) => !lost.includes(drift));
    return { heal, leave: [...contested, ...lost], contested: [...contested, ...lost] };
  }

  /** To be called once the wave has corrected them. */
  healed(drifts: readonly Drift[]): void {
    for (const drift of drifts) this.#contests.corrected(keyOf(drift));
    this.#journal.append(
      drifts.map(({ account, resource, item }) => ({
        kind: 'drift.healed',
        account,
        data: { resource, item },
      })),
    );
  }

  found(drifts: readonly Drift[]): void {
    this.#journal.append(drifts.map((drift) => event('drift.found', drift)));
  }

  /** Contests over things that are as they should be again, whoever gave in. */
  endSettled(username: string, drifts: readonly Drift[]): void {
    const open = new Set(drifts.map(keyOf));
    const over = this.#contests.of(username).filter((key) => !open.has(key));
    if (over.length === 0) return;
    for (const { account, resource, item } of this.#journal.contests()) {
      const key = contestKey(account ?? '', resource, item);
      if (!over.includes(key)) continue;
      this.#contests.end(key);
      this.#journal.append([{ kind: 'contest.ended', account, data: { resource, item } }]);
    }
  }
}

// More corrections than this in ten minutes are a war in any case.
const MOST_CORRECTIONS = 10_000;

/** A restart does not make peace: what was corrected lately still counts. */
function recentCorrections(journal: Journal, since: number) {
  return journal
    .events({ kind: 'drift.healed', from: 'newest', limit: MOST_CORRECTIONS })
    .filter((each) => each.kind === 'drift.healed')
    .filter(({ time }) => time > since);
}

/** Whether a step is one of these deviations. */
export function isAbout(drifts: readonly Drift[]): (step: Step) => boolean {
  const keys = new Set(drifts.map(keyOf));
  return (step) => keys.has(contestKey(step.account, step.resource, step.item));
}

function keyOf({ account, resource, item }: Drift): string {
  return contestKey(account, resource, item);
}

function event(kind: 'drift.found' | 'contest.declared', { account, ...data }: Drift): NewEvent {
  return { kind, account, data };
}
