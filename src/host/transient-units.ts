import type { TransientUnit } from '../model/systemd-run.ts';

/** How a unit came up: it says so itself (Type=notify), or its program was executed (Type=exec). */
export type UnitStart = { readonly ok: true } | { readonly ok: false; readonly why: string };

export interface TransientUnits {
  /**
   * With a socket, returns once that takes connections: the first one starts the command. Without one,
   * returns once systemd has started the command.
   *
   * @throws CommandError when systemd refuses, as it does while a unit of that name is still there
   */
  start(unit: TransientUnit): Promise<void>;
  /** Starts the service of a unit with a socket now, and waits until it is up. */
  startService(name: string): Promise<UnitStart>;
  /**
   * Stops units with their sockets; returns once none of their processes is left.
   *
   * @param patienceMs what has not ended by then is killed; without it, what the units' own properties say
   */
  stop(names: readonly string[], patienceMs?: number): Promise<void>;
  /** The names of all loaded units that begin so, and whether each one's socket takes connections. */
  list(prefix: string): Promise<ReadonlyMap<string, { readonly listens: boolean }>>;
  /** The processes in the unit's control group, 0 when it does not run. Read from the kernel, without a command. */
  processes(uid: number, name: string): Promise<number>;
}
