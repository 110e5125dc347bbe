import type { UnitState } from '../units.ts';

export const SHOWN_PROPERTIES =
  'Id,ActiveState,SubState,UnitFileState,NeedDaemonReload,MainPID,ExecMainStatus,NRestarts,ActiveEnterTimestampMonotonic';

// One that lived through this has not ended right after its start.
const OF_LATE_US = 20_000_000n;

export type ShownUnit = Omit<UnitState, 'variable'> & { readonly id: string; readonly mainPid: number };

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
      return {
        id: of('Id'),
        activity: activityOf(of('ActiveState'), of('SubState')),
        enabled: of('UnitFileState') === 'enabled',
        stale: of('NeedDaemonReload') === 'yes',
        exitStatus: Number(of('ExecMainStatus') || 0),
        restartedOfLate: Number(of('NRestarts') || 0) > 0 && now - since < OF_LATE_US,
        mainPid: Number(of('MainPID') || 0),
      };
    });
}

function activityOf(active: string, sub: string): UnitState['activity'] {
  if (sub.startsWith('auto-restart')) return 'waiting';
  return active === 'inactive' || active === 'failed' ? 'stopped' : 'running';
}
