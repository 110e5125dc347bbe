import { constants, getPriority, setPriority } from 'node:os';

/**
 * Lets every other thread of the host go first. On Linux this is about the calling thread alone: what only reports on
 * the work is not to slow it down.
 *
 * @returns what takes the old place again; in a container that forbids it, the thread stays back
 */
export function lowerThreadPriority(): () => void {
  const before = getPriority(0);
  setPriority(0, Math.max(before, constants.priority.PRIORITY_BELOW_NORMAL));
  return () => {
    try {
      setPriority(0, before);
    } catch {
      // Later than it might be is still served.
    }
  };
}
