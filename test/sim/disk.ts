// A file system that knows what would be left of it if the power went now. Plain data, so that it can be cloned.

import type { Ownership } from '../../src/host/root-files.ts';
import { SystemError } from './effects.ts';

/** What fsync makes durable of a node. */
interface Content extends Ownership {
  text: string;
  entries: Map<string, number>;
  /** Users that an ACL lets pass through. */
  acl: Set<string>;
}

export interface DiskNode extends Content {
  readonly id: number;
  /** The text of a link is where it leads to. */
  readonly kind: 'file' | 'folder' | 'link';
  mode: number;
  uid: number;
  gid: number;
  /** Moves with every change, as the status-change time does. */
  version: number;
  changedAtMs: number;
  synced: Content | undefined;
}

export interface Disk {
  readonly nodes: Map<number, DiskNode>;
  next: number;
  version: number;
}

/**
 * What a power cut leaves: `lost`: nothing that was not synced; `torn`: names
 * and owners of all files, and of what was written to them only what was synced,
 * as file systems that journal metadata may do; `kept`: all of it.
 */
export type PowerLoss = 'lost' | 'torn' | 'kept';

const ROOT = 1;

export function emptyDisk(): Disk {
  const disk: Disk = { nodes: new Map(), next: ROOT, version: 0 };
  addNode(disk, 'folder', '', { uid: 0, gid: 0, mode: 0o755 }, 0);
  return disk;
}

function addNode(disk: Disk, kind: DiskNode['kind'], text: string, as: Ownership, nowMs: number): DiskNode {
  const { uid, gid, mode } = as;
  const id = disk.next;
  disk.next += 1;
  disk.version += 1;
  const node: DiskNode = {
    id,
    kind,
    text,
    entries: new Map(),
    acl: new Set(),
    uid,
    gid,
    mode,
    version: disk.version,
    changedAtMs: nowMs,
    synced: undefined,
  };
  disk.nodes.set(id, node);
  return node;
}

export function lookUp(disk: Disk, path: string): DiskNode | undefined {
  let at = disk.nodes.get(ROOT);
  for (const name of path.split('/').filter((part) => part !== '')) {
    const next = at?.entries.get(name);
    at = next === undefined ? undefined : disk.nodes.get(next);
  }
  return at;
}

function parentOf(disk: Disk, path: string): { folder: DiskNode; name: string } {
  const slash = path.lastIndexOf('/');
  const folder = lookUp(disk, path.slice(0, slash));
  if (folder?.kind !== 'folder') throw new SystemError('ENOENT', path);
  return { folder, name: path.slice(slash + 1) };
}

function touch(disk: Disk, node: DiskNode, nowMs: number): void {
  disk.version += 1;
  node.version = disk.version;
  node.changedAtMs = nowMs;
}

export function create(
  disk: Disk,
  path: string,
  kind: DiskNode['kind'],
  text: string,
  as: Ownership,
  nowMs = 0,
): DiskNode {
  const { folder, name } = parentOf(disk, path);
  return createIn(disk, folder, name, kind, text, as, nowMs);
}

/** In an open folder, also after it was moved. */
export function createIn(
  disk: Disk,
  folder: DiskNode,
  name: string,
  kind: DiskNode['kind'],
  text: string,
  as: Ownership,
  nowMs = 0,
): DiskNode {
  if (folder.entries.has(name)) throw new SystemError('EEXIST', name);
  const node = addNode(disk, kind, text, as, nowMs);
  folder.entries.set(name, node.id);
  touch(disk, folder, nowMs);
  return node;
}

export function rename(disk: Disk, from: string, to: string, nowMs = 0): void {
  const source = parentOf(disk, from);
  const target = parentOf(disk, to);
  move(disk, source.folder, source.name, target.folder, target.name, nowMs);
}

export function renameIn(disk: Disk, folder: DiskNode, from: string, to: string, nowMs = 0): void {
  move(disk, folder, from, folder, to, nowMs);
}

function move(disk: Disk, from: DiskNode, name: string, to: DiskNode, newName: string, nowMs: number): void {
  const id = from.entries.get(name);
  if (id === undefined) throw new SystemError('ENOENT', name);
  refuseReplacing(disk, id, to.entries.get(newName), newName);
  from.entries.delete(name);
  to.entries.set(newName, id);
  touch(disk, from, nowMs);
  touch(disk, to, nowMs);
}

