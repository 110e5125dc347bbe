// What lies in the archive of a purged account beside its home: its set, the dumps of its databases, its certificates.

import type { Dirent } from 'node:fs';
import { lstat, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { certificatesOf, databasesOf, setOf } from '../../model/archived-beside.ts';
import { errorCode } from '../error-code.ts';
import { withScratchFolder } from '../files/scratch-folder.ts';
import { commandFromFile } from './command-files.ts';

/** The start of a tar command that reads the archive from its standard input, within a bound on memory. */
export function unpackWords(archive: string): readonly string[] {
  const compression = archive.endsWith('.zst') ? '--zstd' : '--gzip';
  return [
    ...['prlimit', '--as=1073741824', '--'],
    ...['tar', '--extract', compression, '--no-same-owner', '--file=-'],
  ];
}

export interface UnpackedArchive {
  /** The files of the set by their names; empty in an archive of an earlier version. */
  readonly set: ReadonlyMap<string, string>;
  /** The dumps by database, the newest of each. */
  readonly dumps: ReadonlyMap<string, string>;
  readonly certificates: readonly ArchivedCertificate[];
}

export interface ArchivedCertificate {
  /** The names of its folders. */
  readonly site: string;
  readonly version: string;
  /** PEM, both. */
  readonly key: string;
  readonly chain: string;
}

/**
 * The files are there as long as `act` runs.
 *
 * @throws CommandError when the archive cannot be read
 */
export async function withUnpacked<T>(
  archive: string,
  username: string,
  act: (unpacked: UnpackedArchive) => Promise<T>,
): Promise<T> {
  const done = await withScratchFolder('/var/tmp', async (scratch) => {
    // All but the home, which would be read by root here.
    const apart = ['--anchored', `--exclude=${username}`, `--directory=${scratch}`];
    await commandFromFile([...unpackWords(archive), ...apart], archive);
    return { value: await act(await look(scratch, username)) };
  });
  if (done === undefined) throw new Error('no folder can be made in /var/tmp');
  return done.value;
}

async function look(scratch: string, username: string): Promise<UnpackedArchive> {
  const setFolder = path.join(scratch, setOf(username));
  const set = new Map<string, string>();
  for (const name of await namesIn(setFolder))
    set.set(name, await readFile(path.join(setFolder, name), 'utf8'));
  const dumpFolder = path.join(scratch, databasesOf(username));
  // The time is in the names: of two dumps of a database, the later one comes last.
  const dumps = (await namesIn(dumpFolder)).flatMap((name) => {
    const database = /^(.+)-\d{8}T\d{6}Z\.sql$/.exec(name)?.[1];
    return database === undefined ? [] : [[database, path.join(dumpFolder, name)] as const];
  });
  return {
    set,
    dumps: new Map(dumps),
    certificates: await certificatesIn(scratch, certificatesOf(username)),
  };
}

async function certificatesIn(scratch: string, below: string): Promise<ArchivedCertificate[]> {
  const found: ArchivedCertificate[] = [];
  const parent = path.join(scratch, below);
  for (const site of await namesIn(parent, 'folders')) {
    for (const version of await namesIn(path.join(parent, site), 'folders')) {
      const folder = path.join(parent, site, version);
      const files = await namesIn(folder);
      if (!['fullchain.pem', 'privkey.pem'].every((name) => files.includes(name))) continue;
      const key = await readFile(path.join(folder, 'privkey.pem'), 'utf8');
      const chain = await readFile(path.join(folder, 'fullchain.pem'), 'utf8');
      found.push({ site, version, key, chain });
    }
  }
  return found;
}

/**
 * An archive may come from another host and from anybody: root follows no link in it. Both the folder and the one that it is
 * in are looked at, which root alone can change.
 */
async function namesIn(folder: string, of: 'files' | 'folders' = 'files'): Promise<string[]> {
  try {
    for (const each of [path.dirname(folder), folder]) if (!(await lstat(each)).isDirectory()) return [];
    const entries = await readdir(folder, { withFileTypes: true });
    const isAsked = (entry: Dirent) => (of === 'files' ? entry.isFile() : entry.isDirectory());
    return entries.flatMap((entry) => (isAsked(entry) ? [entry.name] : [])).sort();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
