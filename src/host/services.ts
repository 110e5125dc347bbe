// The shared services: their state, their own checkers, and their reloads.

import type { FileChange } from './root-files.ts';

/** `nginx`, `sshd`, or `php-fpm@8.2`. */
export type ServiceName = 'nginx' | 'sshd' | `php-fpm@${string}`;

export type ServiceState = { readonly state: 'running' } | { readonly state: 'down'; readonly why: string };

export type CheckResult = { readonly ok: true } | { readonly ok: false; readonly output: string };

export interface SshdSettings {
  /** sshd's own dump, a setting a line. */
  readonly text: string;
  /** The criteria of every Match line that sshd held against the user, such as `User joko,anna`. */
  readonly matches: readonly string[];
}

export interface ServicesReader {
  state(service: ServiceName): Promise<ServiceState>;
  /**
   * Lets the service's own checker judge the live configuration with `changes`
   * laid over it. The live files are not touched. `stop` ends the checker, which then has accepted nothing.
   */
  test(service: ServiceName, changes: readonly FileChange[], stop?: AbortSignal): Promise<CheckResult>;
  /** Of what its checker goes by, from stats alone: equal ones mean that nothing was written there in between. */
  fingerprint(service: ServiceName): Promise<string>;
  /** What sshd itself would grant each user, with `changes` laid over the live configuration. */
  sshdSettings(
    users: readonly string[],
    changes: readonly FileChange[],
  ): Promise<ReadonlyMap<string, SshdSettings>>;
}

export interface Services extends ServicesReader {
  /** Reloads once; returns when the service is seen to run with its new configuration. */
  reload(service: ServiceName): Promise<void>;
}
