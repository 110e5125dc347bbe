import type { Effects } from './effects.ts';
import type { Machine } from './machine.ts';

/** One boot of the daemon: the machine, and the faults of the effects on it. Ports are made of this. */
export interface World {
  readonly machine: Machine;
  readonly effects: Effects;
}
