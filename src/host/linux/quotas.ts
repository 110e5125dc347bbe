import { readFile } from 'node:fs/promises';
import type { DiskQuota, FolderQuotas, Quotas } from '../quotas.ts';
import { type MountedFileSystem, mountOf, parseMounts } from './mounts.ts';
import { CommandError, runCommand, tryCommand } from './run-command.ts';

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
  const why = whyNone(mount);
  if (why !== undefined) return { state: 'off', why };
  const { point } = mount;
  try {
    const { exitCode, stdout, stderr } = await tryCommand([
      'repquota',
      '--user',
      '--no-names',
      '--output=csv',
      '--',
      point,
    ]);
    if (exitCode !== 0)
      return { state: 'off', why: `${stderr.trim()}; run: quotacheck -cum ${point}; quotaon -u ${point}` };
    return { state: 'on', mountPoint: point, byUid: parseRepquota(stdout) };
  } catch (error) {
    if (error instanceof CommandError && error.exitCode === undefined) {
      return { state: 'off', why: 'the quota tools are not installed; run: apt install quota' };
    }
    throw error;
  }
}

/** A file system that is mounted without quotas needs no process to say so. */
function whyNone({ point, type, options }: MountedFileSystem): string | undefined {
  if (options.some((option) => /^(usrquota|quota|uquota|usrjquota=.+)$/.test(option))) return undefined;
  const where = `the file system at ${point} (${type})`;
  if (/^ext[34]$/.test(type)) {
    return `${where} has no user quotas; run: apt install quota; mount -o remount,usrquota ${point}; quotacheck -cum ${point}; quotaon -u ${point}; and add usrquota to its options in /etc/fstab`;
  }
  if (type === 'xfs')
    return `${where} has no user quotas; add uquota to its options in /etc/fstab and mount it anew`;
  return `${where} has no user quotas; keep homes on ext4 or XFS to limit their size`;
}

/** Parses `repquota --output=csv --no-names`: sizes in KiB, users as `#1000`. */
export function parseRepquota(text: string): ReadonlyMap<number, DiskQuota> {
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
