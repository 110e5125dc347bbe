/** What systemd says of a unit. */
export interface UnitState {
  /** `running`, or on the way there; `waiting` to be tried again after it ended; or `stopped`, whatever the reason. */
  readonly activity: 'running' | 'waiting' | 'stopped';
  /** True when systemd starts it at boot. */
  readonly enabled: boolean;
  /** True when systemd has not read what its files say now. */
  readonly stale: boolean;
  /** Of the last process that ended, such as 1; 200 and above are systemd's own, from before the program began. */
  readonly exitStatus: number;
  /** True when it was started again of late because it ended by itself. */
  readonly restartedOfLate: boolean;
}

/** What a kernel can limit: CPU time, memory, disk traffic, and the number of processes. */
export const CGROUP_CONTROLLERS = ['cpu', 'memory', 'io', 'pids'] as const;
export type CgroupController = (typeof CGROUP_CONTROLLERS)[number];

export interface UnitsReader {
  /** False where systemd does not run as the first process: nothing here has any effect then. */
  readonly managed: boolean;
  /** Asks for all of them in one run. */
  show(units: readonly string[]): Promise<ReadonlyMap<string, UnitState>>;
  /** Those of which systemd may not have read what their files say now. Cheap when asked again. */
  stale(units: readonly string[]): Promise<ReadonlySet<string>>;
  /** The controllers through which this kernel lets systemd limit anything. */
  controllers(): Promise<ReadonlySet<CgroupController>>;
}

export interface Units extends UnitsReader {
  /** Lets systemd read all unit files again. It parses all of them, so once for many. */
  reload(): Promise<void>;
  enable(units: readonly string[]): Promise<void>;
  /** Restarts units. One that does not come up is seen by `show`, and is no error here. */
  restart(units: readonly string[]): Promise<void>;
  /** Stops units and disables them at boot; returns once none of their processes is left. */
  stop(units: readonly string[]): Promise<void>;
}
