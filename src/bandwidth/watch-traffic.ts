import type { Clock } from '../host/clock.ts';
import type { Account } from '../model/account.ts';
import { isOverBandwidth } from '../model/bandwidth.ts';
import type { TrafficMeter } from './traffic-meter.ts';

interface TrafficWatch {
  readonly meter: TrafficMeter;
  readonly clock: Clock;
  readonly everyMs: number;
  /** All accounts, in whatever state. */
  readonly known: () => readonly string[];
  readonly accounts: ReadonlyMap<string, Account>;
  /** Called for an account that goes over its quota, or comes back below it. */
  readonly onChange: (username: string) => void;
  readonly onError: (error: unknown) => void;
}

/** Counts traffic at intervals until `stop` aborts, concurrently with the waves, which never wait for it. */
export async function watchTraffic(watch: TrafficWatch, stop: AbortSignal): Promise<void> {
  const over = new Set<string>();
  while (!stop.aborted) {
    try {
      await watch.meter.count(watch.known());
      for (const username of changedAccounts(watch, over)) watch.onChange(username);
    } catch (error) {
      watch.onError(error);
    }
    await watch.clock.sleep(watch.everyMs, stop);
  }
}

/** Updates `over`. @returns the accounts that were added to it or removed from it */
function changedAccounts({ meter, accounts }: TrafficWatch, over: Set<string>): string[] {
  const changed: string[] = [];
  for (const [username, { limits }] of accounts) {
    const isOver = isOverBandwidth(limits, meter.bytesThisMonth(username));
    if (over.has(username) === isOver) continue;
    if (isOver) over.add(username);
    else over.delete(username);
    changed.push(username);
  }
  return changed;
}
