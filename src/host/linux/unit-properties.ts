import type { UnitState } from '../units.ts';

export const SHOWN_PROPERTIES =
  'Id,ActiveState,SubState,UnitFileState,NeedDaemonReload,ExecMainStatus,NRestarts,ActiveEnterTimestampMonotonic';

// One that lived through this has not ended right after its start.
const OF_LATE_US = 20_000_000n;

export interface ShownUnit extends UnitState {
  readonly id: string;
  /** Being started again at this moment: how the process before it ended is forgotten, and its own end is not known. */
  readonly isBetween: boolean;
}

/** Parses `systemctl show` of many units: a block of `Name=value` lines for each. @param now CLOCK_MONOTONIC in µs */
export function parseUnits(text: string, now: bigint): ShownUnit[] {
  return text
    .split('\n\n')
    .filter((block) => block.trim() !== '')
    .map((block) => {
      const properties = new Map(
        block
          .split('\n')
          .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
      );
      const of = (name: string) => properties.get(name) ?? '';
      const since = BigInt(of('ActiveEnterTimestampMonotonic') || 0);
      const restarts = Number(of('NRestarts') || 0);
      return {
        id: of('Id'),
        activity: activityOf(of('ActiveState'), of('SubState')),
        enabled: of('UnitFileState') === 'enabled',
        stale: of('NeedDaemonReload') === 'yes',
        exitStatus: Number(of('ExecMainStatus') || 0),
        restartedOfLate: restarts > 0 && now - since < OF_LATE_US,
        isBetween: restarts > 0 && of('SubState') === 'start',
      };
    });
}

function activityOf(active: string, sub: string): UnitState['activity'] {
  if (sub.startsWith('auto-restart')) return 'waiting';
  return active === 'inactive' || active === 'failed' ? 'stopped' : 'running';
}
