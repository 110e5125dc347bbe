import { readdir, readFile } from 'node:fs/promises';
import type { Clock } from '../clock.ts';
import type { PhpActivatorReader } from '../php-activator.ts';
import type { LimitReached, SliceUse, SliceUseReader } from '../slice-use.ts';
import { phpUse } from './php/php-use.ts';

const SLICE = /^user-(\d+)\.slice$/;
const HOUR_MS = 3_600_000;
const LOOK_MS = 300_000;
const MOST_GROUPS = 200;

type Read = (file: string) => Promise<string>;

interface Look {
  readonly at: number;
  readonly use: SliceUse;
}

/** @param root of the unified control groups, such as `/sys/fs/cgroup` */
export function createSliceUseReader(
  root: () => Promise<string>,
  clock: Clock,
  php: Pick<PhpActivatorReader, 'pools'>,
): SliceUseReader {
  const looks = new Map<number, Look[]>();
  let lookedAt = Number.NEGATIVE_INFINITY;
  let found: ReadonlyMap<number, ReadonlySet<LimitReached>> = new Map();

  async function all(): Promise<ReadonlyMap<number, SliceUse>> {
    const folder = `${await root()}/user.slice`;
    const names = await readdir(folder).catch(() => []);
    const uids = names.flatMap((name) => SLICE.exec(name)?.[1] ?? []);
    const uses = new Map<number, SliceUse>();
    for (const uid of uids) uses.set(Number(uid), await useIn(`${folder}/user-${uid}.slice`));
    return uses;
  }

  async function look(now: number): Promise<void> {
    const reached = new Map<number, ReadonlySet<LimitReached>>();
    const uses = await all();
    for (const [uid, use] of uses) {
      const known = (looks.get(uid) ?? []).filter(({ at }) => now - at <= HOUR_MS);
      const limits = limitsReached(known, use);
      if (limits.size > 0) reached.set(uid, limits);
      looks.set(uid, [...known, { at: now, use }]);
    }
    for (const uid of looks.keys()) if (!uses.has(uid)) looks.delete(uid);
    found = reached;
  }

  return {
    all,
    of: async (uid) => useIn(`${await root()}/user.slice/user-${uid}.slice`),
    php: (username, uid) => phpUse(php, username, uid),
    async reached() {
      const now = clock.monotonic();
      if (now - lookedAt >= LOOK_MS) {
        lookedAt = now;
        // Beside the wave that asks, which goes by the look before.
        void look(now);
      }
      return found;
    },
  };
}

/** @param looks of the last hour, the oldest first */
export function limitsReached(looks: readonly Look[], now: SliceUse): Set<LimitReached> {
  const reached = new Set<LimitReached>();
  const last = looks.at(-1)?.use;
  if (last === undefined) return reached;
  const uses = [...looks.map(({ use }) => use), now];
  // From one look to the next: a slice that was made again, or a group that has ended, takes its count with it.
  const grew = (count: (use: SliceUse) => number | null) =>
    uses.some((use, index) => {
      const before = uses[index - 1];
      return before !== undefined && (count(use) ?? 0) > (count(before) ?? 0);
    });
  if (grew(({ oomKills }) => oomKills)) reached.add('memory');
  if (grew(({ tasksRefused }) => tasksRefused)) reached.add('processes');
  const periods = (now.cpuPeriods ?? 0) - (last.cpuPeriods ?? 0);
  const throttled = (now.cpuThrottledPeriods ?? 0) - (last.cpuThrottledPeriods ?? 0);
  if (periods > 0 && throttled > periods / 2) reached.add('cpu');
  return reached;
}

async function useIn(folder: string): Promise<SliceUse> {
  const read: Read = (file) => readFile(`${folder}/${file}`, 'latin1').catch(() => '');
  const [cpu, current, peak, memory, tasks, refused, io] = await Promise.all([
    read('cpu.stat').then(keyed),
    read('memory.current'),
    read('memory.peak'),
    read('memory.events').then(keyed),
    read('pids.current'),
    tasksRefusedIn(folder),
    read('io.stat').then(transferred),
  ]);
  const seconds = (key: string) => {
    const value = cpu.get(key);
    return value === undefined ? null : value / 1e6;
  };
  return {
    cpuSeconds: seconds('usage_usec'),
    cpuPeriods: cpu.get('nr_periods') ?? null,
    cpuThrottledPeriods: cpu.get('nr_throttled') ?? null,
    cpuThrottledSeconds: seconds('throttled_usec'),
    memoryBytes: numberIn(current),
    memoryPeakBytes: numberIn(peak),
    oomKills: memory.get('oom_kill') ?? null,
    tasks: numberIn(tasks),
    tasksRefused: refused,
    readBytes: io?.read ?? null,
    writtenBytes: io?.written ?? null,
  };
}

/**
 * Kernels before 6.11 count a refused process in the group of the one that asked for it, and none in the slice that has the
 * limit. Only the groups that systemd makes are looked at: an account may make more below its own.
 */
async function tasksRefusedIn(slice: string): Promise<number | null> {
  const refused = async (folder: string) =>
    keyed(await readFile(`${folder}/pids.events`, 'latin1').catch(() => '')).get('max') ?? null;
  const own = await refused(slice);
  if (own !== 0) return own;
  const entries = await readdir(slice, { withFileTypes: true }).catch(() => []);
  const groups = entries.filter((entry) => entry.isDirectory()).slice(0, MOST_GROUPS);
  const counts = await Promise.all(groups.map(({ name }) => refused(`${slice}/${name}`)));
  return counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
}

function numberIn(text: string): number | null {
  return /^\d+\n$/.test(text) ? Number(text) : null;
}

/** Parses lines of a key and a number. */
function keyed(text: string): ReadonlyMap<string, number> {
  return new Map(
    text.split('\n').flatMap((line): [string, number][] => {
      const [, key = '', value] = /^(\w+) (\d+)$/.exec(line) ?? [];
      return value === undefined ? [] : [[key, Number(value)]];
    }),
  );
}

/** Sums io.stat over all devices; undefined where it is not counted. */
function transferred(text: string): { readonly read: number; readonly written: number } | undefined {
  if (!text.includes('rbytes=')) return undefined;
  const sum = (key: string) =>
    [...text.matchAll(new RegExp(`\\b${key}=(\\d+)`, 'g'))].reduce(
      (total, [, bytes]) => total + Number(bytes),
      0,
    );
  return { read: sum('rbytes'), written: sum('wbytes') };
}
