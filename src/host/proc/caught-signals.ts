import { constants } from 'node:os';
import { readStart } from './kernel-file.ts';

/**
 * Whether a signal reaches a handler of a service's main process. While one starts, or executes itself again, most
 * have none yet: the signal would end it, or be lost. One that is gone has nothing to be waited for.
 *
 * @param pid a process of root's, which makes nothing up: the same file begins with a name that a process chooses
 */
export async function catchesSignal(pid: number, signal: NodeJS.Signals): Promise<boolean> {
  // biome-ignore lint/plugin: of a process of root's, and of one line that no name can feign
  const status = await readStart(`/proc/${pid}/status`, 8 * 1024);
  return status === undefined || caughtIn(status.toString('latin1'), signal);
}

/** proc_pid_status(5): a mask in hexadecimal, whose lowest bit stands for the signal 1. */
export function caughtIn(status: string, signal: NodeJS.Signals): boolean {
  // The kernel escapes a newline in the name, and no other end of a line.
  const line = status.split('\n').findLast((each) => each.startsWith('SigCgt:\t'));
  const [, mask = '0'] = /^SigCgt:\t([0-9a-f]+)$/.exec(line ?? '') ?? [];
  return ((BigInt(`0x${mask}`) >> BigInt(constants.signals[signal] - 1)) & 1n) === 1n;
}