/** rename(2): a file takes the place of a file only, and a folder that of an empty folder only. */
function refuseReplacing(disk: Disk, id: number, replaced: number | undefined, name: string): void {
  const [node, other] = [disk.nodes.get(id), replaced === undefined ? undefined : disk.nodes.get(replaced)];
  if (other === undefined) return;
  if (node?.kind !== 'folder' && other.kind === 'folder') throw new SystemError('EISDIR', name);
  if (node?.kind === 'folder' && other.kind !== 'folder') throw new SystemError('ENOTDIR', name);
  if (other.entries.size > 0) throw new SystemError('ENOTEMPTY', name);
}

export function link(disk: Disk, from: string, to: string): void {
  const node = lookUp(disk, from);
  if (node === undefined) throw new SystemError('ENOENT', from);
  const { folder, name } = parentOf(disk, to);
  if (folder.entries.has(name)) throw new SystemError('EEXIST', to);
  folder.entries.set(name, node.id);
  touch(disk, folder, 0);
}

/** A file, or a folder with all that is in it. */
export function remove(disk: Disk, path: string): void {
  const { folder, name } = parentOf(disk, path);
  removeIn(disk, folder, name);
}

export function removeIn(disk: Disk, folder: DiskNode, name: string): void {
  if (!folder.entries.delete(name)) throw new SystemError('ENOENT', name);
  touch(disk, folder, 0);
}

export function setOwnership(disk: Disk, path: string, as: Partial<Ownership>): void {
  const node = lookUp(disk, path);
  if (node === undefined) throw new SystemError('ENOENT', path);
  setOwnershipOf(disk, node, as);
}

export function setOwnershipOf(disk: Disk, node: DiskNode, as: Partial<Ownership>): void {
  Object.assign(node, as);
  touch(disk, node, 0);
}

export function sync(disk: Disk, path: string): void {
  const node = lookUp(disk, path);
  if (node === undefined) throw new SystemError('ENOENT', path);
  syncNode(node);
}

export function syncNode(node: DiskNode): void {
  const { text, uid, gid, mode } = node;
  node.synced = { text, uid, gid, mode, entries: new Map(node.entries), acl: new Set(node.acl) };
}

export function syncAll(disk: Disk): void {
  for (const node of disk.nodes.values()) syncNode(node);
}

/** Absolute paths of everything, with what is there. */
export function* walk(disk: Disk, path = '', id = ROOT): Generator<readonly [string, DiskNode]> {
  const node = disk.nodes.get(id);
  if (node === undefined) return;
  yield [path === '' ? '/' : path, node];
  for (const name of [...node.entries.keys()].sort()) {
    yield* walk(disk, `${path}/${name}`, node.entries.get(name));
  }
}

export function cutPower(disk: Disk, survival: PowerLoss): void {
  for (const node of disk.nodes.values()) {
    const { synced } = node;
    if (survival === 'lost' && synced === undefined) {
      node.text = '';
      node.entries = new Map();
    } else if (survival === 'lost' && synced !== undefined) {
      Object.assign(node, synced, { entries: new Map(synced.entries), acl: new Set(synced.acl) });
    } else if (survival === 'torn') node.text = synced?.text ?? '';
  }
  dropUnreachable(disk);
  syncAll(disk);
}

function dropUnreachable(disk: Disk): void {
  const reachable = new Set([...walk(disk)].map(([, node]) => node.id));
  for (const id of disk.nodes.keys()) if (!reachable.has(id)) disk.nodes.delete(id);
}

/** Whether the power going now would take anything away. */
export function hasUnsynced(disk: Disk): boolean {
  for (const [, node] of walk(disk)) {
    const { synced } = node;
    if (synced === undefined || synced.text !== node.text || synced.mode !== node.mode) return true;
    if (synced.uid !== node.uid || synced.gid !== node.gid || synced.acl.size !== node.acl.size) return true;
    if (synced.entries.size !== node.entries.size) return true;
    for (const [name, id] of node.entries) if (synced.entries.get(name) !== id) return true;
  }
  return false;
}
