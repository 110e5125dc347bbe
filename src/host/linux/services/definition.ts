import type { FileChange } from '../../root-files.ts';
import type { CheckResult } from '../../services.ts';
import type { ServiceManager, ServiceProcess } from '../service-manager.ts';

/** What the engine has to know about a shared service to test, reload and trust it. */
export interface ServiceDefinition {
  readonly process: ServiceProcess;
  /** The service's own checker of the whole configuration; ends with 0 when it is sound. */
  readonly checker: readonly string[];
  /** The files and folders that the checker goes by, as far as anybody changes them. */
  readonly inputs: readonly string[];
  /** What the checker does not look at, or only warns of. @param output what the checker said */
  alsoCheck?(changes: readonly FileChange[], manager: ServiceManager, output: string): Promise<CheckResult>;
  /** Whether it opens files for each account, and so may need more than systemd gives it. */
  readonly opensPerAccount: boolean;
  readonly reloadSignal: NodeJS.Signals;
  /**
   * Taken before the reload; the function it returns says whether the service
   * now runs with its new configuration.
   *
   * @throws when the service has ended instead
   */
  watchReload(pid: number): Promise<() => Promise<boolean>>;
}
