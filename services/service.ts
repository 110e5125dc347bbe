import type { HostReader } from '../src/host/host.ts';
import type { MachineFacts } from '../src/host/machine-facts.ts';
import type { FileChange } from '../src/host/root-files.ts';
import type { CheckResult, ServiceDescription } from '../src/host/services.ts';
import type { Account } from '../src/model/account.ts';
import type { ResourceKind } from '../src/model/resource-kind.ts';
import type { Step } from '../src/model/step.ts';

/**
 * A service that many accounts share: it reads the files of all of them, its own
 * checker tests them as a whole, and one reload brings them into effect.
 */
export interface Service extends ServiceDescription {
  /** The names of the services that this one builds upon: they come up before it, and take things away after it. */
  readonly comesUpAfter: readonly string[];
  /** The kind of resource that is reported to wait while this service does not run with what is live. */
  readonly resource: ResourceKind;
  /** The paths of the files that jopanel makes for this service, as far as they exist now. */
  ownFiles(host: HostReader): Promise<readonly string[]>;
  /** The files that these publications come to, and those that all accounts share once they are live. */
  compose(
    publications: readonly Publication[],
    host: HostReader,
    context: ServiceContext,
  ): Promise<Composition>;
  /** Rejects what the checker does not look at, or only warns of, and what is not what was intended. */
  verifyCandidate(
    host: HostReader,
    candidate: Candidate,
    publications: readonly Publication[],
  ): Promise<CheckResult>;
}

/** What is to go live, and has passed the service's own checker. */
export interface Candidate {
  readonly files: readonly FileChange[];
  /** What the checker said, though it accepted the files. */
  readonly warnings: string;
}

/** A step that goes live together with those of other accounts, tested as a whole, with one reload. */
export interface Publication extends Step {
  readonly service: string;
}

/** What a service may know beside the publications: the same for a whole wave. */
export interface ServiceContext {
  readonly facts: MachineFacts;
  /** The base of the daemon's logs, such as `/var/log/jopanel`. */
  readonly logDir: string;
  /** Addresses whose `X-Forwarded-*` are believed. */
  readonly trustedProxies: readonly string[];
  /** Whether sites are offered by HTTP/3 where the web server has it. */
  readonly http3: boolean;
  /** Every account in force, for what all of them share. */
  readonly accountsInForce: ReadonlyMap<string, Account>;
  /** Whether the journal's inventory says that jopanel made this item, such as `user:joko` or `file:/etc/…`. */
  owns(item: string): boolean;
}

export interface Composition {
  /** Files of single accounts. */
  readonly changes: readonly FileChange[];
  /** Files that belong to no single account, as they are to be. */
  readonly shared: readonly SharedFile[];
}

export interface SharedFile {
  readonly path: string;
  readonly text: string;
  readonly mode: number;
}

export const NOTHING_TO_COMPOSE: Composition = { changes: [], shared: [] };
