import { readFile } from 'node:fs/promises';
import { CommandError, runCommand, tryCommand } from '../commands/run-command.ts';
import { type MountedFileSystem, mountOf, parseMounts } from '../files/mounts.ts';
import type { DiskQuota, FolderQuotas, Quotas } from '../quotas.ts';

/** User quotas through the tools of the package `quota`, one run for each file system. */
export const quotas: Quotas = { observe, set };

async function observe(folders: readonly string[]): Promise<ReadonlyMap<string, FolderQuotas>> {
  const mounts = parseMounts(await readFile('/proc/self/mountinfo', 'utf8'));
  const byMount = new Map<MountedFileSystem, Promise<FolderQuotas>>();
  const found = new Map<string, FolderQuotas>();
  for (const folder of folders) {
    const mount = mountOf(folder, mounts);
    const asked = byMount.get(mount) ?? quotasOf(mount);
    byMount.set(mount, asked);
    found.set(folder, await asked);
  }
  return found;
}

async function quotasOf(mount: MountedFileSystem): Promise<FolderQuotas> {
  try {
    const why = await whyOff(mount);
    if (why !== undefined) return { state: 'off', ...why };
    // Without --verbose, users who own nothing yet are left out, and so are their limits.
    const report = ['repquota', '--user', '--verbose', '--no-names', '--output=csv', '--', mount.point];
    return { state: 'on', mountPoint: mount.point, byUid: parseRepquota((await runCommand(report)).stdout) };
  } catch (error) {
    if (error instanceof CommandError && error.exitCode === undefined) {
      return { state: 'off', why: 'the quota tools are not installed', remedy: 'run: apt install quota' };
    }
    throw error;
  }
}

/**
 * Asks whether the kernel refuses what is over a limit: the tools also report and
 * set limits in a file that no kernel looks at, or looks at for counting only.
 */
async function whyOff({
  point,
  type,
  options,
}: MountedFileSystem): Promise<{ readonly why: string; readonly remedy: string } | undefined> {
  const where = `the file system at ${point} (${type})`;
  const none = `${where} has no user quotas`;
  if (type === 'xfs') {
    if (options.some((option) => option === 'usrquota' || option === 'uquota')) return undefined;
    return { why: none, remedy: 'add uquota to its options in /etc/fstab and mount it again' };
  }
  if (!/^(ext[234]|f2fs)$/.test(type)) {
    return { why: none, remedy: 'keep homes on ext4 or XFS to limit their size' };
  }
  const { stdout } = await tryCommand(['quotaon', '--print-state', '--verbose', '--user', '--', point]);
  if (/ is on( \(enforced\))?$/m.test(stdout)) return undefined;
  if (/ is on \(accounting\)$/m.test(stdout)) {
    return {
      why: `${where} counts what users keep, and does not limit it`,
      remedy: `run: quotaon -u ${point}`,
    };
  }
  return {
    why: none,
    remedy: `run: mount -o remount,usrquota ${point}; quotacheck -cum ${point}; quotaon -u ${point}; and add usrquota to its options in /etc/fstab`,
  };
}

/** Parses `repquota --output=csv --no-names`: sizes in KiB, users as `#1000`. */
function parseRepquota(text: string): ReadonlyMap<number, DiskQuota> {
  const quotas = new Map<number, DiskQuota>();
  for (const line of text.split('\n')) {
    const [user = '', , , used, soft, hard, , , softFiles, hardFiles] = line.split(',');
    if (!/^#\d+$/.test(user)) continue;
    quotas.set(Number(user.slice(1)), {
      usedKib: Number(used),
      softKib: Number(soft),
      hardKib: Number(hard),
      softFiles: Number(softFiles),
      hardFiles: Number(hardFiles),
    });
  }
  return quotas;
}

async function set(
  mountPoint: string,
  byUid: ReadonlyMap<number, Omit<DiskQuota, 'usedKib'>>,
): Promise<void> {
  if (byUid.size === 0) return;
  const lines = [...byUid].map(
    ([uid, { softKib, hardKib, softFiles, hardFiles }]) =>
      `${uid} ${softKib} ${hardKib} ${softFiles} ${hardFiles}\n`,
  );
  await runCommand(['setquota', '--user', '--batch', '--', mountPoint], { input: lines.join('') });
}
