import { availableParallelism, totalmem } from 'node:os';
import type { HostLimits } from '../../model/account-room.ts';
import { OPEN_FILES } from '../../model/open-files.ts';
import type { Settings } from '../../model/settings.ts';
import { kernelNumber } from './inspect.ts';
import { tryCommand } from './run-command.ts';

/** What can run out on this host as accounts are added. */
export async function hostLimits({
  uid_min,
  uid_max,
}: Pick<Settings, 'uid_min' | 'uid_max'>): Promise<HostLimits> {
  const [files, watches, pids, threads] = await Promise.all(
    ['fs/file-max', 'fs/inotify/max_user_watches', 'kernel/pid_max', 'kernel/threads-max'].map((name) =>
      kernelNumber(`/proc/sys/${name}`),
    ),
  );
  const processes = [pids, threads].filter((each) => each !== undefined);
  return {
    userIds: uid_max - uid_min + 1,
    nginxFiles: await filesOfAService(),
    files,
    watches,
    processes: processes.length === 0 ? undefined : Math.min(...processes),
    cores: availableParallelism(),
    // A container may be allowed less than the machine has.
    memory: Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY),
  };
}

let ofAService: Promise<number | undefined> | undefined;

/** As many as the daemon lets nginx open. A container may permit fewer; that does not change while this process runs. */
function filesOfAService(): Promise<number | undefined> {
  ofAService ??= readFilesOfAService().catch(() => undefined);
  return ofAService;
}

async function readFilesOfAService(): Promise<number | undefined> {
  const raised = await tryCommand(['prlimit', `--nofile=${OPEN_FILES}:${OPEN_FILES}`, '--', 'true']);
  if (raised.exitCode === 0) return OPEN_FILES;
  const hard = [
    'prlimit',
    '--pid',
    String(process.pid),
    '--nofile',
    '--output=HARD',
    '--noheadings',
    '--raw',
  ];
  const { exitCode, stdout } = await tryCommand(hard);
  return exitCode === 0 && /^\d+$/.test(stdout.trim()) ? Number(stdout) : undefined;
}
