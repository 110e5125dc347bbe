/** Writing and reading the JSON files of an account on a booted host, as its operator would. */

import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import stringify from 'fast-json-stable-stringify';
import type { Inside } from './inside.ts';

export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

export const setFiles = ['account', 'domains', 'limits', 'services', 'ssh', 'meta'] as const;
export type SetFile = (typeof setFiles)[number];
export type AccountSet = Record<SetFile, JsonObject>;

export const usersFolder = '/etc/jopanel/users';

/** As an installation leaves it: there, private and empty. */
export async function makeUsersFolder(host: Inside): Promise<void> {
  await host.run(['install', '--directory', '--mode=0700', '/etc/jopanel', usersFolder]);
}

/** Puts a folder of files in place with one rename; `files` maps names to content. */
export async function dropSet(
  host: Inside,
  username: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  await makeUsersFolder(host);
  // From the outside: a command in the host for each file would take ten times as long.
  const incoming = host.path(`/etc/jopanel/.incoming-${username}`);
  const folder = host.path(`${usersFolder}/${username}`);
  await rm(incoming, { recursive: true, force: true });
  await mkdir(incoming, { mode: 0o700 });
  for (const [name, content] of Object.entries(files)) {
    await writeFile(`${incoming}/${name}`, content, { mode: 0o600 });
  }
  await rm(folder, { recursive: true, force: true });
  await rename(incoming, folder);
}

/** Changes one file by temporary and rename; returns the revision that is then desired. */
export async function editSet(
  host: Inside,
  username: string,
  file: SetFile,
  change: (content: JsonObject) => JsonObject,
): Promise<string> {
  const path = host.path(setPath(username, file));
  const content = change(await readSetFile(host, username, file));
  await writeFile(`${path}.tmp`, formatJson(content), { mode: 0o600 });
  await rename(`${path}.tmp`, path);
  return desiredRevision(host, username);
}

export async function readSetFile(host: Inside, username: string, file: SetFile): Promise<JsonObject> {
  return parseObject(await readFile(host.path(setPath(username, file)), 'utf8'));
}

/** The revision of the five files as they are now. */
export async function desiredRevision(host: Inside, username: string): Promise<string> {
  const [account, domains, limits, services, ssh] = await Promise.all([
    readSetFile(host, username, 'account'),
    readSetFile(host, username, 'domains'),
    readSetFile(host, username, 'limits'),
    readSetFile(host, username, 'services'),
    readSetFile(host, username, 'ssh'),
  ]);
  return revisionOf({ account, domains, limits, services, ssh });
}

/**
 * The revision as the product's documents define it. Computed here and not with the product's
 * own code, which is what the sandbox is to judge.
 */
export function revisionOf({ account, domains, limits, services, ssh }: Omit<AccountSet, 'meta'>): string {
  const text = stringify({ account, domains, limits, services, ssh });
  return `sha256:${createHash('sha256').update(text, 'utf8').digest('hex')}`;
}

/** Waits until meta.json says that the revision is in force. */
export async function waitApplied(
  host: Inside,
  username: string,
  revision: string,
  timeoutMs = 30_000,
): Promise<void> {
  await host.waitFor(
    `${username} to be applied at ${revision}`,
    async () => (await readSetFile(host, username, 'meta')).last_applied_revision === revision,
    timeoutMs,
  );
}

export function setPath(username: string, file: SetFile): string {
  return `${usersFolder}/${username}/${file}.json`;
}

export function parseObject(text: string): JsonObject {
  const value: Json = JSON.parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error('not a JSON object');
  return value;
}

export function formatJson(content: JsonObject): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}
