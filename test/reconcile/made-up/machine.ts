import { freshMachine } from '../../sim/fresh-machine.ts';
import type { Machine } from '../../sim/machine.ts';
import { loadableFiles } from '../../sim/services/loadable.ts';

/** A host on which the made-up service runs beside the others. */
export function machineWithGreeter(): Machine {
  const machine = freshMachine();
  addGreeter(machine);
  return machine;
}

export function addGreeter(machine: Machine): void {
  const loaded = loadableFiles(machine.disk, 'greeter');
  machine.services.set('greeter', { isRunning: true, loaded, reloads: 0 });
}
