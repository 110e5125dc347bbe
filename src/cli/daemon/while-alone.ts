import { takeInstanceLock } from '../../host/process/instance-lock.ts';

type Alone<T> =
  | { readonly ok: true; readonly value: T }
  /** Why it was not begun, and what to do. */
  | { readonly ok: false; readonly why: string };

/** Works under the lock of the daemon, which does not run meanwhile. */
export async function whileAlone<T>(runDir: string, work: () => T): Promise<Alone<T>> {
  const lock = await takeInstanceLock(runDir).catch(asError);
  if (lock instanceof Error) return { ok: false, why: `${lock.message}\nuse sudo` };
  if (!lock.ok) return { ok: false, why: 'jopaneld is running\nstop it first: systemctl stop jopaneld' };
  try {
    return { ok: true, value: work() };
  } finally {
    await lock.release();
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
