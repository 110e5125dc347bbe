import type { Host, HostReader } from '../src/host/host.ts';
import type { MachineFacts } from '../src/host/machine-facts.ts';
import type { FileChange } from '../src/host/root-files.ts';
import type { ServiceName } from '../src/host/services.ts';
import type { Account } from '../src/model/account.ts';
import { errorMessage } from '../src/model/error-message.ts';
import type { ResourceKind } from '../src/model/resource-kind.ts';
import type { SshdPolicy } from '../src/model/sshd-policy.ts';

/** What a controller may know beside the account: the same for a whole wave. */
export interface ReconcileContext {
  readonly facts: MachineFacts;
  /** The base of the daemon's logs, such as `/var/log/jopanel`. */
  readonly logDir: string;
  /** Where the archives of purged homes go, such as `/var/lib/jopanel/archive`. */
  readonly archiveDir: string;
  /** Where challenges of certificate authorities are answered from, such as `/var/lib/jopanel/acme`. */
  readonly acmeDir: string;
  /** Bytes that the account's sites have sent since the month began. */
  trafficOf(username: string): number;
  /** Whether the journal's inventory says that jopanel made this item, such as `user:joko` or `file:/etc/…`. */
  owns(item: string): boolean;
}

/** An account and how much of it is to be in force. */
export interface Target {
  readonly account: Account;
  /**
   * `suspended`: everything answers that it is off. `retired`: everything is
   * withdrawn and the user locked, the home kept. `purged`: nothing is left.
   */
  readonly lifecycle: 'active' | 'suspended' | 'retired' | 'purged';
}

/** One thing to do, told in words that a person reads in `plan`. */
export interface Step {
  readonly account: string;
  readonly resource: ResourceKind;
  readonly summary: string;
  /** `up` is done before what depends on it, `down` after, and in the reverse order of resources. */
  readonly direction: 'up' | 'down';
  /** True when something that cannot be made again is lost. */
  readonly destructive: boolean;
  /** Items of the inventory that exist because of this step, and those that are gone after it. */
  readonly owns: readonly string[];
  readonly releases: readonly string[];
  /** What the host has instead, in words, where there is no file to compare. */
  readonly found?: string;
  /** Something beside the set asks for it, such as a renewed certificate: it is no drift, whatever the set says. */
  readonly orderedByHost?: boolean;
  /** The file before and after, for a diff. */
  readonly diff?: { readonly path: string; readonly before: string | null; readonly after: string | null };
}

/** A step that is done for its account alone. */
export interface Action extends Step {
  /** @param stop what takes more than seconds is to heed it; what it leaves is found by the next observation */
  apply(host: Host, stop: AbortSignal): Promise<void>;
  /** How this is done together with its likes of other accounts, in place of `apply`. */
  readonly bulk?: Bulk;
}

/** Something that a tool does for many accounts in one run. */
export interface Bulk {
  /** @returns what went wrong, by account: nothing for those that succeeded */
  applyAll(actions: readonly Action[], host: Host): Promise<ReadonlyMap<string, string>>;
}

/** A step that goes live together with those of other accounts, tested as a whole, with one reload. */
export type Publication = Step & {
  readonly service: ServiceName;
  /** A file of the account's own, or its policy among all others; undefined withdraws it. */
  readonly payload:
    | { readonly change: FileChange; readonly also?: readonly FileChange[] }
    | { readonly policy: SshdPolicy | undefined };
  /** 2: only once everything of the first round is live on all services. */
  readonly round?: 1 | 2;
};

/** Why a resource cannot be brought where it should be, in a sentence that says what to do. */
export interface Blocked {
  readonly reason: 'Conflict' | 'Unavailable' | 'Obstructed';
  readonly message: string;
}

export interface Plan {
  readonly actions: readonly Action[];
  readonly publications: readonly Publication[];
  readonly blocked?: Blocked;
  /**
   * What this host, or the account's own program, does not give, in a sentence
   * that says what to do. The account is applied all the same.
   */
  readonly unavailable?: string;
}

export const IN_SYNC: Plan = { actions: [], publications: [] };

export function blocked(reason: Blocked['reason'], message: string): Plan {
  return { actions: [], publications: [], blocked: { reason, message } };
}

/**
 * One kind of resource: what an account asks for, what the host has, and the
 * steps between them. `plan` is pure, and empty once its steps are applied.
 */
export interface Controller<Desired, Observed> {
  readonly kind: ResourceKind;
  /** Resources of the same account that must be in force before this one is touched. */
  readonly needs: readonly ResourceKind[];
  desired(target: Target, context: ReconcileContext): Desired;
  /** Looks at many accounts at once, so that shared sources are read once a wave. */
  observe(
    host: HostReader,
    wanted: ReadonlyMap<string, Desired>,
    context: ReconcileContext,
  ): Promise<Observe<Observed>>;
  plan(username: string, desired: Desired, observed: Observed, context: ReconcileContext): Plan;
}

/** What was observed, by username. */
export type Observe<Observed> = (username: string) => Observed;

/** A controller with its own types closed over, as the engine holds them in a list. */
export interface ResourceController {
  readonly kind: ResourceKind;
  readonly needs: readonly ResourceKind[];
  planAll(
    host: HostReader,
    targets: readonly Target[],
    context: ReconcileContext,
  ): Promise<ReadonlyMap<string, Plan>>;
}

export function resourceController<Desired, Observed>(
  controller: Controller<Desired, Observed>,
): ResourceController {
  return {
    kind: controller.kind,
    needs: controller.needs,
    async planAll(host, targets, context) {
      const plans = new Map<string, Plan>();
      const wanted = new Map<string, Desired>();
      for (const target of targets) {
        const { username } = target.account;
        guarded(username, () => wanted.set(username, controller.desired(target, context)));
      }
      const observed = await controller.observe(host, wanted, context);
      for (const [username, desired] of wanted) {
        guarded(username, () =>
          plans.set(username, controller.plan(username, desired, observed(username), context)),
        );
      }
      return plans;

      /** A value that no encoder can write stops its own account only. */
      function guarded(username: string, step: () => void): void {
        try {
          step();
        } catch (error) {
          plans.set(username, blocked('Conflict', errorMessage(error)));
        }
      }
    },
  };
}
