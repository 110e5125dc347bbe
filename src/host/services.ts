// The port to the services that many accounts share, such as a web server. What is particular to one of them
// comes in its description; the host knows none by name.

import type { FileChange } from './root-files.ts';

/** How the main process of a service is found. */
export interface ServiceProcess {
  readonly unit: string;
  readonly pidFile: string;
  /** How the name of its program's file begins; guards against a stale pid file. */
  readonly program: string;
}

/** What the host must know of a service to find its process, to test its configuration and to reload it. */
export interface ServiceDescription {
  /** Unique on the host, such as `web@8.2`. */
  readonly name: string;
  readonly process: ServiceProcess;
  /** The service's own checker of the whole configuration; ends with 0 when it is sound. */
  readonly checker: readonly string[];
  /** The files and folders that the checker reads, as far as they ever change. */
  readonly inputs: readonly string[];
  /**
   * Takes out of the checker's output what differs each time, such as the time and the process id, and names the files
   * that a person has to correct.
   *
   * @param changes what was tested
   */
  cleanOutput(output: string, changes: readonly FileChange[]): string;
  /** True for a service that opens files for each account, and so may need more than systemd gives it. */
  readonly opensFilesPerAccount: boolean;
  readonly reloadSignal: NodeJS.Signals;
  /**
   * Called before the reload; the function it returns says whether the service
   * now runs with its new configuration.
   *
   * @throws when the service has ended instead
   */
  watchReload(pid: number, processes: ProcessReader): Promise<() => Promise<boolean>>;
}

/** What can be seen of running processes. */
export interface ProcessReader {
  /** The children of a service's main process, with the beginning of what each has written over its command line. */
  children(pid: number): Promise<readonly ChildProcess[]>;
  /** A value that is new whenever the process was started or has executed itself; undefined when it is gone. */
  execution(pid: number): Promise<string | undefined>;
  /** Whether a signal reaches a handler of a service's main process, or the process is gone. */
  catchesSignal(pid: number, signal: NodeJS.Signals): Promise<boolean>;
  /** Whether it has done what it does about a signal that was sent, and sleeps until the next; false where that cannot be seen. */
  awaitsNextSignal(pid: number, signal: NodeJS.Signals): Promise<boolean>;
  /**
   * Notes where the file that a service's main process has for its standard error ends.
   *
   * @returns what reads the text that was added since, or nothing where it is no file; at most its last 16 KiB
   */
  followErrors(pid: number): Promise<() => Promise<string>>;
}

export interface ChildProcess {
  readonly pid: number;
  readonly title: string;
}

export type ServiceState = { readonly state: 'running' } | { readonly state: 'down'; readonly why: string };

export type CheckResult = { readonly ok: true } | { readonly ok: false; readonly output: string };

/** What a service's own checker says of a candidate. */
export type TestResult =
  | { readonly ok: true; readonly warnings: string }
  | { readonly ok: false; readonly output: string };

export interface CommandOutput {
  readonly stdout: string;
  readonly stderr: string;
}

export interface ServicesReader {
  state(service: ServiceDescription): Promise<ServiceState>;
  /**
   * Runs the service's own checker on the live configuration with `changes` laid
   * over it. The live files are not touched. `stop` ends the checker, which then has accepted nothing.
   */
  test(service: ServiceDescription, changes: readonly FileChange[], stop?: AbortSignal): Promise<TestResult>;
  /** Of the checker's inputs, from stats alone: equal ones mean that nothing was written there in between. */
  fingerprint(service: ServiceDescription): Promise<string>;
  /**
   * Runs commands that only read, with `changes` laid over the live configuration.
   *
   * @returns their outputs, in the order of the commands
   */
  query(
    commands: readonly (readonly string[])[],
    changes: readonly FileChange[],
  ): Promise<readonly CommandOutput[]>;
}

export interface Services extends ServicesReader {
  /** Reloads once; returns when the service is seen to run with its new configuration. */
  reload(service: ServiceDescription): Promise<void>;
}
