// An edit as a careful person makes it: a new alias in domains.json, written beside it and renamed into place.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';

export function stageAlias(username: string, alias: string): void {
  const set: unknown = JSON.parse(readFileSync(fileOf(username), 'utf8'));
  const edited = Object.assign({}, set, { alias_domains: [alias] });
  writeFileSync(`${fileOf(username)}.tmp`, `${JSON.stringify(edited, null, 2)}\n`, { mode: 0o600 });
}

export function renameIntoPlace(username: string): void {
  renameSync(`${fileOf(username)}.tmp`, fileOf(username));
}

function fileOf(username: string): string {
  return `/etc/jopanel/users/${username}/domains.json`;
}
