// Reads and edits account sets on the host itself, and waits until they are in force.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { revisionOf } from '../../../src/model/revision.ts';

export type Json = Record<string, unknown>;

export const users = '/etc/jopanel/users';

export function read(username: string, file: string): Json {
  return JSON.parse(readFileSync(`${users}/${username}/${file}.json`, 'utf8'));
}

export function write(username: string, file: string, value: Json): void {
  const path = `${users}/${username}/${file}.json`;
  writeFileSync(`${path}.tmp`, JSON.stringify(value), { mode: 0o600 });
  renameSync(`${path}.tmp`, path);
}

export function isApplied(username: string): boolean {
  const [account, domains, limits, services, ssh] = ['account', 'domains', 'limits', 'services', 'ssh'].map(
    (file) => read(username, file),
  );
  const revision = revisionOf({ account, domains, limits, services, ssh });
  return read(username, 'meta').last_applied_revision === revision;
}

/** Returns after how many milliseconds it is so; throws when that takes longer than the limit. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  what: string,
  limitMs = 60_000,
): Promise<number> {
  const startedAt = performance.now();
  while (!(await isSo())) {
    if (performance.now() - startedAt > limitMs) throw new Error(`${what} took longer than ${limitMs} ms`);
    await pause(5);
  }
  return Math.round(performance.now() - startedAt);
}

/** Edits the account so that nginx has to load it; returns after how many milliseconds that is in force. */
export async function editSite(username: string, edit: string): Promise<number> {
  write(username, 'domains', {
    ...read(username, 'domains'),
    alias_domains: [`${edit}.${username}.example`],
  });
  return until(() => isApplied(username), `the edit of ${username}`);
}

/** How long each took, in milliseconds. */
export function distribution(times: readonly number[]) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0;
  return { edits: sorted.length, median: at(0.5), p95: at(0.95), slowest: sorted.at(-1) ?? 0 };
}
