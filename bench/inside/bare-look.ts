// A lower bound: each set and each file made of it looked at, read and compared once.
// Run by itself, prints the seconds for everyone as JSON.
import { lstatSync, readdirSync, readFileSync } from 'node:fs';

/** @returns seconds of the second look; what the first one saw is what it compares with */
export function bareLook(usersDir: string, usernames: readonly string[]): number {
  const first = look(usersDir, usernames);
  const start = performance.now();
  for (const [path, text] of look(usersDir, usernames)) {
    if (text !== first.get(path)) throw new Error(`${path} was changed while it was looked at`);
  }
  return (performance.now() - start) / 1000;
}

function look(usersDir: string, usernames: readonly string[]): ReadonlyMap<string, string> {
  const seen = new Map<string, string>();
  for (const username of usernames) {
    const folder = `${usersDir}/${username}`;
    const files = readdirSync(folder).map((file) => `${folder}/${file}`);
    files.push(`/etc/nginx/jopanel/${username}.conf`, `/var/lib/jopanel/php/${username}.json`);
    for (const path of files) {
      lstatSync(path);
      seen.set(path, readFileSync(path, 'utf8'));
    }
    lstatSync(`/home/${username}`);
  }
  return seen;
}

if (import.meta.main) {
  const usersDir = '/etc/jopanel/users';
  console.log(JSON.stringify({ seconds: bareLook(usersDir, readdirSync(usersDir)) }));
}
