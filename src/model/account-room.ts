// How many accounts a host takes before one of its limits is reached.

import { OPEN_FILES } from './open-files.ts';
import { sysctlRemedy } from './sysctl-remedy.ts';

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
  /** In bytes. */
  readonly memory: number;
}

export interface Room {
  readonly limit: 'user_ids' | 'nginx_open_files' | 'open_files' | 'inotify_watches' | 'processes' | 'memory';
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
/**
 * In bytes, while all accounts sleep. nginx takes 112 KiB for each in each generation, jopaneld 25 and the activator 5, measured
 * with 1,000 accounts beside 50.
 */
const MEMORY = (112 * GENERATIONS + 25 + 5) * 1024;
/** In bytes: what the host itself needs, and sites that are awake. */
const MEMORY_RESERVE = 512 * 1024 * 1024;
/** What a host needs without any account. */
const RESERVE = 1000;
/** The kernel takes no more on 64 bits. */
const MOST_PIDS = 4_194_304;

/** As many inotify watches as a host with so many accounts needs. */
export function watchesFor(accounts: number): number {
  return accounts * WATCHES + RESERVE;
}

/** @returns one for each limit that is known, the nearest first */
export function accountRoom(limits: HostLimits): Room[] {
  const { userIds, nginxFiles, files, watches, processes, cores, memory } = limits;
  const rooms: Room[] = [
    {
      limit: 'user_ids',
      accounts: userIds,
      remedy: 'raise uid_max in /etc/jopanel/jopaneld.json; systemctl reload jopaneld',
    },
    {
      limit: 'memory',
      accounts: Math.max(0, Math.floor((memory - MEMORY_RESERVE) / MEMORY)),
      remedy: 'give the host more memory',
    },
    ...known(
      'nginx_open_files',
      nginxFiles,
      LOGS * GENERATIONS,
      // The daemon raises it itself where the kernel lets it; a container may be held lower from outside.
      () => `${sysctlRemedy(['fs.nr_open', OPEN_FILES])}; or raise the hard limit of its container`,
    ),
    ...known('open_files', files, LOGS * GENERATIONS * (1 + cores), (twice) =>
      sysctlRemedy(['fs.file-max', twice]),
    ),
    ...known('inotify_watches', watches, WATCHES, (twice) =>
      sysctlRemedy(['fs.inotify.max_user_watches', twice]),
    ),
    ...known('processes', processes, PROCESSES, (twice) =>
      sysctlRemedy(['kernel.pid_max', Math.min(twice, MOST_PIDS)], ['kernel.threads-max', twice]),
    ),
  ];
  return rooms.sort((one, other) => one.accounts - other.accounts);
}

function known(
  limit: Room['limit'],
  most: number | undefined,
  each: number,
  remedy: (twice: number) => string,
): Room[] {
  if (most === undefined) return [];
  const accounts = Math.max(0, Math.floor((most - RESERVE) / each));
  return [{ limit, accounts, remedy: remedy(2 * most) }];
}
