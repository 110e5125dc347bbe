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
  return status === undefined || isInMask('SigCgt', status.toString('latin1'), signal);
}

/**
 * Whether a service's main process has taken this signal, has done what it does about it, and sleeps until the next one
 * comes. False where the kernel does not show that.
 *
 * @param pid as above
 */
export async function awaitsNextSignal(pid: number, signal: NodeJS.Signals): Promise<boolean> {
  // biome-ignore lint/plugin: the number of a call, in which no name is
  const call = await readStart(`/proc/${pid}/syscall`, 256);
  if (call === undefined || Number(call.toString('latin1').split(' ')[0]) !== SIGSUSPEND) return false;
  // biome-ignore lint/plugin: as above
  const status = (await readStart(`/proc/${pid}/status`, 8 * 1024))?.toString('latin1') ?? '';
  return !isInMask('SigPnd', status, signal) && !isInMask('ShdPnd', status, signal);
}

/** rt_sigsuspend(2), by which a process sleeps until a signal comes. */
const SIGSUSPEND = process.arch === 'arm64' ? 133 : 130;

/** proc_pid_status(5): a mask in hexadecimal, whose lowest bit stands for the signal 1. */
export function isInMask(
  name: 'SigCgt' | 'SigPnd' | 'ShdPnd',
  status: string,
  signal: NodeJS.Signals,
): boolean {
  // The kernel escapes a newline in the name, and no other end of a line.
  const line = status.split('\n').findLast((each) => each.startsWith(`${name}:\t`)) ?? '';
  const [, mask = '0'] = /^\w+:\t([0-9a-f]+)$/.exec(line) ?? [];
  return ((BigInt(`0x${mask}`) >> BigInt(constants.signals[signal] - 1)) & 1n) === 1n;
}
