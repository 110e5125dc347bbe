import { readdir, readFile, readlink } from 'node:fs/promises';

/** Of these socket paths, the ones that another process than `pid` listens on. */
export async function foreignSockets(paths: readonly string[], pid: number | undefined): Promise<string[]> {
  if (paths.length === 0) return [];
  const inodes = listeningInodes(await readFile('/proc/net/unix', 'utf8'));
  const taken = paths.filter((path) => inodes.has(path));
  if (taken.length === 0) return [];
  const own = pid === undefined ? new Set<string>() : await socketsOf(pid);
  return taken.filter((path) => !inodes.get(path)?.some((inode) => own.has(inode)));
}

/** Num RefCount Protocol Flags Type St Inode Path; the flag 0x10000 is set while a socket listens (proc(5)). */
function listeningInodes(table: string): Map<string, string[]> {
  const inodes = new Map<string, string[]>();
  for (const row of table.split('\n').slice(1)) {
    const [, , , flags = '', , , inode, path] = row.trim().split(/\s+/);
    if (inode === undefined || path === undefined || (Number.parseInt(flags, 16) & 0x10000) === 0) continue;
    inodes.set(path, [...(inodes.get(path) ?? []), inode]);
  }
  return inodes;
}

async function socketsOf(pid: number): Promise<Set<string>> {
  const links = await Promise.all(
    (await readdir(`/proc/${pid}/fd`)).map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')),
  );
  return new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
}
