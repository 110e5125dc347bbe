import type { MetricsAddress } from '../model/metrics-listen.ts';
import type { UnitStart } from './transient-units.ts';

/** A process of its own, without any right on the host, that serves the metrics over TCP. */
export interface MetricsFront {
  /**
   * In place of the one that there is.
   *
   * @param folder of root's alone. In it `front.sock` is what the process asks, which every user may connect to
   */
  start(address: MetricsAddress, folder: string): Promise<UnitStart>;
  stop(): Promise<void>;
}
