import type { FileChange, Host, HostReader, MachineFacts, ServiceName } from '../src/host/host.ts';
import type { Account } from '../src/model/account.ts';
import type { ResourceKind } from '../src/model/resource-kind.ts';
import type { SshdPolicy } from '../src/model/sshd-policy.ts';

/** What a controller may know beside the account: the same for a whole wave. */
export interface Surroundings {
  readonly facts: MachineFacts;
  /** The base of the daemon's logs, such as `/var/log/jopanel`. */
  readonly logDir: string;
  /** Whether the journal's inventory says that jopanel made this item, such as `user:joko` or `file:/etc/…`. */
  owns(item: string): boolean;
}

/** One thing to do, told in words that a person reads in `plan`. */
export interface Step {
  readonly account: string;
  readonly resource: ResourceKind;
  readonly summary: string;
  /** True when something that cannot be made again is lost. */
  readonly destructive: boolean;
  /** Items of the inventory that exist because of this step, and those that are gone after it. */
  readonly owns: readonly string[];
  readonly releases: readonly string[];
  /** The file before and after, for a diff. */
  readonly diff?: { readonly path: string; readonly before: string | null; readonly after: string | null };
}

/** A step that is done for its account alone. */
export interface Action extends Step {
  apply(host: Host): Promise<void>;
}

/** A step that goes live together with those of other accounts, tested as a whole, with one reload. */
export type Publication = Step & {
  readonly service: ServiceName;
  /** `up` goes live before what depends on it, `down` after. */
  readonly direction: 'up' | 'down';
  readonly payload: { readonly change: FileChange } | { readonly policy: SshdPolicy };
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
  desired(account: Account, surroundings: Surroundings): Desired;
  /** Looks at many accounts at once, so that shared sources are read once a wave. */
  observe(
    host: HostReader,
    wanted: ReadonlyMap<string, Desired>,
    surroundings: Surroundings,
  ): Promise<Observe<Observed>>;
  plan(account: Account, desired: Desired, observed: Observed, surroundings: Surroundings): Plan;
}

/** What was observed, by username. */
export type Observe<Observed> = (username: string) => Observed;

/** A controller with its own types closed over, as the engine holds them in a list. */
export interface ResourceController {
  readonly kind: ResourceKind;
  readonly needs: readonly ResourceKind[];
  planAll(
    host: HostReader,
    accounts: readonly Account[],
    surroundings: Surroundings,
  ): Promise<ReadonlyMap<string, Plan>>;
}

export function resourceController<Desired, Observed>(
  controller: Controller<Desired, Observed>,
): ResourceController {
  return {
    kind: controller.kind,
    needs: controller.needs,
    async planAll(host, accounts, surroundings) {
      const plans = new Map<string, Plan>();
      const wanted = new Map<string, Desired>();
      for (const account of accounts) {
        // A value that no encoder can write stops its own account only.
        try {
          wanted.set(account.username, controller.desired(account, surroundings));
        } catch (error) {
          plans.set(account.username, blocked('Conflict', messageOf(error)));
        }
      }
      const observed = await controller.observe(host, wanted, surroundings);
      for (const account of accounts) {
        const desired = wanted.get(account.username);
        if (desired === undefined) continue;
        plans.set(
          account.username,
          controller.plan(account, desired, observed(account.username), surroundings),
        );
      }
      return plans;
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
