import { BYTES_PER_MEGABYTE } from '../../model/bandwidth.ts';
import type { Clock } from '../clock.ts';
import { tryCommand } from '../commands/run-command.ts';
import type { LiveUse, UseReader } from '../live-use.ts';
import type { MariaDbReader } from '../mariadb.ts';
import type { PhpActivatorReader } from '../php-activator.ts';
import { readKernelFile } from '../proc/kernel-file.ts';
import { allPids, ownerOf } from '../proc/process-owner.ts';
import { phpUse } from './php/php-use.ts';

const PAGE_MB = 4096 / (1024 * 1024);
/** Many may ask at once; one look at all processes serves them all for so long. */
const FRESH_MS = 2000;

interface ProcessUse {
  readonly processes: number;
  readonly memoryMb: number;
}

export function createUseReader(
  clock: Clock,
  mariadb: Pick<MariaDbReader, 'sizes'>,
  php: Pick<PhpActivatorReader, 'pools'>,
): UseReader {
  let looked: { at: number; byUid: Promise<ReadonlyMap<number, ProcessUse>> } | undefined;
  const disks = new Map<string, { at: number; disk: Promise<Pick<LiveUse, 'disk' | 'diskNote'>> }>();

  return async ({ username, uid, databases }) => {
    const now = clock.monotonic();
    if (looked === undefined || now - looked.at > FRESH_MS) looked = { at: now, byUid: processesByUid() };
    const known = disks.get(username);
    const disk = known !== undefined && now - known.at <= FRESH_MS ? known.disk : diskUse(username);
    if (disk !== known?.disk) disks.set(username, { at: now, disk });
    const use = (await looked.byUid).get(uid) ?? { processes: 0, memoryMb: 0 };
    const [phpNow, databasesMb] = await Promise.all([
      phpUse(php, username, uid),
      megabytesOf(mariadb, databases),
    ]);
    return { ...use, php: phpNow, databasesMb, ...(await disk) };
  };
}

async function megabytesOf(
  mariadb: Pick<MariaDbReader, 'sizes'>,
  databases: readonly string[],
): Promise<number | null> {
  const sizes = await mariadb.sizes(databases).catch(() => new Map<string, number>());
  if (databases.some((name) => !sizes.has(name))) return null;
  return sizes.values().reduce((sum, bytes) => sum + bytes, 0) / BYTES_PER_MEGABYTE;
}

async function processesByUid(): Promise<ReadonlyMap<number, ProcessUse>> {
  const use = new Map<number, ProcessUse>();
  for (const pid of await allPids()) {
    const uid = await ownerOf(pid);
    const statm = await readKernelFile(pid, 'statm').catch(() => undefined);
    // It may have ended while it was looked at.
    if (uid === undefined || statm === undefined) continue;
    const before = use.get(uid) ?? { processes: 0, memoryMb: 0 };
    const resident = Number(statm.toString('latin1').split(' ')[1]) * PAGE_MB;
    use.set(uid, { processes: before.processes + 1, memoryMb: before.memoryMb + resident });
  }
  return use;
}

async function diskUse(username: string): Promise<Pick<LiveUse, 'disk' | 'diskNote'>> {
  const argv = ['quota', '--user', '--no-wrap', '--raw-grace', '--verbose', '--', username];
  const result = await tryCommand(argv).catch(() => undefined);
  if (result === undefined) return { disk: null, diskNote: 'the tool `quota` is not installed' };
  const disk = parseQuota(result.stdout);
  return disk === null
    ? { disk, diskNote: 'no file system here has user quotas on' }
    : { disk, diskNote: '' };
}

/** Parses quota(1): a line per file system, blocks of 1 KiB first, a `*` at what is over its limit. */
function parseQuota(text: string): LiveUse['disk'] {
  const rows = text
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((words) => words[0]?.startsWith('/') && words.length >= 8);
  if (rows.length === 0) return null;
  const sum = (column: number) =>
    rows.reduce((total, words) => total + (Number.parseInt(words[column] ?? '0', 10) || 0), 0);
  return { usedMb: sum(1) / 1024, files: sum(5) };
}
