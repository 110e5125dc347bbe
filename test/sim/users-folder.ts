import { createFolder, removeFolder } from '../../src/host/crash-safe/sets/create-folder.ts';
import { replaceFiles } from '../../src/host/crash-safe/sets/replace-files.ts';
import type { SetCalls } from '../../src/host/crash-safe/sets/set-calls.ts';
import type { UsersFolder } from '../../src/host/users-folder/users-folder.ts';
import { SET_FILES, type SetFileName } from '../../src/model/set-files.ts';
import { looksLikeUsername } from '../../src/model/values/username.ts';
import { create, type Disk, type DiskNode, lookUp, remove, rename, sync } from './disk.ts';
import { simFolderCalls } from './ports/folder-calls.ts';
import type { World } from './world.ts';

export const USERS = '/etc/jopanel/users';
const PRIVATE = { uid: 0, gid: 0, mode: 0o600 };
const PRIVATE_FOLDER = { uid: 0, gid: 0, mode: 0o700 };

/** The sets on the simulated disk, written by the product's own steps. */
export function simUsersFolder(world: World): UsersFolder {
  const { machine, effects } = world;
  const { disk, locks } = machine;
  const { openTrusted } = simFolderCalls(world);
  const sets: SetCalls = { path: USERS, openUsers: () => openTrusted(USERS), owner: { uid: 0, gid: 0 } };

  return {
    path: USERS,

    list() {
      effects.check();
      const folder = lookUp(disk, USERS);
      if (folder === undefined) return { state: 'missing' };
      const names = [...folder.entries.keys()].filter((name) => !name.startsWith('.')).sort();
      return {
        state: 'ok',
        device: machine.usersDevice,
        inode: folder.id,
        usernames: names.filter(looksLikeUsername),
        strangers: names.filter((name) => !looksLikeUsername(name)),
      };
    },

    fingerprint(username) {
      effects.check();
      return fingerprintOf(disk, username);
    },

    size(username) {
      effects.check();
      return [...filesOf(disk, username).values()].reduce((sum, { text }) => sum + text.length, 0);
    },

    read(username) {
      effects.check();
      const folder = lookUp(disk, `${USERS}/${username}`);
      const fingerprint = fingerprintOf(disk, username);
      if (folder === undefined || fingerprint === undefined) return { state: 'gone' };
      const nodes = filesOf(disk, username);
      const files = new Map<SetFileName, Uint8Array>();
      for (const [name, { text }] of nodes) files.set(name, new TextEncoder().encode(text));
      const changedAtMs = Math.max(
        folder.changedAtMs,
        ...[...nodes.values()].map((node) => node.changedAtMs),
      );
      const ofMeta = nodes.get('meta.json')?.changedAtMs;
      const ofOthers = [...nodes].flatMap(([name, node]) => (name === 'meta.json' ? [] : [node.changedAtMs]));
      const metaAfterMs = ofMeta === undefined ? undefined : ofMeta - Math.max(...ofOthers);
      return { state: 'read', files, fingerprint, changedAtMs, metaAfterMs };
    },

    // Its files have no modes but the right ones.
    tightenModes: () => [],

    replaceFiles: (username, texts) => effects.whileAlive(replaceFiles(sets, username, texts)),
    create: (username, texts) => effects.whileAlive(createFolder(sets, username, texts)),
    remove: (username) => effects.whileAlive(removeFolder(sets, username)),

    async withIdLock(_options, act) {
      return { ok: true, value: await act() };
    },

    async withLock(username, _options, act) {
      effects.check();
      if (!locks.has(username)) {
        try {
          effects.make('file', `create /run/jopanel/locks/user-${username}.lock`, () => locks.add(username));
        } catch (error) {
          effects.check();
          return { ok: false, why: error instanceof Error ? error.message : String(error) };
        }
      }
      return { ok: true, value: await act() };
    },
  };
}

/** As an editor that takes no lock and syncs what it writes. */
export function writeSet(
  disk: Disk,
  username: string,
  texts: ReadonlyMap<SetFileName, string>,
  nowMs: number,
): void {
  const folder = `${USERS}/${username}`;
  if (lookUp(disk, folder) === undefined) create(disk, folder, 'folder', '', PRIVATE_FOLDER, nowMs);
  for (const [name, text] of texts) {
    create(disk, `${folder}/.new`, 'file', text, PRIVATE, nowMs);
    sync(disk, `${folder}/.new`);
    rename(disk, `${folder}/.new`, `${folder}/${name}`, nowMs);
  }
  sync(disk, folder);
  sync(disk, USERS);
}

export function removeSet(disk: Disk, username: string): void {
  remove(disk, `${USERS}/${username}`);
  sync(disk, USERS);
}

function filesOf(disk: Disk, username: string): Map<SetFileName, DiskNode> {
  const files = new Map<SetFileName, DiskNode>();
  for (const name of SET_FILES) {
    const node = lookUp(disk, `${USERS}/${username}/${name}`);
    if (node !== undefined) files.set(name, node);
  }
  return files;
}

function fingerprintOf(disk: Disk, username: string): string | undefined {
  const folder = lookUp(disk, `${USERS}/${username}`);
  if (folder === undefined) return undefined;
  const files = [...filesOf(disk, username).values()];
  return [folder, ...files].map(({ id, version }) => `${id}.${version}`).join(' ');
}
