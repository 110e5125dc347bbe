/** One PHP-FPM of one account, from its start to its end. */
export interface Fpm {
  /** Also the name of its unit: account, version, and digests of its configuration and of the installed PHP. */
  readonly name: string;
  readonly username: string;
  readonly uid: number;
  readonly gid: number;
  readonly version: string;
  /** Where it takes connections: a path of its own, below a folder that only root can write. */
  readonly socket: string;
  /** The only user, beside root, that may connect. */
  readonly socketOwner: string;
  /** What its configuration calls the socket that it is given. */
  readonly listen: string;
  readonly config: string;
  readonly ini: readonly string[];
}

type FpmStart = { readonly ok: true } | { readonly ok: false; readonly why: string };

/** Starts and ends PHP-FPMs, each under its account's own user from the start. */
export interface FpmRunner {
  /** Those that are there, and whether each one's socket takes connections. */
  list(): Promise<ReadonlyMap<string, { readonly listens: boolean }>>;
  /** Returns once the socket takes connections, which wait there until the FPM is ready. */
  start(fpm: Fpm): Promise<void>;
  /** Returns once it is ready for requests, or has failed. */
  untilReady(fpm: Fpm): Promise<FpmStart>;
  /** Master and workers, and what these have started; 0 when it does not run. */
  processes(uid: number, name: string): Promise<number>;
  /** Ends them within seconds; returns once none of their processes is left. @param patienceMs what has not ended by then is killed */
  stop(names: readonly string[], patienceMs?: number): Promise<void>;
  /** A value that changes with the installed PHP of that version; undefined while none is there. */
  installation(version: string): Promise<string | undefined>;
}
