import { readFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { errorCode } from '../error-code.ts';

/**
 * Whether a signal reaches a handler of the process. While one starts, or executes itself anew, most have none
 * yet: the signal would end it, or be lost. One that is gone has nothing to be waited for.
 */
export async function catchesSignal(pid: number, signal: NodeJS.Signals): Promise<boolean> {
  try {
    return caughtIn(await readFile(`/proc/${pid}/status`, 'latin1'), signal);
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ESRCH') return true;
    throw error;
  }
}

/** proc_pid_status(5): a mask in hexadecimal, whose lowest bit stands for the signal 1. */
export function caughtIn(status: string, signal: NodeJS.Signals): boolean {
  const [, mask = '0'] = /^SigCgt:\s*([0-9a-f]+)$/m.exec(status) ?? [];
  return ((BigInt(`0x${mask}`) >> BigInt(constants.signals[signal] - 1)) & 1n) === 1n;
}
