import type { Publication } from '../services/service.ts';
import type { Host, HostReader } from '../src/host/host.ts';
import type { MachineFacts } from '../src/host/machine-facts.ts';
import type { AcmeSettings } from '../src/model/acme/acme-settings.ts';
import { errorMessage } from '../src/model/error-message.ts';
import type { ReservedName } from '../src/model/reserved-name.ts';
import type { ResourceKind } from '../src/model/resource-kind.ts';
import type { ConditionReason, ConditionStatus, ConditionType } from '../src/model/status/condition.ts';
import type { Step } from '../src/model/step.ts';
import type { Target } from '../src/model/target.ts';
import type { AfterAction } from './after-action.ts';

/** What a controller may know beside the account: the same for a whole wave. */
export interface ReconcileContext {
  readonly facts: MachineFacts;
  /** The base of the daemon's logs, such as `/var/log/jopanel`. */
  readonly logDir: string;
  /** Where the archives of purged homes go, such as `/var/lib/jopanel/archive`. */
  readonly archiveDir: string;
  /** Where challenges of certificate authorities are answered from, such as `/var/lib/jopanel/acme`. */
  readonly acmeDir: string;
  /** Addresses whose `X-Forwarded-*` are believed. */
  readonly trustedProxies: readonly string[];
  /** The groups that an account may be in beside its own. */
  readonly allowedGroups: readonly string[];
  /** Where the state of jopanel lies, such as `/var/lib/jopanel`. */
  readonly stateDir: string;
  /** An account's PHP sleeps after so long without a request. */
  readonly phpIdleMinutes: number;
  /** Names that no account may serve. */
  readonly reserved: readonly ReservedName[];
  /** The certificate authority that this host may ask. */
  readonly acme: AcmeSettings | null;
  /** Whether sites are offered by HTTP/3 where the web server has it. */
  readonly http3: boolean;
  /** Wall time in epoch milliseconds. */
  readonly now: number;
  /** Bytes that the account's sites have sent since the month began. */
  trafficOf(username: string): number;
  /** Whether the journal's inventory says that jopanel made this item, such as `user:joko` or `file:/etc/…`. */
  owns(item: string): boolean;
  /** The items that the inventory has for the account. */
  itemsOf(username: string): readonly string[];
  /** What failed in the after phase the last time, of one resource of the account. */
  retriesOf(username: string, resource: ResourceKind): readonly PendingRetry[];
  /** Whether a person asks for this item of the after phase now, though nothing else does. */
  isRequested(username: string, resource: ResourceKind, item: string): boolean;
}

export interface PendingRetry {
  readonly item: string;
  readonly attempts: number;
  /** Wall time in epoch milliseconds. */
  readonly retryAt: number;
  readonly error: string;
}

/** A step that is done for its account alone. */
export interface Action extends Step {
  /** @param stop what takes more than seconds is to heed it; what it leaves is found by the next observation */
  apply(host: Host, stop: AbortSignal): Promise<void>;
  /** Resources of the account that still use what this takes away: it is done only once they have let go of it. */
  readonly onceUnusedBy?: readonly ResourceKind[];
  /** How this is done together with its likes of other accounts, in place of `apply`. */
  readonly bulk?: Bulk;
}

/** Something that a tool does for many accounts in one run. */
export interface Bulk {
  /** @returns what went wrong, by account: nothing for those that succeeded */
  applyAll(actions: readonly Action[], host: Host): Promise<ReadonlyMap<string, string>>;
}

/** Why a resource cannot be brought where it should be, in a sentence that says what to do. */
interface Blocked {
  readonly reason: 'Conflict' | 'Unavailable' | 'Obstructed';
  readonly message: string;
}

export interface Degraded {
  readonly reason: ConditionReason<'Degraded'>;
  readonly message: string;
}

export interface PlannedCondition {
  readonly type: ConditionType;
  readonly status: ConditionStatus;
  readonly reason: ConditionReason;
  readonly message: string;
}

export interface Plan {
  readonly actions: readonly Action[];
  readonly publications: readonly Publication[];
  readonly blocked?: Blocked;
  /**
   * What does not work of the resource, in a sentence that says what to do. The account is applied all the same, and
   * has the condition `Degraded`, unless the host is the cause.
   */
  readonly unavailable?: string;
  /** True where what is unavailable is a fact of the host, the same for all accounts: `jopanel doctor` reports it. */
  readonly isOfHost?: boolean;
  /** What a person may want to know of a resource that is as it should be. */
  readonly note?: string;
  /** What of the account does not work as it would like, though all of it is in force: why, and what to do. */
  readonly degraded?: Degraded;
  /**
   * What an earlier wave has begun, goes on by itself and ends within seconds: the resource is not in force before, and
   * the account is looked at again.
   */
  readonly underWay?: string;
  /** Conditions of the account that only this resource knows. */
  readonly conditions?: readonly PlannedCondition[];
  /** Planned for as long as it is still to be done, also while it goes on. */
  readonly after?: readonly AfterAction[];
  /** When the resource wants to be looked at again, in milliseconds from the end of the wave. */
  readonly recheckAfterMs?: readonly number[];
}

export const IN_SYNC: Plan = { actions: [], publications: [] };

/** @param why in a sentence that says what to do about the host */
export function missingOnHost(why: string): Plan {
  return { ...IN_SYNC, unavailable: why, isOfHost: true };
}

export function blocked(reason: Blocked['reason'], message: string): Plan {
  return { actions: [], publications: [], blocked: { reason, message } };
}

/** Versions of what lies on the host for accounts beside their sets: a changed text has accounts looked at. */
export interface Inputs {
  /** Of what concerns every account. */
  readonly ofAll?: string;
  /** By a domain name; `*.example.com` concerns every name one label below. */
  readonly byName: ReadonlyMap<string, string>;
  readonly byAccount: ReadonlyMap<string, string>;
}

/** What the engine knows of a kind of resource. */
export interface Traits {
  readonly kind: ResourceKind;
  /** Resources of the same account that must be in force before this one is touched. */
  readonly needs: readonly ResourceKind[];
  /** True where removing the resource may take hours, or belongs to the archive: a purge does that in a wave of its own. */
  readonly isLongRunning?: boolean;
  /** What an operator may change for this resource at any time, without a set that changes. */
  inputs?(host: HostReader): Promise<Inputs>;
}

/**
 * One kind of resource: what an account asks for, what the host has, and the
 * steps between them. `plan` is pure, and empty once its steps are applied.
 */
interface Controller<Desired, Observed> extends Traits {
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
export interface ResourceController extends Traits {
  planAll(
    host: HostReader,
    targets: readonly Target[],
    context: ReconcileContext,
  ): Promise<ReadonlyMap<string, Plan>>;
}

export function resourceController<Desired, Observed>(
  controller: Controller<Desired, Observed>,
): ResourceController {
  const { desired: _desired, observe: _observe, plan: _plan, ...traits } = controller;
  return {
    ...traits,
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
