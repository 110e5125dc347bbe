// The files that the operator's own nginx configuration consists of: nginx.conf and all that it includes, but for ours.

import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { type NginxStatement, parseNginxConfig } from '../../model/nginx-config.ts';
import { errorCode } from '../error-code.ts';

const NGINX_FOLDER = '/etc/nginx';
export const NGINX_MAIN = path.join(NGINX_FOLDER, 'nginx.conf');
/** Includes what we write for accounts. */
const OURS = path.join(NGINX_FOLDER, 'conf.d/jopanel.conf');
/** More than any host has; a configuration that includes itself without end is nginx's to refuse. */
const MOST_FILES = 20_000;

interface Parsed {
  readonly version: string;
  readonly statements: readonly NginxStatement[];
}

// A host may have thousands of them, and they hardly ever change.
const known = new Map<string, Parsed>();

/** By path, in the order in which nginx meets them. A rough look: nginx itself has the last word. */
export async function operatorsNginx(): Promise<ReadonlyMap<string, readonly NginxStatement[]>> {
  const found = new Map<string, readonly NginxStatement[]>();
  const waiting = [NGINX_MAIN];
  for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
    if (file === OURS || found.has(file) || found.size >= MOST_FILES) continue;
    const statements = await statementsOf(file);
    found.set(file, statements);
    const included: string[] = [];
    for (const { words } of statements) {
      if (words[0] === 'include' && words[1] !== undefined)
        included.push(...(await filesLike(path.resolve(NGINX_FOLDER, words[1]))));
    }
    waiting.unshift(...included);
  }
  for (const file of known.keys()) if (!found.has(file)) known.delete(file);
  return found;
}

async function statementsOf(file: string): Promise<readonly NginxStatement[]> {
  try {
    const stats = await stat(file);
    if (!stats.isFile()) return [];
    const version = `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeMs}:${stats.ctimeMs}`;
    const before = known.get(file);
    if (before?.version === version) return before.statements;
    const statements = parseNginxConfig(await readFile(file, 'utf8'));
    known.set(file, { version, statements });
    return statements;
  } catch (error) {
    // A dangling link in sites-enabled is nginx's to complain about.
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return [];
    throw error;
  }
}

/** As glob(3), which nginx asks: sorted, and no wildcard stands for a dot in front. */
async function filesLike(pattern: string): Promise<readonly string[]> {
  if (!/[*?[]/.test(pattern)) return [pattern];
  let folders = ['/'];
  for (const part of pattern.split('/').filter(Boolean)) {
    const next: string[] = [];
    for (const folder of folders) next.push(...(await namesLike(folder, part)));
    folders = next;
  }
  return folders;
}

async function namesLike(folder: string, part: string): Promise<readonly string[]> {
  if (!/[*?[]/.test(part)) return [path.join(folder, part)];
  const names = await readdir(folder).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return [];
    throw error;
  });
  const isHidden = (name: string) => name.startsWith('.') && !part.startsWith('.');
  return names
    .filter((name) => !isHidden(name) && path.matchesGlob(name, part))
    .sort()
    .map((name) => path.join(folder, name));
}
