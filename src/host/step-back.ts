import { constants, setPriority } from 'node:os';

/**
 * Lets every other thread of the host go first. On Linux this is about the calling thread alone: what only tells of
 * the work is not to slow it down.
 */
export function stepBack(): void {
  setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL);
}
