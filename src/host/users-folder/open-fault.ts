import { shellWord } from '../../model/shell-word.ts';
import type { OwnershipFault } from './ownership.ts';

/** What the disk or the kernel refuses, whatever the mode is. */
export const ASK_THE_KERNEL = 'see what the kernel says of it: journalctl -k';

/** @param code such as `EACCES`. @param mode by which its owner can open it, as chmod takes it */
export function openFault(path: string, code: string, mode: string): OwnershipFault {
  const isDenied = code === 'EACCES' || code === 'EPERM';
  return {
    message: `cannot be opened: ${code}`,
    remedy: isDenied ? `as root: chmod ${mode} ${shellWord(path)}` : ASK_THE_KERNEL,
  };
}
