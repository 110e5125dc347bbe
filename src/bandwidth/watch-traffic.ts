import type { Clock } from '../host/clock.ts';
import type { Account } from '../model/account.ts';
import { isOverBandwidth } from '../model/bandwidth.ts';
import type { TrafficMeter } from './traffic-meter.ts';

export interface TrafficWatch {
  readonly meter: TrafficMeter;
  readonly clock: Clock;
  readonly everyMs: number;
  /** All accounts there are, whatever their state. */
  readonly known: () => readonly string[];
  readonly accounts: ReadonlyMap<string, Account>;
  /** Called for an account whose sites are to be refused from now on, or served again. */
  readonly onVerdict: (username: string) => void;
  readonly onError: (error: unknown) => void;
}

/** Counts traffic now and then until `stop` aborts, beside the waves, which never wait for it. */
export async function watchTraffic(watch: TrafficWatch, stop: AbortSignal): Promise<void> {
  const over = new Set<string>();
  while (!stop.aborted) {
    try {
      await watch.meter.count(watch.known());
      for (const username of changedVerdicts(watch, over)) watch.onVerdict(username);
    } catch (error) {
      watch.onError(error);
    }
    await watch.clock.sleep(watch.everyMs, stop);
  }
}

/** Brings `over` up to date. @returns who came in or fell out of it */
function changedVerdicts({ meter, accounts }: TrafficWatch, over: Set<string>): string[] {
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
