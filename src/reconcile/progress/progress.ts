import type { ResourceController } from '../../../controllers/controller.ts';
import type { NewEvent } from '../../journal/event.ts';
import type { Journal } from '../../journal/journal.ts';
import type { ResourceKind } from '../../model/resource-kind.ts';
import type { Step } from '../../model/step.ts';
import type { AccountPlan } from '../plan/account-plan.ts';
import type { AccountOutcome, UnfinishedResource } from './outcome.ts';

/** How far each account of a wave has come: which resources stay unfinished, and what was done. */
export class Progress {
  readonly #wave: string;
  readonly #journal: Journal;
  readonly #unfinished = new Map<string, UnfinishedResource[]>();
  readonly #touched = new Map<string, Set<ResourceKind>>();
  #intent: NewEvent | undefined;
  #hasBegun = false;

  /** @param intent what the wave means to do; undefined when that is nothing */
  constructor(wave: string, journal: Journal, intent: NewEvent | undefined) {
    this.#wave = wave;
    this.#journal = journal;
    this.#intent = intent;
  }

  /**
   * To be called before an effect, so that the journal knows of every one that a crash may cut off. A wave
   * that gets no further than the services' checkers, as that of a quarantined account does each time, has none.
   */
  journalIntent(): void {
    if (this.#intent === undefined) return;
    this.#journal.append([this.#intent]);
    this.#intent = undefined;
    this.#hasBegun = true;
  }

  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** Whether neither this resource of the account nor one that it needs is unfinished. */
  isReady(username: string, { kind, needs }: Pick<ResourceController, 'kind' | 'needs'>): boolean {
    return !this.unfinished(username).some(({ resource }) => resource === kind || needs.includes(resource));
  }

  /** Whether no resource of the account that needs this one is unfinished, and so still uses it as it was. */
  isNoLongerUsed(
    username: string,
    { kind }: ResourceController,
    controllers: readonly ResourceController[],
  ): boolean {
    const users = controllers.filter(({ needs }) => needs.includes(kind)).map((user) => user.kind);
    return !this.unfinished(username).some(({ resource }) => users.includes(resource));
  }

  /** As `isReady`, but a resource blocked in part, such as a home with an obstructed folder, gets its other steps. */
  canApplyActions(username: string, { kind, needs }: ResourceController, isPartlyBlocked: boolean): boolean {
    return this.unfinished(username).every(
      ({ resource }) => (resource !== kind || isPartlyBlocked) && !needs.includes(resource),
    );
  }

  /** What is not as its set asks for, and will not be by this wave. */
  unfinished(username: string): readonly UnfinishedResource[] {
    return this.#unfinished.get(username) ?? [];
  }

  /** The resources of each account for which at least one step was applied. */
  get touched(): ReadonlyMap<string, ReadonlySet<ResourceKind>> {
    return this.#touched;
  }

  applied(steps: readonly Step[]): void {
    for (const { account, resource } of steps) {
      this.#touched.set(account, (this.#touched.get(account) ?? new Set()).add(resource));
    }
    this.#journal.append(
      steps.map(({ account, resource, summary, owns, releases }) => ({
        kind: 'step.applied',
        account,
        data: { wave: this.#wave, resource, summary, owns: [...owns], releases: [...releases] },
      })),
    );
  }

  failed(step: Pick<Step, 'account' | 'resource' | 'summary'>, error: string): void {
    const { account, resource, summary } = step;
    this.addUnfinished(account, { kind: 'failed', resource, message: error });
    this.#journal.append([
      { kind: 'step.failed', account, data: { wave: this.#wave, resource, summary, error } },
    ]);
  }

  addUnfinished(username: string, resource: UnfinishedResource): void {
    this.#unfinished.set(username, [...this.unfinished(username), resource]);
  }

  noteBlocked({ target, byResource }: AccountPlan): void {
    for (const [resource, { blocked }] of byResource) {
      if (blocked === undefined) continue;
      this.addUnfinished(target.account.username, { kind: 'failed', resource, message: blocked.message });
    }
  }

  /** The worst of what happened to the account. */
  outcome(username: string): AccountOutcome {
    const unfinished = this.unfinished(username);
    const worst = (['failed', 'quarantined', 'waiting'] as const).find((kind) =>
      unfinished.some((each) => each.kind === kind),
    );
    return worst === undefined ? { state: 'applied' } : { state: worst, unfinished };
  }
}
