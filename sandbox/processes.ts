/** The processes of a sandbox, as the outside sees them. */

import { readFileSync } from 'node:fs';

/**
 * Finds the process that is PID 1 inside the sandbox.
 *
 * `launcher` is the outermost process of the sandbox. systemd-nspawn lives in one PID namespace below
 * it and the host's systemd in a second one below that. Undefined until systemd runs.
 */
export function findInit(launcher: number): number | undefined {
  const depth = namespacePids(process.pid).length + 2;
  const nspawn = children(launcher);
  return nspawn.flatMap(children).find((pid) => {
    const pids = namespacePids(pid);
    return pids.length === depth && pids.at(-1) === '1' && read(`/proc/${pid}/comm`) === 'systemd\n';
  });
}

/** Kills a sandbox at once, from the inside out, so that each process is collected by its own parent. */
export function killHost(launcher: number): void {
  kill(children(launcher)[0] ?? launcher);
}

/** Whether the launcher is the last process of the sandbox; a zombie counts as a process. */
export function hasEnded(launcher: number): boolean {
  return children(launcher).length === 0;
}

export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

export function children(pid: number): number[] {
  return read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);
}

/** The process's id in each PID namespace it is in, outermost first. */
function namespacePids(pid: number): string[] {
  const line = /^NSpid:\s*(.*)$/m.exec(read(`/proc/${pid}/status`));
  return line?.[1]?.split('\t') ?? [];
}

/** A process may end at any moment; what it said then is nothing. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
