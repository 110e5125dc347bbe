import { takeInstanceLock } from '../../host/process/instance-lock.ts';

/** Takes the lock of the daemon until this command ends. @returns why that is not possible, and what to do */
export async function whyNotAlone(runDir: string): Promise<string | undefined> {
  const lock = await takeInstanceLock(runDir).catch((error: unknown) => error);
  if (lock instanceof Error) return `${lock.message}\nuse sudo`;
  if (typeof lock !== 'object' || lock === null || !('ok' in lock) || lock.ok !== true)
    return 'jopaneld is running\nstop it first: systemctl stop jopaneld';
  return undefined;
}
