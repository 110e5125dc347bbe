// How many accounts a host takes before one of its limits is reached.

/** What of a host can run out as accounts are added; each undefined where the host does not say. */
export interface HostLimits {
  /** User ids that accounts may have. */
  readonly userIds: number;
  /** Files that nginx may have open. */
  readonly nginxFiles: number | undefined;
  /** Files that all processes together may have open. */
  readonly files: number | undefined;
  readonly watches: number | undefined;
  /** Processes and threads. */
  readonly processes: number | undefined;
  /** nginx has a worker on each. */
  readonly cores: number;
}

export interface Room {
  readonly limit: 'user_ids' | 'nginx_open_files' | 'open_files' | 'inotify_watches' | 'processes';
  /** As many accounts, with those that are there. */
  readonly accounts: number;
  /** What can be done about it. */
  readonly remedy: string;
}

// Two logs for each account, in two generations while nginx reloads. Its master has both open, and each worker one.
const LOGS = 2;
const GENERATIONS = 2;
/** A master of PHP-FPM, a worker, and one more, were all of them awake at once. */
const PROCESSES = 3;
/** One for the folder of each account, and one for what else root watches. */
const WATCHES = 2;
/** What a host needs without any account. */
const RESERVE = 1000;

/** As many inotify watches as a host with so many accounts needs. */
export function watchesFor(accounts: number): number {
  return accounts * WATCHES + RESERVE;
}

/** @returns one for each limit that is known, the nearest first */
export function accountRoom(limits: HostLimits): Room[] {
  const { userIds, nginxFiles, files, watches, processes, cores } = limits;
  const rooms: Room[] = [
    { limit: 'user_ids', accounts: userIds, remedy: 'raise uid_max in jopaneld.json' },
    ...known(
      'nginx_open_files',
      nginxFiles,
      LOGS * GENERATIONS,
      'raise the hard limit of open files that this host or its container has',
    ),
    ...known('open_files', files, LOGS * GENERATIONS * (1 + cores), 'raise it: sysctl fs.file-max'),
    ...known('inotify_watches', watches, WATCHES, 'raise it: sysctl fs.inotify.max_user_watches'),
    ...known('processes', processes, PROCESSES, 'raise them: sysctl kernel.pid_max kernel.threads-max'),
  ];
  return rooms.sort((one, other) => one.accounts - other.accounts);
}

function known(limit: Room['limit'], most: number | undefined, each: number, remedy: string): Room[] {
  if (most === undefined) return [];
  const accounts = Math.max(0, Math.floor((most - RESERVE) / each));
  return [{ limit, accounts, remedy }];
}
